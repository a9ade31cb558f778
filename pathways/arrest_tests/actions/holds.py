"""Holding a record for an inspector, and the inspector's decision: release it, or void it."""

from collections.abc import Iterable, Mapping

from pathways import audit, clock
from pathways.arrest_tests.actions.assessments import end_assessment
from pathways.arrest_tests.actions.failures import discontinue, open_refusal
from pathways.arrest_tests.models import DrugTest, Hold, HoldRule
from pathways.arrest_tests.queries.holds import held_record, hold_of, rules_of
from pathways.arrest_tests.queries.tests import deciding_test
from pathways.arrest_tests.rules import Finding
from pathways.arrest_tests.rules.holds import IS_VOID, HoldDecision, HoldState, SampleIs, decision_faults, moved
from pathways.auth import Viewer
from pathways.people.actions import holding
from pathways.people.queries import EpisodeView
from pathways.refusals import Refused
from pathways.store import db

LONGEST_SOURCE = 300
VOIDED = "The test that it rested on was voided"


def hold_record(
    *,
    by: Viewer,
    view: EpisodeView,
    test: DrugTest,
    found: Iterable[Finding],
    what_happened: str,
    before: DrugTest | None = None,
) -> Hold:
    """Hold a test that is saved already, for each rule it met. Raises Refused where an inspector voided it.

    `before` is the entry it takes the place of, whose hold goes on. What a released record met counts anew.
    """
    hold = hold_of((before or test).id)
    state = moved(hold.state if hold else None, "further_rule_met" if _waits(hold) else "q_rule_met")
    if state is None:
        raise Refused(IS_VOID)
    if hold is None:
        hold = Hold(drug_test_id=test.id, state=state, opened_at=clock.now())
        db.session.add(hold)
        db.session.flush()
    if hold.state is HoldState.RELEASED:
        hold.opened_at, hold.decided_at, hold.decided_by_id = clock.now(), None, None
    hold.drug_test_id, hold.state = test.id, state
    waiting = {(one.rule, one.message) for one in rules_of(hold.id) if one.decided_at is None}
    added = [one for one in found if (one.rule, one.message) not in waiting]
    for one in added:
        db.session.add(
            HoldRule(
                hold_id=hold.id,
                rule=one.rule,
                message=one.message,
                source=one.source[:LONGEST_SOURCE],
                mark=one.mark.value,
                what_happened=what_happened,
                noticed_at=clock.now(),
                noticed_by_id=by.user_id,
            )
        )
    db.session.flush()
    rules = [one.rule for one in added]
    audit.change(by, view.person.id, "test.held", ("hold", hold.id), test=test.id, rules=rules)
    return hold


def decide_hold(
    *,
    by: Viewer,
    hold_id: int,
    decision: HoldDecision,
    reasons: Mapping[int, str],
    sample_is: SampleIs | None = None,
    is_person_told: bool | None = None,
    seen_version: int | None = None,
) -> Hold:
    """Release or void a held record, with a reason for each rule. Raises OutOfSight, Refused, Stale.

    It may be decided of somebody who has died: an inspector still decides, and nothing else goes on. A required
    assessment ends with the test that decides; voiding another sample leaves it.
    """
    held = held_record(by, hold_id)
    person = held.view.person
    holding.hold(by, person, seen_version)
    db.session.refresh(held.hold)  # another may have decided it, or a further rule been met, before the head was ours
    if (state := moved(held.hold.state, decision.value)) is None:
        raise Refused("This record is decided already")
    held = held_record(by, hold_id)
    said = tuple((one.id, reasons.get(one.id, "")) for one in held.open_rules)
    holding.refuse_if(
        decision_faults(reasons=said, decision=decision, sample_is=sample_is, is_person_told=is_person_told)
    )
    now, is_void = clock.now(), decision is HoldDecision.VOID
    was_deciding = deciding_test(held.view.episode.id) == held.test
    for one in held.open_rules:
        one.decided_at, one.decided_by_id = now, by.user_id
        one.decision, one.reason = decision, reasons[one.id].strip()
    held.hold.decided_at, held.hold.decided_by_id, held.hold.state = now, by.user_id, state
    if is_void:
        held.hold.sample_is, held.hold.is_person_told = sample_is, is_person_told
    db.session.flush()
    rules = [one.rule for one in held.rules]
    action = "test.voided" if is_void else "test.released"
    audit.change(by, person.id, action, ("hold", hold_id), test=held.test.id, rules=rules)
    if is_void:
        discontinue(by=by, view=held.view, reason=VOIDED, voided=held.test)
    else:
        open_refusal(held.test)
    if is_void and was_deciding:
        end_assessment(by=by, view=held.view, reason=VOIDED)
        discontinue(by=by, view=held.view, reason=VOIDED)
    return held.hold


def _waits(hold: Hold | None) -> bool:
    return hold is not None and hold.state is HoldState.QUARANTINED
