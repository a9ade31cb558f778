"""Record what really happened at a test or a requirement, and an inspector's decision: release it, or void it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pathways import clock, dates
from pathways.approvals.actions import decided_by, move_on
from pathways.arrest_tests.assessment import actions as diaries
from pathways.arrest_tests.assessment.actions import end_assessment, take_out_of_force
from pathways.arrest_tests.assessment.queries import assessment_facts, decision_of, required_assessment_of
from pathways.arrest_tests.assessment.rules import WORDS_VERSION, AssessmentDecision
from pathways.arrest_tests.disclosure.actions import keep_notice
from pathways.arrest_tests.failures_to_attend.actions import discontinue, open_refusal
from pathways.arrest_tests.held_records.queries import (
    OtherwiseView,
    held_record,
    is_requirement_held,
    requirement_waiting,
    rules_of_requirement,
    why_not_enforceable,
)
from pathways.arrest_tests.held_records.rules import (
    IS_VOID,
    NOTHING_AGAINST,
    NOTHING_HELD,
    WAITS,
    Difference,
    HappenedFacts,
    HoldDecision,
    HoldState,
    RequiredAsItHappened,
    SampleIs,
    as_row,
    decision_faults,
    met_by_requiring,
    met_by_what_happened,
    moved,
    what_is_missing,
)
from pathways.arrest_tests.lawful_basis.actions import keep_on_charge, note_on_charge, row_of
from pathways.arrest_tests.lawful_basis.queries import case_facts
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.models.assessment import RequiredAssessment, RequiredOtherwise, RequiredOtherwiseRule
from pathways.arrest_tests.models.testing import Analyte, DrugTest, Hold, ShiftSetUp
from pathways.arrest_tests.testing.actions import hold_record, move_hold, rule_columns
from pathways.arrest_tests.testing.queries import deciding_test, hold_of, is_held, set_up_now, set_up_of, shift_facts
from pathways.arrest_tests.testing.rules.record import RecordedTest, faults, is_trained_on, read_of
from pathways.arrest_tests.testing.rules.results import SampleOutcome
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.diary.actions import TakenMeanwhile
from pathways.directory.entries.queries import service
from pathways.law.queries import law_in_use
from pathways.law.rules.findings import holding
from pathways.law.rules.offences_and_drugs import panel_on
from pathways.people import actions as people_actions
from pathways.people.actions import lock, lock_the_living
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, save, supersede

# A test that was done against the rules: recorded as it happened, then held.


@dataclass(frozen=True, kw_only=True)
class WhatHappened:
    """What an officer says in addition to the record: what was done differently, and what happened in their words."""

    words: str
    differences: frozenset[Difference] = frozenset()
    taker: str = ""
    lot: str = ""
    lot_expires_on: date | None = None
    is_another_sample: bool = False


def record_as_it_happened(
    *, by: Viewer, view: EpisodeView, record: RecordedTest, what_happened: WhatHappened, seen_version: int | None = None
) -> DrugTest:
    """Save what happened at a test, with every rule it broke, and hold it for an inspector. Raises Refused, Stale.

    If it is about the sample that is already recorded, the new entry supersedes that one. Another sample, or one taken
    after a refusal, gets an entry of its own and the first stays. A record that already waits for an inspector may be
    changed, or get its result, without breaking a further rule.
    """
    lock_the_living(by, view.person, seen_version)
    latest = deciding_test(view.episode.id)
    has_sample = latest is not None and latest.outcome is SampleOutcome.SAMPLE_GIVEN
    before = latest if has_sample and not what_happened.is_another_sample else None
    hold = hold_of(before.id) if before else None
    if hold and hold.state is HoldState.VOIDED:
        raise Refused(IS_VOID)
    at = record.requested_at or clock.now()
    law = law_in_use()
    panel = {analyte.code: analyte.label for analyte in panel_on(dates.london_date(at), law)}
    refuse_if(faults(record, now=clock.now(), panel=panel, is_as_it_happened=True))
    without = before.id if before else None
    case = case_facts(
        view,
        at,
        warned_at=record.warned_at,
        told_at=record.warned_at,
        adult_present=record.adult_was_present,
        without_test=without,
    )
    answer = may_a_sample_be_requested(as_row(case, what_happened.differences))
    taken_on, set_up = dates.london_date(record.taken_at or at), set_up_of(before) or set_up_now(by)
    findings = holding(
        met_by_what_happened(
            HappenedFacts(
                record=record,
                answer=answer,
                taken_on=taken_on,
                differences=what_happened.differences,
                read=read_of(record, clock.now(), panel, law),
                **_taken_with(what_happened, set_up, taken_on),
            )
        )
    )
    if not findings and (hold is None or hold.state is not HoldState.QUARANTINED):
        raise Refused(NOTHING_HELD, field="differences")
    held_in = view.detention.continuous_detention if view.detention else f"episode-{view.episode.id}"
    test = row_of(by, view, record, at, answer.nearest, held_in)
    test.is_irregular, test.sample_seq = True, before.sample_seq if before else 1
    test.shift_set_up_id = set_up.id if set_up and test.taken_at else None
    if before is not None:
        keep_on_charge(before, test)
    supersede(before, test, at=clock.now(), reason=what_happened.words[:400])
    for analyte, result in record.analytes.items():
        db.session.add(Analyte(drug_test_id=test.id, analyte=analyte, result=result))
    db.session.flush()
    audit.change(by, view.person.id, "test.happened.recorded", ("drug_test", test.id), outcome=test.outcome)
    hold_record(by=by, view=view, test=test, findings=findings, what_happened=what_happened.words, before=before)
    note_on_charge(by, view)
    return test


def _taken_with(what_happened: WhatHappened, set_up: ShiftSetUp | None, taken_on: date) -> dict[str, Any]:
    """Who took the sample and with which lot: what the officer says, else the set-up of the shift."""
    facts = shift_facts(set_up) if set_up else None
    if facts is None:
        return {"taker": what_happened.taker, "lot": what_happened.lot, "lot_expires_on": what_happened.lot_expires_on}
    return {
        "taker": what_happened.taker or facts.taker,
        "is_trained": bool(what_happened.taker) or is_trained_on(facts, taken_on),
        "lot": what_happened.lot or facts.lot,
        "lot_expires_on": what_happened.lot_expires_on or (None if what_happened.lot else facts.lot_expires_on),
    }


# The inspector's decision about a held test.


TEST_VOIDED = "The test that it rested on was voided"


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
    """Release or void a held test, with a reason for each rule. Raises OutOfSight, Refused, Stale.

    An inspector decides this even if the person has died. If the test that counts is voided, the required assessment
    ends with it; voiding another sample leaves it.
    """
    record = held_record(by, hold_id)
    person = record.view.person
    people_actions.lock(by, person, seen_version)
    db.session.refresh(record.hold)  # it may have changed before this transaction locked the person
    if moved(record.hold.state, decision.value) is None:
        raise Refused("This record is decided already")
    record = held_record(by, hold_id)
    given_reasons = tuple((rule.id, reasons.get(rule.id, "")) for rule in record.open_rules)
    refuse_if(
        decision_faults(reasons=given_reasons, decision=decision, sample_is=sample_is, is_person_told=is_person_told)
    )
    now, is_void = clock.now(), decision is HoldDecision.VOID
    was_deciding = deciding_test(record.view.episode.id) == record.test
    for rule in record.open_rules:
        rule.decided_at, rule.decided_by_id = now, by.user_id
        rule.decision, rule.reason = decision, reasons[rule.id].strip()
    record.hold.decided_at, record.hold.decided_by_id = now, by.user_id
    move_hold(record.hold, decision.value)
    if is_void:
        record.hold.sample_is, record.hold.is_person_told = sample_is, is_person_told
    db.session.flush()
    rules = [rule.rule for rule in record.rules]
    action = "test.voided" if is_void else "test.released"
    audit.change(by, person.id, action, ("hold", hold_id), test=record.test.id, rules=rules)
    if is_void:
        discontinue(by=by, view=record.view, reason=TEST_VOIDED, voided=record.test)
    else:
        open_refusal(record.test)
    if is_void and was_deciding:
        end_assessment(by=by, view=record.view, reason=TEST_VOIDED)
        discontinue(by=by, view=record.view, reason=TEST_VOIDED)
    return record.hold


# A released record of a requirement becomes a required assessment like any other.


def require_as_released(*, by: Viewer, requirement: OtherwiseView) -> RequiredAssessment:
    """Make the required assessment as the officer said it was imposed, with the notice if it was handed over.

    Raises Refused without a test.
    """
    row, test = requirement.row, deciding_test(requirement.row.episode_id)
    if test is None:
        raise Refused("There is no test for it to be based on")
    made = RequiredAssessment(
        episode_id=row.episode_id,
        drug_test_id=test.id,
        decision=AssessmentDecision.IMPOSED,
        imposed_at=row.imposed_at,
        initial_at=row.initial_at,
        initial_place=row.initial_place,
        service_id=row.service_id,
        recorded_at=row.recorded_at,
        recorded_by_id=row.recorded_by_id,
    )
    before = decision_of(row.episode_id)
    stood = db.session.get(RequiredAssessment, row.before_id) if row.before_id else None
    supersede(before, made, at=clock.now(), reason="An inspector released what really happened")
    if stood is not None:
        stood.superseded_by_id = made.id
    if row.notice_served_at is not None:
        _hand_over(by, requirement, made, stood)
    db.session.flush()
    return made


def _hand_over(
    by: Viewer, requirement: OtherwiseView, made: RequiredAssessment, stood: RequiredAssessment | None
) -> None:
    """Record the handed-over notice: with the hash of the paper printed then, else with a paper made now."""
    try:
        diaries.take(made.episode_id, made)
    except TakenMeanwhile:  # the notice names the time, so it counts: the service sees both and rings
        diaries.let_go(made.episode_id)
    is_same = stood is not None and (stood.initial_at, stood.service_id) == (made.initial_at, made.service_id)
    digest = stood.notice_sha256 if stood is not None and is_same else None
    made.notice_sha256 = digest or keep_notice(by=by, view=requirement.view, required=made).sha256
    made.notice_served_at, made.notice_served_by_id = requirement.row.notice_served_at, requirement.row.recorded_by_id
    made.words_version = WORDS_VERSION


# A required assessment that was done against the rules: recorded as it happened, and decided by an inspector.


HELD_MEANWHILE = "It was done differently: held for an inspector"
REQUIREMENT_VOIDED = "The requirement was voided by an inspector"
BINDS_NOBODY = "The requirement cannot be enforced"
TEST_FIRST = "The test that it rests on is held. Decide about the test first, or void this"
ANOTHER_STANDS = "Another assessment has been required since, and there cannot be two. Void this one"


def record_requirement_as_it_happened(
    *, by: Viewer, view: EpisodeView, entry: RequiredAsItHappened, words: str, seen_version: int | None = None
) -> RequiredOtherwise:
    """Save how an assessment was required, with every rule this broke, and hold it for an inspector.

    A live requirement is taken out of force, because its record is not what happened. Raises Refused, Stale.
    """
    lock_the_living(by, view.person, seen_version)
    now, test = clock.now(), deciding_test(view.episode.id)
    refuse_if(what_is_missing(entry, was_handed_over=entry.notice_served_at is not None, now=now))
    if is_requirement_held(view.episode.id):
        raise Refused(WAITS)
    imposed_at: datetime = entry.imposed_at or now
    facts = assessment_facts(view, imposed_at, initial_at=entry.initial_at)
    findings = met_by_requiring(entry, facts, result_at=test.result_at if test else None, now=now)
    if not findings:
        raise Refused(NOTHING_AGAINST, field="what_happened")
    before = required_assessment_of(view.episode.id)
    place = service(entry.service_id) if entry.service_id else None
    made = RequiredOtherwise(
        episode_id=view.episode.id,
        before_id=before.id if before else None,
        imposed_at=imposed_at,
        with_follow_up=entry.with_follow_up,
        initial_at=entry.initial_at,
        initial_place=f"{place.name}, {place.town}" if place else None,
        service_id=entry.service_id,
        spoken=sorted(each.value for each in entry.spoken),
        notice_served_at=entry.notice_served_at,
        what_happened=words.strip(),
        unenforceable="",
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    save(made)
    for finding in findings:
        db.session.add(RequiredOtherwiseRule(required_otherwise_id=made.id, **rule_columns(finding)))
    if before is not None:
        take_out_of_force(before, HELD_MEANWHILE)
    db.session.flush()
    rules = [finding.rule for finding in findings]
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
    """Release or void a held requirement, with a reason for each rule, once. Raises OutOfSight, Refused, Stale.

    Once released it is a requirement like any other, unless by law it cannot be enforced. An inspector decides this
    even if the person has died.
    """
    requirement = requirement_waiting(by, otherwise_id)
    person = requirement.view.person
    lock(by, person, seen_version)
    rules = rules_of_requirement(otherwise_id)
    given_reasons = tuple((rule.id, reasons.get(rule.id, "")) for rule in rules)
    refuse_if(
        decision_faults(
            reasons=given_reasons, decision=decision, sample_is=None, is_person_told=is_person_told, has_sample=False
        )
    )
    is_void = decision is HoldDecision.VOID
    against = () if is_void else _against_a_release(requirement)
    move_on(
        requirement.row,
        RequiredOtherwise.decided_at.is_(None),
        decision=decision,
        is_person_told=is_person_told if is_void else None,
        unenforceable="; ".join(against),
        **decided_by(by),
    )
    for rule in rules:
        rule.reason = reasons[rule.id].strip()
    db.session.flush()
    action = "assessment.voided" if is_void else "assessment.released"
    numbers = [rule.rule for rule in rules]
    audit.change(
        by, person.id, action, ("required_otherwise", otherwise_id), rules=numbers, unenforceable=bool(against)
    )
    if is_void or against:
        _leave_nothing(by, requirement, REQUIREMENT_VOIDED if is_void else BINDS_NOBODY)
    else:
        requirement.row.required_assessment_id = require_as_released(by=by, requirement=requirement).id
        db.session.flush()
    return requirement.row


def _against_a_release(requirement: OtherwiseView) -> tuple[str, ...]:
    against = why_not_enforceable(requirement, rules_of_requirement(requirement.row.id))
    if not against and is_held(deciding_test(requirement.row.episode_id)):
        raise Refused(TEST_FIRST, field="decision")
    if not against and required_assessment_of(requirement.row.episode_id) is not None:
        raise Refused(ANOTHER_STANDS, field="decision")
    return against


def _leave_nothing(by: Viewer, requirement: OtherwiseView, reason: str) -> None:
    """End the failures and free the diary's time of a record that binds nobody.

    Does nothing if another assessment has been required since.
    """
    if required_assessment_of(requirement.row.episode_id) is None:
        diaries.let_go(requirement.row.episode_id)
        discontinue(by=by, view=requirement.view, reason=reason)
