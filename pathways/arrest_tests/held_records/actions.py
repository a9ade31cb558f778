"""Recording what really happened, holding the record, and the inspector's decision: release it, or void it."""

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
    as_kept,
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
from pathways.arrest_tests.testing.actions import hold_record, move_hold
from pathways.arrest_tests.testing.queries import deciding_test, hold_of, is_held, set_up_now, set_up_of, shift_facts
from pathways.arrest_tests.testing.rules.record import RecordedTest, faults, is_trained_on, read_of
from pathways.arrest_tests.testing.rules.results import Outcome
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.diary.actions import TakenMeanwhile
from pathways.directory.entries.queries import service
from pathways.law.queries import law_in_use
from pathways.law.rules.findings import holding
from pathways.law.rules.offences_and_drugs import panel_on
from pathways.people import actions as people_actions
from pathways.people.actions import hold, hold_the_living
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, supersede

# Recording what really happened when something was done against the rules: saved first, then held.


@dataclass(frozen=True, kw_only=True)
class WhatHappened:
    """What an officer says beside the record: what was different, and in their own words."""

    words: str
    differences: frozenset[Difference] = frozenset()
    taker: str = ""
    lot: str = ""
    lot_expires_on: date | None = None
    is_another_sample: bool = False


def record_as_it_happened(
    *, by: Viewer, view: EpisodeView, record: RecordedTest, said: WhatHappened, seen_version: int | None = None
) -> DrugTest:
    """Save what happened, with every rule it met, and hold it for an inspector. Raises Refused, Stale.

    The sample that is recorded already is said otherwise by an entry that takes its place; another sample, or one
    taken after a refusal, is an entry of its own, and the first keeps what it says. What waits for an inspector already
    may be said otherwise, or get its result, without a further rule.
    """
    hold_the_living(by, view.person, seen_version)
    latest = deciding_test(view.episode.id)
    has_sample = latest is not None and latest.outcome is Outcome.SAMPLE_GIVEN
    before = latest if has_sample and not said.is_another_sample else None
    hold = hold_of(before.id) if before else None
    if hold and hold.state is HoldState.VOIDED:
        raise Refused(IS_VOID)
    at = record.requested_at or clock.now()
    law = law_in_use()
    panel = {one.code: one.label for one in panel_on(dates.london_date(at), law)}
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
    answer = may_a_sample_be_requested(as_kept(case, said.differences))
    taken_on, set_up = dates.london_date(record.taken_at or at), set_up_of(before) or set_up_now(by)
    found = holding(
        met_by_what_happened(
            HappenedFacts(
                record=record,
                answer=answer,
                taken_on=taken_on,
                differences=said.differences,
                read=read_of(record, clock.now(), panel, law),
                **_taken_with(said, set_up, taken_on),
            )
        )
    )
    if not found and (hold is None or hold.state is not HoldState.QUARANTINED):
        raise Refused(NOTHING_HELD, field="differences")
    held_in = view.detention.continuous_detention if view.detention else f"episode-{view.episode.id}"
    test = row_of(by, view, record, at, answer.nearest, held_in)
    test.is_irregular, test.sample_seq = True, before.sample_seq if before else 1
    test.shift_set_up_id = set_up.id if set_up and test.taken_at else None
    if before is not None:
        keep_on_charge(before, test)
        supersede(before, test, at=clock.now(), reason=said.words[:400])
    else:
        db.session.add(test)
        db.session.flush()
    for analyte, result in record.analytes.items():
        db.session.add(Analyte(drug_test_id=test.id, analyte=analyte, result=result))
    db.session.flush()
    audit.change(by, view.person.id, "test.happened.recorded", ("drug_test", test.id), outcome=test.outcome)
    hold_record(by=by, view=view, test=test, found=found, what_happened=said.words, before=before)
    note_on_charge(by, view)
    return test


def _taken_with(said: WhatHappened, set_up: ShiftSetUp | None, taken_on: date) -> dict[str, Any]:
    """Who took it and with which lot: as the officer says it, else as it was set up for the shift."""
    facts = shift_facts(set_up) if set_up else None
    if facts is None:
        return {"taker": said.taker, "lot": said.lot, "lot_expires_on": said.lot_expires_on}
    return {
        "taker": said.taker or facts.taker,
        "is_trained": bool(said.taker) or is_trained_on(facts, taken_on),
        "lot": said.lot or facts.lot,
        "lot_expires_on": said.lot_expires_on or (None if said.lot else facts.lot_expires_on),
    }


# Holding a record for an inspector, and the inspector's decision: release it, or void it.


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
    """Release or void a held record, with a reason for each rule. Raises OutOfSight, Refused, Stale.

    It may be decided of somebody who has died: an inspector still decides, and nothing else goes on. A required
    assessment ends with the test that decides; voiding another sample leaves it.
    """
    held = held_record(by, hold_id)
    person = held.view.person
    people_actions.hold(by, person, seen_version)
    db.session.refresh(held.hold)  # another may have decided it, or a further rule been met, before the head was ours
    if moved(held.hold.state, decision.value) is None:
        raise Refused("This record is decided already")
    held = held_record(by, hold_id)
    said = tuple((one.id, reasons.get(one.id, "")) for one in held.open_rules)
    refuse_if(decision_faults(reasons=said, decision=decision, sample_is=sample_is, is_person_told=is_person_told))
    now, is_void = clock.now(), decision is HoldDecision.VOID
    was_deciding = deciding_test(held.view.episode.id) == held.test
    for one in held.open_rules:
        one.decided_at, one.decided_by_id = now, by.user_id
        one.decision, one.reason = decision, reasons[one.id].strip()
    held.hold.decided_at, held.hold.decided_by_id = now, by.user_id
    move_hold(held.hold, decision.value)
    if is_void:
        held.hold.sample_is, held.hold.is_person_told = sample_is, is_person_told
    db.session.flush()
    rules = [one.rule for one in held.rules]
    action = "test.voided" if is_void else "test.released"
    audit.change(by, person.id, action, ("hold", hold_id), test=held.test.id, rules=rules)
    if is_void:
        discontinue(by=by, view=held.view, reason=TEST_VOIDED, voided=held.test)
    else:
        open_refusal(held.test)
    if is_void and was_deciding:
        end_assessment(by=by, view=held.view, reason=TEST_VOIDED)
        discontinue(by=by, view=held.view, reason=TEST_VOIDED)
    return held.hold


# What a release makes of a required assessment that was held: a requirement like any other.


def require_as_released(*, by: Viewer, held: OtherwiseView) -> RequiredAssessment:
    """The requirement as the officer said it was imposed; where the notice was handed over, with it."""
    row, test = held.row, deciding_test(held.row.episode_id)
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
    if before is not None:
        supersede(before, made, at=clock.now(), reason="An inspector released what really happened")
    else:
        db.session.add(made)
        db.session.flush()
    if stood is not None:
        stood.superseded_by_id = made.id
    if row.notice_served_at is not None:
        _hand_over(by, held, made, stood)
    db.session.flush()
    return made


def _hand_over(by: Viewer, held: OtherwiseView, made: RequiredAssessment, stood: RequiredAssessment | None) -> None:
    """With the paper that was handed over, where the record has it; else with one that says what was handed over."""
    try:
        diaries.take(made.episode_id, made)
    except TakenMeanwhile:  # the notice names the time, so it stands: the service sees both and rings
        diaries.let_go(made.episode_id)
    is_same = stood is not None and (stood.initial_at, stood.service_id) == (made.initial_at, made.service_id)
    digest = stood.notice_sha256 if stood is not None and is_same else None
    made.notice_sha256 = digest or keep_notice(by=by, view=held.view, required=made).sha256
    made.notice_served_at, made.notice_served_by_id = held.row.notice_served_at, held.row.recorded_by_id
    made.words_version = WORDS_VERSION


# A required assessment that went otherwise: recorded as it happened, and decided by an inspector.


LONGEST_SOURCE = 300
HELD_MEANWHILE = "It was done differently: held for an inspector"
REQUIREMENT_VOIDED = "The requirement was voided by an inspector"
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
    move_on(
        held.row,
        RequiredOtherwise.decided_at.is_(None),
        decision=decision,
        is_person_told=is_person_told if is_void else None,
        unenforceable="; ".join(against),
        **decided_by(by),
    )
    for one in rules:
        one.reason = reasons[one.id].strip()
    db.session.flush()
    action = "assessment.voided" if is_void else "assessment.released"
    numbers = [one.rule for one in rules]
    audit.change(
        by, person.id, action, ("required_otherwise", otherwise_id), rules=numbers, unenforceable=bool(against)
    )
    if is_void or against:
        _leave_nothing(by, held, REQUIREMENT_VOIDED if is_void else BINDS_NOBODY)
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


def _leave_nothing(by: Viewer, held: OtherwiseView, reason: str) -> None:
    """End the failures and free the time of what is no requirement, unless another was required properly since."""
    if required_assessment_of(held.row.episode_id) is None:
        diaries.let_go(held.row.episode_id)
        discontinue(by=by, view=held.view, reason=reason)
