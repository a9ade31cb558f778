"""Records that the force has now, lot by lot, as the cells of a file that could be imported."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, NamedTuple

from sqlalchemy import and_, or_, select

from pathways.arrest_tests.held_records.queries import usable
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.of_before.queries import past_tests
from pathways.arrest_tests.testing.rules.results import SampleOutcome
from pathways.auth.models import Suite
from pathways.auth.roles import Viewer
from pathways.directory.entries.queries import services_listed
from pathways.disposals.models import Disposal, has_ended
from pathways.disposals.of_before.queries import past_disposals
from pathways.engagement.of_before.queries import past_cases
from pathways.imports.models import ImportedRecord, ImportSource
from pathways.imports.rules.cells import cells_of
from pathways.imports.rules.columns import Kind
from pathways.law.rules.findings import SampleRoute
from pathways.people.custody.queries import detention_facts, views_of
from pathways.people.identity.queries import details_of_many, person_facts
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person
from pathways.people.queries import is_open_to, known_to_force, of_own_force
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.of_before.queries import lived_in, past_referral
from pathways.store.base import db
from pathways.store.together import among

AT_ONCE: Final = 2_000
Keys = Mapping[int, str]


class Lot(NamedTuple):
    """Some records: the last id that was looked at, whom they are about, and their cells."""

    after: int
    person_ids: frozenset[int]
    rows: list[list[str]]


def lot_after(by: Viewer, kind: Kind, after: int) -> Lot | None:
    """The records that follow an id, so many that they fit into one transaction; None at the end."""
    return _LOTS[kind](by, after)


def lots(by: Viewer, kind: Kind) -> Iterator[Lot]:
    """Every record of a kind that the force knows, in the order in which they were recorded."""
    after = 0
    while lot := lot_after(by, kind, after):
        yield lot
        after = lot.after


def key_of(record_id: int) -> str:
    """The key of a record that came from no other system."""
    return f"pathways-{record_id}"


def _people(by: Viewer, after: int) -> Lot | None:
    ids = select(Person.id).where(Person.id > after, Person.merged_into_id.is_(None)).order_by(Person.id).limit(AT_ONCE)
    looked_at = list(db.session.scalars(ids))
    if not looked_at:
        return None
    known = sorted(set(db.session.scalars(known_to_force(by, among=looked_at))))
    details, keys = details_of_many(known), _keys_of(by, Kind.PEOPLE, known)
    known = sorted(details)  # not whom an import added and that was taken back
    rows = [
        cells_of(Kind.PEOPLE, person_facts(details[each]), person_key=keys.get(each, key_of(each))) for each in known
    ]
    return Lot(looked_at[-1], frozenset(known), rows)


def _detentions(by: Viewer, after: int) -> Lot | None:
    """Those that ended: who is in custody now is no record of before."""
    ended = (Detention.superseded_at.is_(None), Detention.released_at.is_not(None), Episode.id > after)
    both = select(Episode, Detention, Suite.name).join(Detention, Detention.episode_id == Episode.id)
    both = both.join(Suite, Suite.id == Detention.suite_id).where(*ended, *of_own_force(by)).order_by(Episode.id)
    rows_of_lot = db.session.execute(both.limit(AT_ONCE)).all()
    if not rows_of_lot:
        return None
    people = _keys_of(by, Kind.PEOPLE, [episode.person_id for episode, _, _ in rows_of_lot])
    keys = _keys_of(by, Kind.DETENTIONS, [episode.id for episode, _, _ in rows_of_lot])
    rows = [
        cells_of(
            Kind.DETENTIONS,
            detention_facts(detention),
            detention_key=keys.get(episode.id, key_of(episode.id)),
            person_key=people.get(episode.person_id, key_of(episode.person_id)),
            suite=suite,
        )
        for episode, detention, suite in rows_of_lot
    ]
    return Lot(rows_of_lot[-1][0].id, frozenset(episode.person_id for episode, _, _ in rows_of_lot), rows)


def _tests(by: Viewer, after: int) -> Lot | None:
    """Tests on arrest in a detention that ended, of whoever was warned; none that is held, or waits for a result."""
    of_force = select(DrugTest).join(Episode, Episode.id == DrugTest.episode_id)
    ended = (DrugTest.superseded_at.is_(None), DrugTest.route == SampleRoute.ARREST, Episode.closed_at.is_not(None))
    which = (DrugTest.id > after, DrugTest.warned_at.is_not(None), usable(), *of_own_force(by))
    has_come = or_(DrugTest.outcome != SampleOutcome.SAMPLE_GIVEN, DrugTest.overall_result.is_not(None))
    tests = list(db.session.scalars(of_force.where(*ended, *which, has_come).order_by(DrugTest.id).limit(AT_ONCE)))
    if not tests:
        return None
    facts, of_episode = past_tests(tests), views_of({each.episode_id for each in tests})
    detentions, services = _keys_of(by, Kind.DETENTIONS, [each.episode_id for each in tests]), _services_said()
    keys = _keys_of(by, Kind.TESTS, [each.id for each in tests])
    rows = [
        cells_of(
            Kind.TESTS,
            facts[each.id],
            test_key=keys.get(each.id, key_of(each.id)),
            service=services.get(facts[each.id].service_id or 0, ""),
            detention_key=detentions.get(each.episode_id, key_of(each.episode_id)),
        )
        for each in tests
    ]
    return Lot(tests[-1].id, frozenset(of_episode[each.episode_id].person.id for each in tests), rows)


def _disposals(by: Viewer, after: int) -> Lot | None:
    """Disposals that were given and have ended, one for each offence of an arrest that is recorded."""
    is_theirs = (Disposal.organisation_id == by.organisation_id, has_ended(), Disposal.signed_at.is_not(None))
    rows_of_lot = select(Disposal).where(Disposal.id > after, *is_theirs, is_open_to(by, Disposal.person_id))
    disposals = list(db.session.scalars(rows_of_lot.order_by(Disposal.id).limit(AT_ONCE)))
    if not disposals:
        return None
    facts = past_disposals(disposals)
    detentions = _keys_of(by, Kind.DETENTIONS, [each.episode_id for each in disposals])
    keys = _keys_of(by, Kind.DISPOSALS, [each.id for each in disposals])
    rows = [
        cells_of(
            Kind.DISPOSALS,
            facts[each.id],
            disposal_key=keys.get(each.id, key_of(each.id)),
            detention_key=detentions.get(each.episode_id, key_of(each.episode_id)),
        )
        for each in disposals
        if each.id in facts
    ]
    return Lot(disposals[-1].id, frozenset(each.person_id for each in disposals if each.id in facts), rows)


def _referrals(by: Viewer, after: int) -> Lot | None:
    """Referrals from episodes of the force that a service accepted or that ended unaccepted: never what came after."""
    cases = select(Referral, Episode, lived_in()).join(Episode, Episode.id == Referral.episode_id)
    live = (NeedScreen.episode_id == Referral.episode_id, NeedScreen.superseded_at.is_(None))
    cases = cases.outerjoin(NeedScreen, and_(*live))
    answered = or_(Referral.accepted_at.is_not(None), Referral.closed_at.is_not(None))
    which = (Referral.id > after, answered, Episode.closed_at.is_not(None), *of_own_force(by))
    rows_of_lot = db.session.execute(cases.where(*which).order_by(Referral.id).limit(AT_ONCE)).all()
    if not rows_of_lot:
        return None
    facts_by_id = {row[0].id: facts for row in rows_of_lot if (facts := past_referral(*row)) is not None}
    referrals, services = [row[0] for row in rows_of_lot if row[0].id in facts_by_id], _services_said()
    people = _keys_of(by, Kind.PEOPLE, [each.person_id for each in referrals])
    detentions = _keys_of(by, Kind.DETENTIONS, [each.episode_id for each in referrals])
    keys = _keys_of(by, Kind.REFERRALS, [each.id for each in referrals])
    rows = []
    for each in referrals:
        detention = detentions.get(each.episode_id, key_of(each.episode_id))
        rows.append(
            cells_of(
                Kind.REFERRALS,
                facts_by_id[each.id],
                referral_key=keys.get(each.id, key_of(each.id)),
                person_key=people.get(each.person_id, key_of(each.person_id)),
                detention_key=detention if facts_by_id[each.id].origin is None else "",
                service=services.get(each.service_id or 0, ""),
            )
        )
    return Lot(rows_of_lot[-1][0].id, frozenset(each.person_id for each in referrals), rows)


def _services_said() -> dict[int, str]:
    """Each service as a file names it: with its town where another has its name."""
    listed = services_listed()
    names = Counter(each.name for each in listed)
    return {each.id: each.name if names[each.name] == 1 else f"{each.name}, {each.town}" for each in listed}


def _engagement(by: Viewer, after: int) -> Lot | None:
    """What came of the referrals that the service accepted and that ended with a reason."""
    ours = (Referral.organisation_id == by.organisation_id, Referral.exited_on.is_not(None))
    which = (Referral.id > after, Referral.closed_at.is_not(None), *ours, is_open_to(by, Referral.person_id))
    referrals = list(db.session.scalars(select(Referral).where(*which).order_by(Referral.id).limit(AT_ONCE)))
    if not referrals:
        return None
    cases = past_cases(referrals)
    of_force, keys = _referral_keys(cases), _keys_of(by, Kind.ENGAGEMENT, list(cases))
    rows = [
        cells_of(
            Kind.ENGAGEMENT,
            facts,
            engagement_key=keys.get(number, key_of(number)),
            referral_key=of_force.get(number, key_of(number)),
        )
        for number, facts in cases.items()
    ]
    return Lot(referrals[-1].id, frozenset(each.person_id for each in referrals if each.id in cases), rows)


def _referral_keys(referral_ids: Collection[int]) -> Keys:
    """The first key under which a force brought each of these referrals in."""
    keys = select(ImportedRecord.referral_id, ImportedRecord.source_key)
    keys = keys.join(ImportSource, ImportSource.id == ImportedRecord.source_id)
    of_these = (among(ImportedRecord.referral_id, referral_ids), ImportSource.kind == Kind.REFERRALS)
    rows = db.session.execute(keys.where(*of_these).order_by(ImportedRecord.id.desc()))
    return {number: key for number, key in rows if number is not None}


_LOTS: Final[Mapping[Kind, Callable[[Viewer, int], Lot | None]]] = {
    Kind.PEOPLE: _people,
    Kind.DETENTIONS: _detentions,
    Kind.TESTS: _tests,
    Kind.DISPOSALS: _disposals,
    Kind.REFERRALS: _referrals,
    Kind.ENGAGEMENT: _engagement,
}
_RECORDS: Final = {
    Kind.PEOPLE: ImportedRecord.person_id,
    Kind.DETENTIONS: ImportedRecord.episode_id,
    Kind.TESTS: ImportedRecord.drug_test_id,
    Kind.DISPOSALS: ImportedRecord.disposal_id,
    Kind.REFERRALS: ImportedRecord.referral_id,
    Kind.ENGAGEMENT: ImportedRecord.referral_id,
}


def _keys_of(by: Viewer, kind: Kind, record_ids: list[int]) -> Keys:
    """The first key under which each of these came from another system."""
    column = _RECORDS[kind]
    keys = select(column, ImportedRecord.source_key).join(ImportSource, ImportSource.id == ImportedRecord.source_id)
    theirs = (ImportSource.organisation_id == by.organisation_id, ImportSource.kind == kind)
    rows = db.session.execute(keys.where(among(column, record_ids), *theirs).order_by(ImportedRecord.id.desc()))
    return {record_id: key for record_id, key in rows if record_id is not None}
