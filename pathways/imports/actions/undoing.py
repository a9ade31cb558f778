"""Taking back what one import made: proposed by one person, confirmed by another, done lot by lot."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Select, delete, exists, select

from pathways import clock
from pathways.approvals.actions import confirm, move_on, propose
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.of_before.actions import take_back_test
from pathways.arrest_tests.of_before.queries import more_is_recorded_of_tests
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.disposals.models import Disposal
from pathways.disposals.of_before.actions import take_back_disposal
from pathways.disposals.of_before.queries import episodes_decided, more_is_recorded_of_disposals
from pathways.engagement.of_before.actions import take_back_case
from pathways.engagement.of_before.queries import more_is_recorded_of_cases
from pathways.imports.models import ImportedRecord, ImportRun, ImportSource, ImportUndoing, PersonSetAside
from pathways.imports.queries.runs import is_taken_back
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.deciding import undoing_bars
from pathways.people.custody.actions import take_back_detention, take_back_visit
from pathways.people.custody.queries import more_is_recorded_with, views_of
from pathways.people.identity.actions import take_back_people
from pathways.people.identity.queries import locking_order, of_whom_nothing_more_is_recorded
from pathways.people.models.custody import Episode
from pathways.referrals.models.referral import Referral
from pathways.referrals.of_before.actions import take_back_referral
from pathways.referrals.of_before.queries import more_is_recorded_of_referrals
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, rows_changed
from pathways.store.together import among, among_texts

AT_ONCE: Final = 200
"""Records in one transaction."""
LAST: Final = 2**31 - 1
"""Before which id the taking back begins."""


def propose_undoing(*, by: Viewer, run: ImportRun, reason: str) -> ImportUndoing:
    """Propose to take back what an import made. Nothing is taken back yet. Raises Refused."""
    refuse_if(undoing_bars(ended_at=run.ended_at, undone_at=run.undone_at, reason=reason))
    waits = exists().where(ImportUndoing.run_id == run.id, ImportUndoing.decided_at.is_(None))
    if db.session.scalar(select(waits)):
        raise Refused("This is proposed already. Somebody else has to decide it")
    proposal = propose(ImportUndoing(run_id=run.id, reason=reason.strip()), by=by)
    audit.administered(by, "import.undoing.proposed", by.organisation_id, run=run.id)
    return proposal


def decide_undoing(*, by: Viewer, proposal: ImportUndoing, confirms: bool) -> None:
    """Confirm that an import is taken back, or turn it down. Raises Refused, Stale where it is one's own or decided."""
    confirm(proposal, by=by, confirms=confirms)
    what = "import.undoing.confirmed" if confirms else "import.undoing.turned_down"
    audit.administered(by, what, by.organisation_id, run=proposal.run_id)


def take_back_next(*, by: Viewer, run: ImportRun, before: int) -> int:
    """Take back the next lot of what an import made, or end it after the last: the id to go on with, 0 at the end.

    Two may be at it, a command and the worker: the import is locked, and each takes what is there still.
    Raises Refused.
    """
    db.session.refresh(run, with_for_update=True)
    if run.undone_at is not None:
        return 0
    following = take_back_some(by=by, run=run, before=before)
    if not following:
        end_undoing(by=by, run=run)
    return following


def take_back_some(*, by: Viewer, run: ImportRun, before: int) -> int:
    """Take back the last records that an import made, of those with an id before `before`: the id to go on with, 0 at
    the end. What something was recorded with since stays. Raises Refused where nobody has confirmed it."""
    if not is_taken_back(run.id) or run.undone_at is not None:
        raise Refused("Nobody has confirmed that this import is taken back")
    source = db.session.get_one(ImportSource, run.source_id)
    of_run = select(ImportedRecord).where(ImportedRecord.run_id == run.id, ImportedRecord.id < before)
    records = list(db.session.scalars(of_run.order_by(ImportedRecord.id.desc()).limit(AT_ONCE)))
    if not records:
        return 0
    _TAKE_BACK[source.kind](by, run, records)
    return records[-1].id


def end_undoing(*, by: Viewer, run: ImportRun) -> None:
    """Whatever could be taken back is. Who waited to be decided is forgotten with the import."""
    nobody = PersonSetAside.person_id.is_(None)
    rows_changed(delete(PersonSetAside).where(PersonSetAside.run_id == run.id, nobody))
    move_on(run, ImportRun.undone_at.is_(None), undone_at=clock.now(), undone_by_id=by.user_id)
    audit.administered(by, "import.undone", by.organisation_id, run=run.id)


def _lock_people(records: Sequence[ImportedRecord]) -> None:
    """Lock those whom these records are about, before any row of theirs is locked."""
    for person_id in locking_order(*{each.person_id for each in records}):
        audit.lock(person_id)


def _take_people_back(by: Viewer, run: ImportRun, records: Sequence[ImportedRecord]) -> None:
    """Take back whom the import added, and forget the keys of whom it recognised."""
    added = [each for each in records if each.is_new]
    _lock_people(added)
    ids = [each.person_id for each in added]
    alone = of_whom_nothing_more_is_recorded(ids, beside=(ImportedRecord, PersonSetAside))
    _forget(run, [each for each in records if not each.is_new or each.person_id in alone])
    take_back_people(by=by, person_ids=alone, imported=run.id)


def _take_detentions_back(by: Viewer, run: ImportRun, records: Sequence[ImportedRecord]) -> None:
    _lock_people(records)
    ids = [each.episode_id for each in records if each.episode_id is not None]
    busy = more_is_recorded_with(ids, beside=(ImportedRecord,))
    _forget(run, [each for each in records if each.episode_id not in busy])
    for episode in db.session.scalars(select(Episode).where(among(Episode.id, set(ids) - busy)).order_by(Episode.id)):
        take_back_detention(by=by, episode=episode, imported=run.id)


def _take_tests_back(by: Viewer, run: ImportRun, records: Sequence[ImportedRecord]) -> None:
    _lock_people(records)
    ids = {each.drug_test_id: each for each in records if each.drug_test_id is not None}
    tests = list(db.session.scalars(select(DrugTest).where(among(DrugTest.id, ids)).order_by(DrugTest.id)))
    busy = more_is_recorded_of_tests(tests, beside=(ImportedRecord,))
    decided = episodes_decided({each.episode_id for each in tests})  # their offence is that of a disposal as well
    offences = {each.id: None if each.episode_id in decided else ids[each.id].offence_id for each in tests}
    _forget(run, [each for each in records if each.drug_test_id not in busy])
    views = views_of({each.episode_id for each in tests})
    for test in (each for each in tests if each.id not in busy):
        take_back_test(by=by, view=views[test.episode_id], test=test, offence_id=offences[test.id], imported=run.id)


def _take_disposals_back(by: Viewer, run: ImportRun, records: Sequence[ImportedRecord]) -> None:
    _lock_people(records)
    ids = {each.disposal_id: each.offence_id for each in records if each.disposal_id is not None}
    busy = more_is_recorded_of_disposals(ids, beside=(ImportedRecord,))
    _forget(run, [each for each in records if each.disposal_id not in busy])
    theirs = select(Disposal).where(among(Disposal.id, set(ids) - busy)).order_by(Disposal.id)
    disposals = list(db.session.scalars(theirs))
    views = views_of({each.episode_id for each in disposals})
    for each in disposals:
        view, offence_id = views[each.episode_id], ids[each.id]
        take_back_disposal(by=by, view=view, disposal=each, offence_id=offence_id, imported=run.id)


def _take_referrals_back(by: Viewer, run: ImportRun, records: Sequence[ImportedRecord]) -> None:
    _lock_people(records)
    ids = {each.referral_id: each.episode_id for each in records if each.referral_id is not None}
    busy = more_is_recorded_of_referrals(ids, beside=(ImportedRecord,))
    _forget(run, [each for each in records if each.referral_id not in busy])
    referrals = list(db.session.scalars(_referrals(set(ids) - busy)))
    views = views_of({each.episode_id for each in referrals})
    for each in referrals:
        view, visit_id = views[each.episode_id], ids[each.id]
        take_back_referral(by=by, view=view, referral=each, imported=run.id)
        if visit_id is not None and not more_is_recorded_with([visit_id]):
            take_back_visit(by=by, episode=view.episode, imported=run.id)


def _take_cases_back(by: Viewer, run: ImportRun, records: Sequence[ImportedRecord]) -> None:
    _lock_people(records)
    ids = {each.referral_id for each in records if each.referral_id is not None}
    busy = more_is_recorded_of_cases(ids, beside=(ImportedRecord,))
    _forget(run, [each for each in records if each.referral_id not in busy])
    for each in db.session.scalars(_referrals(ids - busy)):
        take_back_case(by=by, referral=each, beside=(ImportedRecord,), imported=run.id)


def _referrals(ids: Collection[int]) -> Select[Referral]:
    return select(Referral).where(among(Referral.id, ids)).order_by(Referral.id)


_TAKE_BACK: Final[Mapping[Kind, Callable[[Viewer, ImportRun, Sequence[ImportedRecord]], None]]] = {
    Kind.PEOPLE: _take_people_back,
    Kind.DETENTIONS: _take_detentions_back,
    Kind.TESTS: _take_tests_back,
    Kind.DISPOSALS: _take_disposals_back,
    Kind.REFERRALS: _take_referrals_back,
    Kind.ENGAGEMENT: _take_cases_back,
}


def _forget(run: ImportRun, records: Sequence[ImportedRecord]) -> None:
    """Forget what these keys stood for, so that a repaired file may bring them again."""
    keys = [each.source_key for each in records]
    theirs = PersonSetAside.source_id == run.source_id, among_texts(PersonSetAside.source_key, keys)
    rows_changed(delete(PersonSetAside).where(*theirs))
    ids = [each.id for each in records]
    rows_changed(delete(ImportedRecord).where(among(ImportedRecord.id, ids)))
