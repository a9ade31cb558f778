"""Nobody decides alone: who may decide what is proposed, what a decision needs, and who takes a proposal back."""

import pytest

from pathways.approvals.rules import (
    TO_APPROVE,
    DecisionWords,
    approval_reasons,
    decision_bars,
    ending_reasons,
    withdrawal_bars,
)

PROPOSER, OTHER, SUBJECT = 1, 2, 3
ABOUT = DecisionWords(named="It names you", source="Rules of trust", mark="design")
PLAIN = {"approves": True, "checked": "The order and its date", "has_read_source": True}


def fields_and_messages(reasons):
    return [(reason.field, reason.message) for reason in reasons]


def test_another_person_decides_while_it_waits():
    assert decision_bars(by_id=OTHER, proposed_by_id=PROPOSER) == ()


def test_whoever_proposed_it_does_not_decide_it_and_reads_the_rule_behind_it():
    (bar,) = decision_bars(by_id=PROPOSER, proposed_by_id=PROPOSER, words=TO_APPROVE)
    assert "another policy lead decides" in bar.message
    assert (bar.source, bar.mark) == ("Separation of duties: proposer and approver are two people", "design")


def test_what_is_decided_is_not_decided_again():
    (bar,) = decision_bars(by_id=OTHER, proposed_by_id=PROPOSER, is_decided=True)
    assert bar.message == "Somebody has decided this already"


def test_nobody_decides_about_themselves():
    (bar,) = decision_bars(by_id=SUBJECT, proposed_by_id=PROPOSER, named=[SUBJECT], words=ABOUT)
    assert (bar.message, bar.source) == ("It names you", "Rules of trust")


def test_every_reason_is_given_at_once():
    named = [PROPOSER]
    bars = decision_bars(by_id=PROPOSER, proposed_by_id=PROPOSER, is_decided=True, named=named, words=ABOUT)
    assert len(bars) == 3


def test_whoever_runs_pathways_decides_on_the_server_about_whomever():
    assert decision_bars(by_id=None, proposed_by_id=PROPOSER, named=[None, SUBJECT]) == ()


def test_a_decision_that_says_what_was_checked_and_that_the_source_was_read_holds():
    assert approval_reasons(PLAIN) == ()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"checked": " too short"}, "checked"),
        ({"has_read_source": None}, "read_source"),
        ({"has_read_source": False}, "read_source"),
    ],
)
def test_a_decision_that_leaves_something_out_is_refused_at_its_field(changed, field):
    assert [reason.field for reason in approval_reasons(PLAIN | changed)] == [field]


def test_whoever_sends_a_change_back_is_asked_why_and_not_what_they_checked():
    (lacks,) = approval_reasons(PLAIN | {"approves": False, "checked": ""})
    assert (lacks.field, "why you send it back" in lacks.message) == ("checked", True)


def test_a_change_is_sent_back_by_somebody_who_has_not_read_its_source():
    assert approval_reasons(PLAIN | {"approves": False, "has_read_source": False}) == ()


def test_of_a_made_up_change_nobody_is_asked_for_the_source():
    assert approval_reasons(PLAIN | {"has_read_source": None}, is_made_up=True) == ()


def test_only_its_proposer_takes_a_change_back_and_only_while_it_waits():
    assert withdrawal_bars(waits=True, is_own=True) == ()
    others, decided = withdrawal_bars(waits=True, is_own=False), withdrawal_bars(waits=False, is_own=True)
    assert (
        fields_and_messages(others)
        == fields_and_messages(decided)
        == [(None, "Only whoever proposed a change withdraws it, and only while it waits")]
    )


def test_who_takes_it_back_says_why():
    assert ending_reasons("The order was revoked") == ()
    assert fields_and_messages(ending_reasons(" ")) == [("ended_why", "Say why, in a sentence")]
