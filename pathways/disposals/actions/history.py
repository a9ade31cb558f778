"""Recording the earlier outcomes that were found, and putting one right."""

from dataclasses import dataclass
from datetime import date

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.auth.queries import rank_on
from pathways.disposals import queries
from pathways.disposals.actions.steps import a_reason, refuse_if_dead, refuse_if_young
from pathways.disposals.models import EarlierOutcome
from pathways.disposals.rules import DrugFamily, FoundIn, PriorKind, earlier_bars
from pathways.refusals import Refused
from pathways.store import db
from pathways.store.superseding import supersede
from pathways.vocabulary import Known


@dataclass(frozen=True, kw_only=True)
class Found:
    """One earlier outcome as it was typed."""

    kind: PriorKind
    given_on: date
    offence: str
    drug_family: DrugFamily | None
    is_similar: Known
    engaged: Known | None
    found_in: FoundIn


def add_earlier(*, by: Viewer, episode_id: int, found: Found, version: int | None = None) -> EarlierOutcome:
    """Keep an earlier outcome. Whoever says that it is similar, or is not, is kept with their rank.

    Raises OutOfSight, Stale and Refused with every reason at its field.
    """
    person_id = _open(by, episode_id, found, version)
    row = _row(by, episode_id, found, number=queries.next_earlier_number(episode_id))
    db.session.add(row)
    db.session.flush()
    _log(by, person_id, row, "disposal.earlier.recorded")
    return row


def correct_earlier(
    *, by: Viewer, episode_id: int, number: int, found: Found, reason: str | None, version: int | None = None
) -> EarlierOutcome:
    """Put another row in the place of one that was wrong. Raises OutOfSight, Stale and Refused."""
    person_id = _open(by, episode_id, found, version)
    old = queries.earlier_outcome(episode_id, number)
    why = a_reason(reason, "correction_reason")
    row = supersede(old, _row(by, episode_id, found, number=number), at=clock.now(), reason=why)
    _log(by, person_id, row, "disposal.earlier.corrected")
    return row


def _open(by: Viewer, episode_id: int, found: Found, version: int | None) -> int:
    """The person, where something may be recorded about their earlier outcomes now."""
    view = queries.episode_to_decide(by, episode_id)
    if version is not None:
        audit.expect(view.person.id, version)
    refuse_if_dead(by, view.person.id)
    refuse_if_young(view.person.id)
    bars = earlier_bars(
        found.kind,
        given_on=found.given_on,
        engaged=found.engaged,
        similar=found.is_similar,
        has_rank=rank_on(by.user_id, clock.today()) is not None,
        today=clock.today(),
    )
    if bars:
        raise Refused(reasons=bars)
    return view.person.id


def _row(by: Viewer, episode_id: int, found: Found, *, number: int) -> EarlierOutcome:
    decided = found.is_similar is not Known.NOT_KNOWN
    return EarlierOutcome(
        episode_id=episode_id,
        number=number,
        kind=found.kind,
        given_on=found.given_on,
        offence=found.offence,
        drug_family=found.drug_family.value if found.drug_family else None,
        is_similar=found.is_similar,
        similar_by_id=by.user_id if decided else None,
        similar_rank=rank_on(by.user_id, clock.today()) if decided else None,
        engaged=found.engaged if found.kind.may_be_engaged_with else None,
        found_in=found.found_in,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )


def _log(by: Viewer, person_id: int, row: EarlierOutcome, action: str) -> None:
    facts = {"episode_id": row.episode_id, "number": row.number, "kind": row.kind.value}
    audit.change(by, person_id, action, ("earlier_outcome", row.id), **facts, similar=row.is_similar.value)
