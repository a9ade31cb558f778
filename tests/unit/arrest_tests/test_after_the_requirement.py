"""The laboratory's steps, an early end, and what police may decide about a failure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pathways.arrest_tests.assessment.rules import (
    EndedBy,
    RequiredAssessmentFacts,
    ending_faults,
    may_assessment_be_required,
    why_ended,
)
from pathways.arrest_tests.failures_to_attend.rules import (
    DecidingFacts,
    FailureKind,
    FailureState,
    FailureStep,
    deciding_faults,
    left_to_do,
    standing_state,
    step_in_words,
    steps_open,
)
from pathways.arrest_tests.testing.rules.results import (
    LabBasis,
    LabFacts,
    LabState,
    LabStep,
    OverallResult,
    lab_faults,
    next_state,
    steps_from,
)
from pathways.auth.roles import Rank

NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
TODAY = date(2026, 11, 25)
DISPUTE = LabFacts(
    step=LabStep.DISPUTE,
    state=None,
    result=OverallResult.POSITIVE,
    now=NOW,
    at=NOW,
    since=NOW,
    words="It was not me",
    basis=LabBasis.DENIES_USE,
)
DECIDING = DecidingFacts(
    state=FailureState.REVIEW,
    step=FailureStep.NO_GOOD_CAUSE,
    kind=FailureKind.INITIAL_ATTEND,
    failed_on=date(2026, 11, 20),
    today=TODAY,
    on=TODAY,
    rank=Rank.SERGEANT,
    reason="He gave none",
)


def at_lab(**changes):
    return [fault.field for fault in lab_faults(replace(DISPUTE, **changes))]


def deciding(**changes):
    return [fault.message for fault in deciding_faults(replace(DECIDING, **changes))]


def test_a_positive_result_is_disputed_in_the_persons_words_and_a_negative_one_only_checked():
    assert at_lab() == []
    assert at_lab(words=" ") == ["words"]
    assert at_lab(result=OverallResult.NEGATIVE) == ["step"]
    assert at_lab(basis=None) == ["basis"]
    assert [basis.value for basis in LabBasis] == ["denies_use", "medication", "procedure"]
    assert at_lab(result=OverallResult.NEGATIVE, step=LabStep.QUALITY, reference="L-1") == []
    assert at_lab(result=OverallResult.INCONCLUSIVE, step=LabStep.QUALITY, reference="L-1") == ["step"]
    assert at_lab(at=NOW + timedelta(hours=1)) == ["at"]
    assert at_lab(at=NOW - timedelta(hours=1)) == ["at"]


def test_what_follows_is_what_the_table_of_steps_says():
    assert steps_from(None) == (LabStep.DISPUTE, LabStep.QUALITY)
    assert steps_from(LabState.DISPUTED) == (LabStep.SEND, LabStep.WITHDRAW, LabStep.CANNOT_SEND)
    assert steps_from(LabState.NOT_CONFIRMED) == ()
    assert next_state(LabState.SENT, LabStep.NOT_CONFIRMED) is LabState.NOT_CONFIRMED
    assert at_lab(state=LabState.DISPUTED, step=LabStep.CONFIRMED) == ["step"]
    assert at_lab(state=LabState.DISPUTED, step=LabStep.SEND) == ["reference"]


def test_a_sergeant_decides_that_there_was_no_good_cause_and_any_officer_that_there_was():
    assert deciding() == []
    assert deciding(rank=Rank.CONSTABLE) == ["A sergeant or above decides this. Ask one to open this page"]
    assert deciding(rank=Rank.CONSTABLE, step=FailureStep.GOOD_CAUSE) == []
    assert len(deciding(reason="", on=date(2026, 11, 19))) == 2


@pytest.mark.parametrize("state", [LabState.DISPUTED, LabState.SENT, LabState.NO_ANALYSIS, LabState.NOT_CONFIRMED])
def test_no_file_goes_forward_while_or_after_the_laboratory_speaks_against_it(state):
    assert len(deciding(laboratory=state)) == 1
    assert deciding(laboratory=state, step=FailureStep.GOOD_CAUSE) == []
    assert deciding(laboratory=state, kind=FailureKind.SAMPLE) == []


def test_nothing_goes_forward_while_the_test_is_held_and_a_confirmed_result_is_no_bar():
    assert len(deciding(is_test_held=True)) == 1
    assert deciding(laboratory=LabState.CONFIRMED) == []


def test_the_time_limit_ends_what_was_not_charged_by_its_last_day_and_a_death_ends_all_that_is_open():
    stands = {"failed_on": date(2026, 5, 25), "has_died": False}
    assert standing_state(FailureState.FILE, today=date(2026, 11, 25), **stands) is FailureState.FILE
    assert standing_state(FailureState.FILE, today=date(2026, 11, 26), **stands) is FailureState.TIME_BARRED
    assert standing_state(FailureState.CHARGED, today=date(2027, 1, 1), **stands) is FailureState.CHARGED
    died = {"failed_on": TODAY, "today": TODAY, "has_died": True}
    assert standing_state(FailureState.CHARGED, **died) is FailureState.ENDED_DEATH
    assert standing_state(FailureState.GOOD_CAUSE, **died) is FailureState.GOOD_CAUSE
    late = {"state": FailureState.FILE, "step": FailureStep.CHARGE, "failed_on": date(2026, 5, 20)}
    assert deciding(**late) == ["The time limit for prosecution ended on 20 November 2026."]


def test_something_is_left_to_do_about_a_failure_exactly_while_it_is_open():
    to_do = [state for state in FailureState if left_to_do(state, FailureKind.INITIAL_ATTEND)]
    assert to_do == [state for state in FailureState if state.is_open]
    assert left_to_do(FailureState.FILE, FailureKind.SAMPLE).startswith("Record the charge")


def test_only_a_failure_at_an_assessment_was_reported_by_an_assessor():
    words = {kind: left_to_do(FailureState.REVIEW, kind) for kind in FailureKind}
    assert [kind for kind in words if "assessor reported" not in words[kind]] == [FailureKind.SAMPLE]


def test_a_decision_is_called_what_the_officer_chose_and_one_that_another_record_made_is_named_too():
    assert step_in_words(FailureStep.NO_GOOD_CAUSE.value) == "There was no good cause"
    assert step_in_words("discontinued") == "Discontinued"


def test_each_state_offers_what_may_follow_and_nothing_else():
    assert steps_open(FailureState.CHARGED) == (FailureStep.COURT_OUTCOME,)
    assert steps_open(FailureState.DISCONTINUED) == steps_open(FailureState.TIME_BARRED) == ()
    assert deciding(state=FailureState.GOOD_CAUSE) == ["This is not the next step. Look at what is recorded"]


def test_an_inspector_says_that_it_was_imposed_in_error_and_any_officer_that_a_court_imposed_a_condition():
    facts = {"reason": "Charged and bailed", "on": TODAY, "imposed_on": TODAY, "today": TODAY}
    assert ending_faults(why=EndedBy.COURT_BAIL, rank=Rank.CONSTABLE, **facts) == ()
    assert len(ending_faults(why=EndedBy.ERROR, rank=Rank.SERGEANT, **facts)) == 1
    assert ending_faults(why=EndedBy.ERROR, rank=Rank.INSPECTOR, **facts) == ()
    assert len(ending_faults(why=EndedBy.COURT_BAIL, rank=None, **(facts | {"on": None, "reason": ""}))) == 2


def test_why_it_ended_is_kept_whole_with_its_day():
    words = why_ended(EndedBy.COURT_BAIL, on=TODAY, reason="Bailed to Lincoln " * 16)
    assert words.startswith("A court imposed a bail condition about drugs, 25 November 2026: Bailed to Lincoln")
    assert len(words) < 400
    facts = {"why": EndedBy.COURT_BAIL, "rank": Rank.CONSTABLE, "on": TODAY, "imposed_on": TODAY, "today": TODAY}
    assert ending_faults(reason="x" * 300, **facts) == ()
    assert [fault.field for fault in ending_faults(reason="x" * 301, **facts)] == ["reason"]


def test_a_disputed_result_is_no_bar_and_moves_the_earliest_day_instead_of_the_local_target():
    facts = RequiredAssessmentFacts(
        at=NOW,
        born_on=date(1991, 6, 9),
        result=OverallResult.POSITIVE,
        site="Lincoln",
        is_notified=True,
        initial_at=NOW + timedelta(days=1),
        target_on=date(2026, 11, 25),
        disputed_until=date(2026, 12, 2),
    )
    answer = may_assessment_be_required(facts)
    assert answer.may_be_required
    assert {"V-039", "V-040"} & {finding.rule for finding in answer.findings} == {"V-039"}
    later = may_assessment_be_required(replace(facts, initial_at=NOW + timedelta(days=7)))
    assert {"V-039", "V-040"} & {finding.rule for finding in later.findings} == set()
