"""Telling the auditor of many misses, and putting names on the lists of a record."""

from collections.abc import Collection
from datetime import date

from pathways import clock
from pathways.approvals.actions import confirm, propose
from pathways.audit import record as audit
from pathways.auth.roles import Role, Viewer
from pathways.people.actions import lock
from pathways.people.models.identity import MissesClosed, Person, Restriction, RestrictionName
from pathways.people.restrictions import rules
from pathways.people.restrictions.queries import (
    FLAGGED,
    RestrictionLine,
    misses_not_told,
    misses_told,
    staff_named,
    standing_lists,
)
from pathways.refusals import refuse_if
from pathways.store.base import db, save

# Telling the auditor of many misses, and recording what the auditor found out.


def tell_of_misses(*, by: Viewer) -> bool:
    """Log it when this session has asked in vain for many records; the auditor reads that list."""
    misses = misses_not_told(by)
    if not rules.is_many([at for at, _ in misses], clock.now()):
        return False
    audit.security(
        by, FLAGGED, rule="many_misses", misses=len(misses), routes=sorted({route for _, route in misses if route})
    )
    return True


def close_misses(*, by: Viewer, event_id: int, outcome: rules.MissesFound, words: str) -> MissesClosed:
    """Record what the misses were: the report leaves the open list, and is kept. Raises OutOfSight, Refused."""
    flagged = misses_told(by, event_id)
    refuse_if(rules.closing_bars(by_id=by.user_id, of_user_id=flagged.user_id, is_closed=flagged.closed is not None))
    closed = MissesClosed(
        event_id=event_id, outcome=outcome, words=words, closed_at=clock.now(), closed_by_id=by.user_id
    )
    save(closed)
    audit.administered(by, "misuse.closed", by.organisation_id, event=event_id, outcome=outcome.value)
    return closed


# Putting names on the two lists of a record: one person proposes, another decides, an auditor reviews and may end it.


def propose_restriction(
    *,
    by: Viewer,
    person: Person,
    which: rules.RestrictionList,
    why: rules.RestrictionWhy,
    reason: str,
    sign_in_names: Collection[str],
    until_on: date | None = None,
    seen_version: int | None = None,
) -> Restriction:
    """Propose names for a list. An own conflict counts at once, anything else once decided. Raises Refused, Stale."""
    lock(by, person, seen_version)
    named = staff_named(by, sign_in_names)
    proposal = rules.Proposal(
        which=which,
        reason=reason,
        named=named,
        until_on=until_on,
        proposed_by_id=by.user_id,
        only_own_conflict=by.role is Role.TW,
        today=clock.today(),
    )
    refuse_if(rules.bars_to_proposing(proposal, standing_lists(by, person.id)))
    ids = frozenset(each for each in named.values() if each is not None)
    is_own = rules.is_own_conflict(which, ids, by.user_id)
    row = Restriction(
        person_id=person.id,
        which=which,
        why=why,
        reason=reason.strip(),
        organisation_id=by.organisation_id,
        binds_all=by.is_police,
        until_on=until_on,
        in_force_at=clock.now() if is_own else None,
    )
    propose(row, by=by)
    db.session.add_all(RestrictionName(restriction_id=row.id, user_id=each) for each in sorted(ids))
    db.session.flush()
    _recorded(by, row, "restriction.proposed", named=sorted(ids), at_once=is_own)
    return row


def decide_restriction(
    *, by: Viewer, line: RestrictionLine, confirms: bool, seen_version: int | None = None
) -> Restriction:
    """Put the names on the list, or turn it down, which ends an own conflict. Raises Refused, Stale."""
    row = line.row
    lock(by, db.session.get_one(Person, row.person_id), None)
    confirm(row, by=by, confirms=confirms, words=rules.TO_KEEP_LISTS, named=line.named)
    audit.expect(row.person_id, seen_version, in_confidence=by.is_treatment)
    if confirms:
        row.in_force_at = row.in_force_at or row.decided_at
    elif row.in_force_at is not None:
        row.ended_at, row.ended_by_id, row.end_reason = row.decided_at, by.user_id, "Turned down"
    db.session.flush()
    _recorded(by, row, "restriction.added" if confirms else "restriction.turned_down", named=sorted(line.named))
    return row


def review_restriction(
    *, by: Viewer, line: RestrictionLine, removes: bool, reason: str = "", seen_version: int | None = None
) -> Restriction:
    """Record an auditor's review: the restriction stays, or ends with a reason. Raises Refused, Stale."""
    row = line.row
    lock(by, db.session.get_one(Person, row.person_id), seen_version)
    db.session.refresh(row, with_for_update=True)
    refuse_if(
        rules.bars_to_reviewing(
            by_id=by.user_id,
            had_a_part=line.had_a_part,
            is_in_force=line.is_in_force,
            removes=removes,
            reason=reason,
        )
    )
    if removes:
        row.ended_at, row.ended_by_id, row.end_reason = clock.now(), by.user_id, reason.strip()
    else:
        row.reviewed_at, row.reviewed_by_id = clock.now(), by.user_id
    db.session.flush()
    _recorded(by, row, "restriction.removed" if removes else "restriction.reviewed")
    return row


def _recorded(by: Viewer, row: Restriction, action: str, **payload: object) -> None:
    """Log it on the person's chain. A service's entry must not make a form of the police go stale."""
    record = audit.in_confidence if by.is_treatment else audit.change
    record(by, row.person_id, action, ("person_restriction", row.id), which=row.which, why=row.why, **payload)
