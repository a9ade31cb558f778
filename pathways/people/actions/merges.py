"""Joining two records of one person, and parting them again: one proposes with a reason, another confirms."""

from sqlalchemy import select

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.actions.holding import hold
from pathways.people.actions.persons import merge
from pathways.people.models import Person, PersonMerge
from pathways.people.queries import holding_order, merges_of, record_ids_of, standing_lists
from pathways.refusals import Reason, Refused
from pathways.store import db

SHORTEST_REASON = 10
AGAIN = "This record was merged again since. Undo that merge first"


def propose_merge(
    *, by: Viewer, keep: Person, away: Person, reason: str, seen_version: int | None = None
) -> PersonMerge:
    """Propose that `away` is the same person as `keep`. Nothing is joined yet. Raises Refused, Stale."""
    _hold_both(by, keep, away, seen_version)
    if keep.merged_into_id is not None or away.merged_into_id is not None:
        raise Refused("One of these records was merged already. Merge the one that stays")
    _refuse_other_lists(by, keep, away)
    return _proposed(by, PersonMerge(keep_id=keep.id, away_id=away.id), reason)


def propose_unmerge(*, by: Viewer, merged: PersonMerge, reason: str, seen_version: int | None = None) -> PersonMerge:
    """Propose that two joined records are two people after all. Raises Refused, Stale."""
    keep, away = _both(merged)
    _hold_both(by, keep, away, seen_version)
    if merged not in merges_of([merged.keep_id]) or not merged.is_confirmed or merged.undoes_id is not None:
        raise Refused("These records are not merged")
    return _proposed(by, PersonMerge(keep_id=keep.id, away_id=away.id, undoes_id=merged.id), reason)


def decide_merge(*, by: Viewer, proposal: PersonMerge, confirms: bool, seen_version: int | None = None) -> PersonMerge:
    """Confirm or turn down what somebody else proposed. Raises Refused, Stale."""
    keep, away = _both(proposal)
    _hold_both(by, keep, away, seen_version)
    db.session.refresh(proposal, with_for_update=True)
    if proposal.decided_at is not None:
        raise Refused("Somebody has decided this already")
    if proposal.proposed_by_id == by.user_id:
        raise Refused("You proposed this. Somebody else has to confirm it")
    proposal.decided_at, proposal.decided_by_id, proposal.is_confirmed = clock.now(), by.user_id, confirms
    if confirms and proposal.undoes_id is None:
        _refuse_other_lists(by, keep, away)
        proposal.moved = [each for each in record_ids_of(away.id) if each != away.id]
        proposal.took_death = keep.died_at is None and away.died_at is not None
        merge(by=by, keep=keep, away=away, reason=proposal.reason)
    elif confirms:
        _part(by, db.session.get_one(PersonMerge, proposal.undoes_id), keep, away)
    else:
        _audited(by, keep, away, "person.merge.turned_down", proposal)
    db.session.flush()
    return proposal


def _part(by: Viewer, merged: PersonMerge, keep: Person, away: Person) -> None:
    """Give each side back exactly its own records: where each pointed before, and whose the death was."""
    moved = list(db.session.scalars(select(Person).where(Person.id.in_(merged.moved)).order_by(Person.id)))
    if keep.merged_into_id is not None or any(each.merged_into_id != keep.id for each in (away, *moved)):
        raise Refused(AGAIN)
    away.merged_into_id = None
    for record in moved:
        record.merged_into_id = away.id
    if merged.took_death:
        keep.died_at, keep.death_source, keep.death_recorded_at, keep.death_recorded_by_id = None, None, None, None
    db.session.flush()
    for person_id in sorted({keep.id, away.id, *merged.moved}):
        audit.change(by, person_id, "person.unmerged", ("person", person_id), keep=keep.id, away=away.id)


def _proposed(by: Viewer, proposal: PersonMerge, reason: str) -> PersonMerge:
    if proposal.keep_id == proposal.away_id:
        raise Refused("Choose two different records")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(reasons=(Reason(f"Say how you know, in at least {SHORTEST_REASON} letters", "reason"),))
    if any(each.decided_at is None for each in merges_of([proposal.keep_id, proposal.away_id])):
        raise Refused("Something is proposed for one of these records already. It has to be decided first")
    proposal.reason, proposal.proposed_at, proposal.proposed_by_id = reason.strip(), clock.now(), by.user_id
    db.session.add(proposal)
    db.session.flush()
    what = "person.unmerge.proposed" if proposal.undoes_id else "person.merge.proposed"
    for person_id in sorted((proposal.keep_id, proposal.away_id)):
        audit.change(by, person_id, what, ("person_merge", proposal.id), keep=proposal.keep_id, away=proposal.away_id)
    return proposal


def _audited(by: Viewer, keep: Person, away: Person, what: str, proposal: PersonMerge) -> None:
    for person_id in sorted((keep.id, away.id)):
        audit.change(by, person_id, what, ("person_merge", proposal.id), keep=keep.id, away=away.id)


def _refuse_other_lists(by: Viewer, keep: Person, away: Person) -> None:
    """Joined, each would be shut to whom the other is shut; and a proposal would tell of a record that is shut."""
    ours, theirs = standing_lists(by, keep.id), standing_lists(by, away.id)
    if (ours.allowed, ours.excluded) != (theirs.allowed, theirs.excluded):
        raise Refused("Not the same people may see these records. Put the same people on the lists of both first")


def _both(proposal: PersonMerge) -> tuple[Person, Person]:
    return db.session.get_one(Person, proposal.keep_id), db.session.get_one(Person, proposal.away_id)


def _hold_both(by: Viewer, keep: Person, away: Person, seen_version: int | None) -> None:
    """Both heads, then both rows, each in one order, so that neither two officers nor a clock that reads one of them
    ever wait for each other. The form is of `keep`."""
    for person_id in holding_order(keep.id, away.id):
        audit.hold(person_id)
    for each in sorted((keep, away), key=lambda one: one.id):
        hold(by, each, seen_version if each is keep else None)
