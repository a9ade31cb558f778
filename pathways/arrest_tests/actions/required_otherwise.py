"""A required assessment that went otherwise: recorded as it happened, and decided by an inspector."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from pathways import audit, clock
from pathways.arrest_tests.actions import diaries
from pathways.arrest_tests.actions.assessments import take_out_of_force
from pathways.arrest_tests.actions.failures import discontinue
from pathways.arrest_tests.actions.releasing import require_as_released
from pathways.arrest_tests.models import RequiredOtherwise, RequiredOtherwiseRule
from pathways.arrest_tests.queries import assessment_facts, deciding_test, is_held, required_assessment_of
from pathways.arrest_tests.queries.required_otherwise import (
    OtherwiseView,
    is_requirement_held,
    requirement_waiting,
    rules_of_requirement,
    why_not_enforceable,
)
from pathways.arrest_tests.rules.holds import HoldDecision, decision_faults
from pathways.arrest_tests.rules.required_otherwise import (
    NOTHING_AGAINST,
    WAITS,
    RequiredAsItHappened,
    met_by_requiring,
    what_is_missing,
)
from pathways.auth import Viewer
from pathways.directory.queries import service
from pathways.people.actions.holding import hold, hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.refusals import Refused, Stale
from pathways.store import db, rows_changed

LONGEST_SOURCE = 300
HELD_MEANWHILE = "It was done differently: held for an inspector"
VOIDED = "The requirement was voided by an inspector"
BINDS_NOBODY = "The requirement cannot be enforced"
TEST_FIRST = "The test that it rests on is held. Decide about the test first, or void this"
ANOTHER_STANDS = "Another assessment has been required since, and there cannot be two. Void this one"


def record_requirement_as_it_happened(
    *, by: Viewer, view: EpisodeView, said: RequiredAsItHappened, words: str, seen_version: int | None = None
) -> RequiredOtherwise:
    """Save what happened, with every rule it met, and hold it for an inspector. Raises Refused, Stale.

    A requirement that stood until now steps aside: what was said about it is not as it was.
    """
    hold_the_living(by, view.person, seen_version)
    now, test = clock.now(), deciding_test(view.episode.id)
    refuse_if(what_is_missing(said, was_handed_over=said.notice_served_at is not None, now=now))
    if is_requirement_held(view.episode.id):
        raise Refused(WAITS)
    imposed_at: datetime = said.imposed_at or now
    facts = assessment_facts(view, imposed_at, initial_at=said.initial_at)
    found = met_by_requiring(said, facts, result_at=test.result_at if test else None, now=now)
    if not found:
        raise Refused(NOTHING_AGAINST, field="what_happened")
    before = required_assessment_of(view.episode.id)
    place = service(said.service_id) if said.service_id else None
    made = RequiredOtherwise(
        episode_id=view.episode.id,
        before_id=before.id if before else None,
        imposed_at=imposed_at,
        with_follow_up=said.with_follow_up,
        initial_at=said.initial_at,
        initial_place=f"{place.name}, {place.town}" if place else None,
        service_id=said.service_id,
        spoken=sorted(each.value for each in said.spoken),
        notice_served_at=said.notice_served_at,
        what_happened=words.strip(),
        unenforceable="",
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    for one in found:
        kept = {"rule": one.rule, "message": one.message, "source": one.source[:LONGEST_SOURCE], "mark": one.mark.value}
        db.session.add(RequiredOtherwiseRule(required_otherwise_id=made.id, **kept))
    if before is not None:
        take_out_of_force(before, HELD_MEANWHILE)
    db.session.flush()
    rules = [one.rule for one in found]
    audit.change(by, view.person.id, "assessment.held", ("required_otherwise", made.id), rules=rules)
    return made


def decide_requirement(
    *,
    by: Viewer,
    otherwise_id: int,
    decision: HoldDecision,
    reasons: Mapping[int, str],
    is_person_told: bool | None = None,
    seen_version: int | None = None,
) -> RequiredOtherwise:
    """Release or void it, with a reason for each rule, once. Raises OutOfSight, Refused, Stale.

    Released, it is a requirement like any other unless the law makes it bind nobody; of somebody who has died an
    inspector still decides, and nothing else goes on.
    """
    held = requirement_waiting(by, otherwise_id)
    person = held.view.person
    hold(by, person, seen_version)
    rules = rules_of_requirement(otherwise_id)
    said = tuple((one.id, reasons.get(one.id, "")) for one in rules)
    refuse_if(
        decision_faults(
            reasons=said, decision=decision, sample_is=None, is_person_told=is_person_told, has_sample=False
        )
    )
    is_void = decision is HoldDecision.VOID
    against = () if is_void else _against_a_release(held)
    facts = {
        "decision": decision,
        "is_person_told": is_person_told if is_void else None,
        "unenforceable": "; ".join(against),
        "decided_at": clock.now(),
        "decided_by_id": by.user_id,
    }
    _decide_once(otherwise_id, facts)
    db.session.refresh(held.row)
    for one in rules:
        one.reason = reasons[one.id].strip()
    db.session.flush()
    action = "assessment.voided" if is_void else "assessment.released"
    numbers = [one.rule for one in rules]
    audit.change(
        by, person.id, action, ("required_otherwise", otherwise_id), rules=numbers, unenforceable=bool(against)
    )
    if is_void or against:
        _leave_nothing(by, held, VOIDED if is_void else BINDS_NOBODY)
    else:
        held.row.required_assessment_id = require_as_released(by=by, held=held).id
        db.session.flush()
    return held.row


def _against_a_release(held: OtherwiseView) -> tuple[str, ...]:
    against = why_not_enforceable(held)
    if not against and is_held(deciding_test(held.row.episode_id)):
        raise Refused(TEST_FIRST, field="decision")
    if not against and required_assessment_of(held.row.episode_id) is not None:
        raise Refused(ANOTHER_STANDS, field="decision")
    return against


def _decide_once(otherwise_id: int, facts: Mapping[str, object]) -> None:
    waits = (RequiredOtherwise.id == otherwise_id, RequiredOtherwise.decided_at.is_(None))
    decided = update(RequiredOtherwise).where(*waits).values(**facts)
    if rows_changed(decided.execution_options(synchronize_session=False)) != 1:
        raise Stale("Somebody else decided this a moment ago. Read what they decided")


def _leave_nothing(by: Viewer, held: OtherwiseView, reason: str) -> None:
    """End the failures and free the time of what is no requirement, unless another was required properly since."""
    if required_assessment_of(held.row.episode_id) is None:
        diaries.let_go(held.row.episode_id)
        discontinue(by=by, view=held.view, reason=reason)
