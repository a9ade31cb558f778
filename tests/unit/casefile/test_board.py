"""The custody board: order, time left, one next action each, and no result anywhere."""

from dataclasses import fields, replace

import pytest

from pathways.casefile.rules.board import DisposalStage, ReferralStage, RowFacts, SampleAsking, next_action, tag_of_test
from pathways.casefile.rules.tasks import TaskPart, TestStage
from pathways.safeguarding.rules.concerns import ReviewStage


def a_row(**values: object) -> RowFacts:
    return replace(RowFacts(is_adult=True, offences=1), **values)


def test_a_row_of_the_board_has_nowhere_to_put_a_result() -> None:
    assert {field.name for field in fields(RowFacts)} == {
        "is_adult",
        "has_died",
        "offences",
        "is_for_no_offence",
        "needs_authority",
        "authority_is_asked",
        "is_to_confirm",
        "sample_is_closed",
        "sample_is_open",
        "drug_is_missing",
        "asking",
        "was_handed_over",
        "test",
        "disposal",
        "may_decide_proposal",
        "review",
        "may_review",
        "takes_effect",
        "has_needs",
        "consent_refused",
        "referral",
    }
    assert not {"positive", "negative"} & {stage.value for stage in TestStage}


def test_a_recorded_result_leads_to_the_same_page_for_everybody() -> None:
    row = a_row(test=TestStage.RESULT)
    assert tag_of_test(row) == "Done"  # as the task list says of the same test
    assert next_action(row).words == "Go on after the test"
    assert (next_action(row).part, next_action(row).after) == (None, TaskPart.TEST)


def test_the_next_action_follows_the_pathway() -> None:
    steps = [
        (a_row(offences=0), "Continue arrest record", TaskPart.ARREST),
        (a_row(), "Start drug test", TaskPart.TEST),
        (a_row(drug_is_missing=True), "Add the drug", TaskPart.ARREST),
        (a_row(needs_authority=True, authority_is_asked=True), "Record authority", TaskPart.TEST),
        (a_row(test=TestStage.IN_PROGRESS), "Continue drug test", TaskPart.TEST),
        (a_row(test=TestStage.NO_RESULT), "Decide disposal", TaskPart.DISPOSAL),
        (
            a_row(test=TestStage.NO_RESULT, disposal=DisposalStage.PROPOSED, may_decide_proposal=True),
            "Decide proposal",
            TaskPart.DISPOSAL,
        ),
        (a_row(test=TestStage.RESULT, disposal=DisposalStage.TO_SIGN), "Get it signed", TaskPart.DISPOSAL),
        (a_row(test=TestStage.RESULT, disposal=DisposalStage.SIGNED), "Ask needs and consents", TaskPart.NEEDS),
        (
            a_row(test=TestStage.RESULT, disposal=DisposalStage.SIGNED, has_needs=True),
            "Check and send referral",
            TaskPart.REFERRAL,
        ),
        (
            a_row(test=TestStage.NO_RESULT, has_needs=True, referral=ReferralStage.DRAFT),
            "Check and send referral",
            TaskPart.REFERRAL,
        ),
        (
            a_row(test=TestStage.NO_RESULT, has_needs=True, referral=ReferralStage.SENT),
            "Decide disposal",
            TaskPart.DISPOSAL,
        ),
        (
            a_row(test=TestStage.RESULT, has_needs=True, disposal=DisposalStage.SIGNED, referral=ReferralStage.SENT),
            "Open task list",
            None,
        ),
    ]
    for row, words, part in steps:
        assert (next_action(row).words, next_action(row).part) == (words, part)


@pytest.mark.parametrize("disposal", [DisposalStage.NONE, DisposalStage.PROPOSED, DisposalStage.TO_SIGN])
def test_a_safeguarding_review_comes_before_a_disposal_and_never_before_a_sample(disposal) -> None:
    waits = a_row(test=TestStage.RESULT, disposal=disposal, review=ReviewStage.WAITS, has_needs=True)
    assert next_action(replace(waits, test=TestStage.NONE)).words == "Start drug test"
    asked = next_action(waits)
    assert (asked.is_safeguarding, asked.is_wait) == (True, True)
    assert "a deciding officer" in asked.words
    own = next_action(replace(waits, may_review=True))
    assert (own.words, own.is_wait) == ("Safeguarding review first", False)
    assert next_action(replace(waits, review=ReviewStage.TO_RAISE)).words == "Raise safeguarding concern"
    assert not next_action(replace(waits, review=ReviewStage.HELD)).is_safeguarding
    assert not next_action(replace(waits, disposal=DisposalStage.SIGNED)).is_safeguarding


def test_a_closed_route_goes_straight_on_to_the_disposal() -> None:
    row = a_row(sample_is_closed=True)
    assert tag_of_test(row) == "Not applicable"
    assert next_action(row).part is TaskPart.DISPOSAL


def test_a_young_person_has_no_test_and_goes_to_the_young_peoples_service() -> None:
    row = a_row(is_adult=False, offences=0)
    assert tag_of_test(row) == "Not applicable"
    assert next_action(row).is_youth


def test_who_does_not_agree_to_be_referred_is_not_sent_to_the_referral() -> None:
    row = a_row(test=TestStage.RESULT, disposal=DisposalStage.SIGNED, has_needs=True, consent_refused=True)
    assert next_action(row).words == "Open task list"
    assert next_action(replace(row, consent_refused=False)).part is TaskPart.REFERRAL


def test_a_reminder_that_is_due_says_ask_again_and_one_ahead_does_not() -> None:
    assert next_action(a_row(asking=SampleAsking.AGAIN)).words == "Ask again now"
    assert next_action(a_row(asking=SampleAsking.LATER)).words == "Open drug test"
    assert next_action(a_row(asking=SampleAsking.AGAIN)).part is TaskPart.TEST


def test_after_a_charge_a_young_person_is_tested_only_once_the_young_peoples_service_was_rung() -> None:
    row = a_row(is_adult=False, sample_is_open=True)
    assert tag_of_test(row) == "Not started"
    assert next_action(row).is_youth
    assert next_action(replace(row, was_handed_over=True)).words == "Start drug test"
    assert next_action(a_row(is_adult=False, was_handed_over=True)).words == "Open task list"


def test_for_somebody_who_died_nothing_is_asked() -> None:
    assert next_action(a_row(has_died=True)).words == "Open the record"


def test_the_test_column_says_how_far_the_test_is() -> None:
    assert tag_of_test(a_row()) == "Not started"
    assert tag_of_test(a_row(needs_authority=True, authority_is_asked=True)) == "Waiting for authority"
    assert tag_of_test(a_row(test=TestStage.IN_PROGRESS)) == "In progress"
    assert tag_of_test(a_row(test=TestStage.NO_RESULT)) == "Done"
    assert tag_of_test(a_row(test=TestStage.RESULT, disposal=DisposalStage.PROPOSED)) == "Done"


def test_an_authority_that_nobody_asked_for_waits_for_nobody() -> None:
    row = a_row(needs_authority=True)
    assert tag_of_test(row) == "No test"
    assert (next_action(row).words, next_action(row).part) == ("Decide disposal", TaskPart.DISPOSAL)
    assert not next_action(row).is_authority


def test_after_a_refusal_an_inspector_who_is_asked_again_is_waited_for_again() -> None:
    row = a_row(needs_authority=True, test=TestStage.NO_RESULT)
    assert tag_of_test(row) == "Done"
    again = replace(row, authority_is_asked=True)
    assert tag_of_test(again) == "Waiting for authority"
    assert next_action(again).words == "Record authority"


def test_whoever_may_not_decide_a_proposal_goes_on_with_the_rest_and_is_then_told_for_whom_it_waits() -> None:
    row = a_row(test=TestStage.NO_RESULT, disposal=DisposalStage.PROPOSED)
    assert next_action(row).words == "Ask needs and consents"
    waits = next_action(replace(row, has_needs=True, referral=ReferralStage.SENT))
    assert (waits.words, waits.part, waits.is_wait) == (
        "Proposal waits for a deciding officer",
        TaskPart.DISPOSAL,
        True,
    )
