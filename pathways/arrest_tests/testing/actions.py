"""Reminders, holds, the laboratory, the set-up of a shift, and the record of a test with its correction."""

from collections.abc import Iterable
from datetime import date, datetime

from pathways import clock, dates
from pathways.arrest_tests.assessment.actions import end_assessment
from pathways.arrest_tests.failures_to_attend.actions import discontinue, move_refusal, open_refusal
from pathways.arrest_tests.held_records.queries import rules_of
from pathways.arrest_tests.held_records.rules import IS_HELD_APART, IS_VOID, HoldState, moved
from pathways.arrest_tests.lawful_basis.actions import (
    keep_on_charge,
    lawful_route,
    note_on_charge,
    recorded,
    row_of,
    told_of_authority,
)
from pathways.arrest_tests.lawful_basis.queries import case_facts, may_take_second
from pathways.arrest_tests.lawful_basis.rules.facts import no_more_samples
from pathways.arrest_tests.models.testing import (
    Analyte,
    AskLater,
    DrugTest,
    Hold,
    HoldRule,
    LabCheck,
    LabCheckStep,
    ShiftSetUp,
)
from pathways.arrest_tests.testing.queries import (
    answer_due_on,
    deciding_test,
    hold_of,
    is_held,
    lab_check_of,
    set_up_now,
    set_up_of,
    shift_facts,
    steps_of,
)
from pathways.arrest_tests.testing.rules.record import (
    LaterFacts,
    RecordedTest,
    ShiftFacts,
    before_the_sample,
    faults,
    later_reasons,
    set_up_reasons,
    unwarned_refusal,
)
from pathways.arrest_tests.testing.rules.results import (
    LabBasis,
    LabFacts,
    LabState,
    LabStep,
    OverallResult,
    SampleOutcome,
    lab_faults,
    next_state,
)
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.law.queries import law_in_use
from pathways.law.rules.findings import Finding, holding, once_it_has_happened, stops
from pathways.law.rules.offences_and_drugs import panel_on
from pathways.people.actions import lock_the_living
from pathways.people.custody.queries import EpisodeView
from pathways.people.identity.rules import NOTHING_CHANGED, SAY_WHY_IT_WAS_WRONG, recorded_and_changed
from pathways.refusals import Reason, Refused, refuse_if
from pathways.store.base import db, save, supersede

# Reminders to ask again later.


def ask_later(*, by: Viewer, view: EpisodeView, facts: LaterFacts, seen_version: int | None = None) -> AskLater:
    """Record why a sample is not asked for now, and when to ask again. Raises Refused, Stale."""
    lock_the_living(by, view.person, seen_version)
    case = case_facts(view, clock.now())
    if not case.in_police_detention:
        raise Refused("Only somebody in police detention can be asked for a sample, so there is no reminder to set")
    if no_more_samples(case):
        raise Refused("A sample was taken in this detention: nobody is asked again")
    refuse_if(later_reasons(facts, now=clock.now()))
    made = AskLater(
        episode_id=view.episode.id,
        why=facts.why,
        note=facts.note.strip() or None,
        ask_again_at=facts.ask_again_at,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(made)
    audit.change(
        by, view.person.id, "test.postponed", ("ask_later", made.id), episode=view.episode.id, why=facts.why.code
    )
    return made


# Holding a test for an inspector.


LONGEST_SOURCE = 300


def rule_columns(finding: Finding) -> dict[str, str]:
    """What is stored of a rule that was broken, in its words of that moment."""
    return {
        "rule": finding.rule,
        "message": finding.message,
        "source": finding.source[:LONGEST_SOURCE],
        "mark": finding.mark.value,
    }


def hold_record(
    *,
    by: Viewer,
    view: EpisodeView,
    test: DrugTest,
    findings: Iterable[Finding],
    what_happened: str,
    before: DrugTest | None = None,
) -> Hold:
    """Hold a saved test for each rule it broke. Raises Refused if an inspector voided it.

    `before` is the entry that the test superseded: its hold moves to the test. A released test is held again.
    """
    hold = hold_of((before or test).id) or Hold(opened_at=clock.now())
    was_released = hold.state is HoldState.RELEASED
    move_hold(hold, "further_rule_met" if hold.state is HoldState.QUARANTINED else "q_rule_met")
    if was_released:
        hold.opened_at, hold.decided_at, hold.decided_by_id = clock.now(), None, None
    hold.drug_test_id = test.id
    save(hold)
    waiting = {(rule.rule, rule.message) for rule in rules_of(hold.id) if rule.decided_at is None}
    added = [finding for finding in findings if (finding.rule, finding.message) not in waiting]
    for finding in added:
        db.session.add(
            HoldRule(
                hold_id=hold.id,
                **rule_columns(finding),
                what_happened=what_happened,
                noticed_at=clock.now(),
                noticed_by_id=by.user_id,
            )
        )
    db.session.flush()
    rules = [finding.rule for finding in added]
    audit.change(by, view.person.id, "test.held", ("hold", hold.id), test=test.id, rules=rules)
    return hold


def move_hold(hold: Hold, event: str) -> None:
    """Take one step of a hold. Raises Refused if the step may not be taken, because an inspector voided the record."""
    if (state := moved(hold.state, event)) is None:
        raise Refused(IS_VOID)
    hold.state = state


# The laboratory: a disputed result, the sample sent, the answer and what it ends (Drugs Act 2005 s.16).


NOT_CONFIRMED = "The laboratory did not confirm the result (Drugs Act 2005 s.16)"


def record_lab_step(
    *,
    by: Viewer,
    view: EpisodeView,
    step: LabStep,
    at: datetime | None,
    words: str = "",
    reference: str = "",
    basis: LabBasis | None = None,
    seen_version: int | None = None,
) -> LabCheck:
    """Record the next step of a laboratory check. A result not confirmed ends the requirement and its failures.

    A dispute stops nothing: the person must still go (s.16). Raises Refused, Stale.
    """
    lock_the_living(by, view.person, seen_version)
    test = deciding_test(view.episode.id)
    if test is None:
        raise Refused("There is no test whose result could be sent")
    check = lab_check_of(test.id)
    before = steps_of(check)
    facts = LabFacts(
        step=step,
        state=check.state if check else None,
        result=test.overall_result,
        now=clock.now(),
        at=at,
        since=before[-1].at if before else test.result_at,
        words=words,
        reference=reference,
        basis=basis,
    )
    refuse_if(lab_faults(facts))
    after = next_state(facts.state, step)
    if check is None:
        check = LabCheck(drug_test_id=test.id, state=after)
        db.session.add(check)
    check.state = after
    if after is LabState.SENT and at is not None:
        check.sent_at, check.reference = at, reference.strip()
        check.due_on = answer_due_on(dates.london_date(at))
    db.session.flush()
    made = {"at": at, "words": words.strip() or None, "recorded_at": clock.now(), "recorded_by_id": by.user_id}
    made["basis"] = basis if step is LabStep.DISPUTE else None
    save(LabCheckStep(lab_check_id=check.id, step=step, **made))
    audit.change(by, view.person.id, "test.laboratory.recorded", ("drug_test", test.id), check=check.id)
    if after is LabState.NOT_CONFIRMED:
        end_assessment(by=by, view=view, reason=NOT_CONFIRMED)
        discontinue(by=by, view=view, reason=NOT_CONFIRMED)
    return check


def tell_not_confirmed(*, by: Viewer, view: EpisodeView, at: datetime, seen_version: int | None = None) -> LabCheck:
    """Record that an officer told the person that the requirement has ended (s.16(2)). Raises Refused, Stale."""
    lock_the_living(by, view.person, seen_version)
    test = deciding_test(view.episode.id)
    check = lab_check_of(test.id) if test else None
    if check is None or check.state is not LabState.NOT_CONFIRMED or check.told_at is not None:
        raise Refused("There is nothing left to tell the person")
    answered_at = steps_of(check)[-1].at
    if not answered_at.replace(second=0, microsecond=0) <= at <= clock.now():
        refuse_if([Reason("The time must lie between the laboratory’s answer and now", "at")])
    check.told_at, check.told_by_id = at, by.user_id
    db.session.flush()
    audit.change(by, view.person.id, "test.laboratory.told", ("drug_test", check.drug_test_id), check=check.id)
    return check


# The set-up of a shift, and whether a sample may be taken with it.


def set_up_shift(*, by: Viewer, facts: ShiftFacts) -> ShiftSetUp:
    """Set up device, lot and operator for every test of this shift, until changed. Raises Refused (V-022, V-023)."""
    if by.suite_id is None:
        raise Refused("You have no custody suite. Ask your administrator for one")
    refuse_if(set_up_reasons(facts, now=clock.now(), today=clock.today()))
    if facts.check_passed_at is None or facts.category is None:  # refused above: a check that failed, no such taker
        raise Refused("Set up only a device that passed its check, for somebody who may take samples")
    made = ShiftSetUp(
        user_id=by.user_id,
        suite_id=by.suite_id,
        device=facts.device,
        serial=facts.serial,
        lot=facts.lot,
        lot_expires_on=facts.lot_expires_on,
        check_passed_at=facts.check_passed_at,
        taker=facts.taker,
        category=facts.category,
        trained_until=facts.trained_until,
        made_at=clock.now(),
    )
    save(made)
    audit.administered(by, "shift.set_up", by.organisation_id, suite=by.suite_id, set_up=made.id)
    return made


def set_up_for(by: Viewer, before: DrugTest | None, taken_on: date) -> ShiftSetUp | None:
    """The set-up a sample is taken with; a corrected sample keeps its own. Raises Refused (V-022, V-023) at the sample.

    None for a sample that was recorded without one.
    """
    if before is not None and before.taken_at is not None and before.shift_set_up_id is None:
        return None
    set_up = set_up_of(before) or set_up_now(by)
    faults = before_the_sample(shift_facts(set_up) if set_up else None, taken_on)
    refuse_if(fault.as_reason("taken_at") for fault in faults)
    return set_up


# The record of a test: what happened when a sample was asked for, the result, and a correction.


CORRECTED = "The test result that it rested on was corrected"
AUDITED_AS = {
    SampleOutcome.SAMPLE_GIVEN: "test.sampled",
    SampleOutcome.REFUSED: "test.refused",
    SampleOutcome.COULD_NOT: "test.requested",
    SampleOutcome.NOT_ASKED: "test.not_asked",
}


def record_test(*, by: Viewer, view: EpisodeView, record: RecordedTest, seen_version: int | None = None) -> DrugTest:
    """Record a request and what came of it, or the result of a sample that waits for it. Raises Refused, Stale.

    If no sample was given the person may be asked again: that is a new record. So is a second sample, where the regime
    of the day allows one. Any other sample that has its result is only corrected. A refusal without the warning before
    it is held for an inspector (V-025).
    """
    lock_the_living(by, view.person, seen_version)
    before = deciding_test(view.episode.id)
    is_second = may_take_second(view, before, record.requested_at or clock.now())
    waits = before if before and before.outcome is SampleOutcome.SAMPLE_GIVEN and not is_second else None
    if waits and waits.overall_result is not None:
        raise Refused("This test has its result. If it was entered wrongly, correct it")
    if waits and _is_the_inspectors(waits):
        raise Refused(IS_HELD_APART)
    if waits and recorded_and_changed(recorded(waits), record, freely=("analytes",)):
        raise Refused("What is recorded of the sample differs from this. If it was entered wrongly, correct it")
    return _write(by, view, record, waits, None)


def correct_test(
    *, by: Viewer, view: EpisodeView, record: RecordedTest, reason: str, seen_version: int | None = None
) -> DrugTest:
    """Correct a wrong entry; the one before is kept, with the reason. Raises Refused, Stale.

    A test that was recorded as it really happened, that is held or was voided is not corrected here: it has a page of
    its own (V-055). A required assessment that rested on a positive result ends when the result is no longer positive.
    """
    lock_the_living(by, view.person, seen_version)
    before = deciding_test(view.episode.id)
    if before is None:
        raise Refused("There is no test to correct yet")
    if _is_the_inspectors(before):
        raise Refused(IS_HELD_APART)
    if not reason.strip():
        raise Refused(SAY_WHY_IT_WAS_WRONG, field="correction_reason")
    if recorded(before) == record:
        raise Refused(NOTHING_CHANGED)
    after = _write(by, view, record, before, reason.strip())
    if after.overall_result is not OverallResult.POSITIVE:
        end_assessment(by=by, view=view, reason=CORRECTED)
        discontinue(by=by, view=view, reason=CORRECTED)
    return after


def _is_the_inspectors(test: DrugTest) -> bool:
    """Whether a test is for an inspector to decide, so that a correction would take it out of the hold."""
    return test.is_irregular or is_held(test)


def _write(
    by: Viewer, view: EpisodeView, record: RecordedTest, before: DrugTest | None, reason: str | None
) -> DrugTest:
    at = record.requested_at or clock.now()
    law = law_in_use()
    panel = {analyte.code: analyte.label for analyte in panel_on(dates.london_date(at), law)}
    refuse_if(faults(record, now=clock.now(), panel=panel, law=law))
    detention = view.detention
    if detention is None:
        raise Refused("Only a person in police detention can be tested (PACE 1984 s.63B). Offer a voluntary referral")
    route = None if record.outcome is SampleOutcome.NOT_ASKED else lawful_route(view, record, at, before)
    test = row_of(by, view, record, at, route, detention.continuous_detention, before)
    test.is_irregular = bool(unwarned := _unwarned(record))
    if record.taken_at is not None and route is not None:
        set_up = set_up_for(by, before, dates.london_date(record.taken_at))
        test.shift_set_up_id = set_up.id if set_up else None
    if before is not None:
        keep_on_charge(before, test)
    supersede(before, test, at=clock.now(), reason=reason)
    for analyte, result in record.analytes.items():
        db.session.add(Analyte(drug_test_id=test.id, analyte=analyte, result=result))
    if route and route.by_authority and record.warned_at:
        told_of_authority(view, route, record.warned_at)
    db.session.flush()
    if before is not None and (check := lab_check_of(before.id)) is not None:
        check.drug_test_id = test.id  # the laboratory has the same sample
    if before is None or before.outcome is not SampleOutcome.REFUSED:
        open_refusal(test)
    else:
        move_refusal(before.id, test.id if test.outcome is SampleOutcome.REFUSED and not unwarned else None)
    _audit(by, view, test, before, reason)
    if unwarned:
        hold_record(by=by, view=view, test=test, findings=unwarned, what_happened=reason or record.refusal_words)
    note_on_charge(by, view)
    return test


def _unwarned(record: RecordedTest) -> tuple[Finding, ...]:
    """The rules for which a refusal without the warning before it is held. It never goes forward as an offence."""
    refusal = unwarned_refusal(record)
    return holding(once_it_has_happened((stops("V-014"), refusal))) if refusal else ()


def _audit(by: Viewer, view: EpisodeView, test: DrugTest, before: DrugTest | None, reason: str | None) -> None:
    """Log what happened, never the result, which may be used only for the purposes of s.63B(7)."""
    subject, person_id = ("drug_test", test.id), view.person.id
    if reason is not None and before is not None:
        audit.change(by, person_id, "test.result.corrected", subject, before=before.id, outcome=test.outcome)
        return
    if before is None:
        why = test.not_tested_reason.code if test.not_tested_reason else None
        audit.change(by, person_id, AUDITED_AS[test.outcome], subject, route=test.route, why=why)
    if test.result_at is not None:
        audit.change(by, person_id, "test.result.recorded", subject)
