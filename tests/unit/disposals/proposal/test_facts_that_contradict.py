"""No offence, and yet an admission: both are kept as they were said, and no admission opens what is no offence.

Somebody who shows a prescription has often said before that the drug is theirs, so the sheet refuses neither answer.
"""

import pytest

from pathways.disposals.facts.rules.fact_sheet import QUESTIONS
from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.law.rules.disposal_terms import Gate, Kind, Verdict
from tests.unit.disposals.plain_case import facts

ADMISSIONS = [choice.value for question in QUESTIONS if question.name == "admission" for choice in question.choices]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("admission", ADMISSIONS)
def test_without_an_offence_nothing_is_open_whatever_was_admitted(kind, admission):
    for gate in Gate:
        result = opinion(kind, facts({"offence_made_out": "no", "admission": admission}), gate=gate)
        assert result.verdict is Verdict.NOT_AVAILABLE
        assert "ANY-02" in [reason.rule_id for reason in result.reasons]


@pytest.mark.parametrize("answer", ["claimed", "not_known"])
def test_an_admission_does_not_answer_whether_there_was_an_offence(answer):
    result = opinion(Kind.CC, facts({"offence_made_out": answer, "admission": "reliable"}))
    assert not result.verdict.may_be_proposed
    (reason,) = [reason for reason in result.reasons if reason.rule_id == "ANY-02"]
    assert reason.missing == ("offence_made_out",)


def test_an_admission_does_not_make_up_for_missing_evidence():
    result = opinion(Kind.CC, facts({"evidence": "less", "admission": "reliable"}))
    assert "ANY-01" in [reason.rule_id for reason in result.reasons]
    assert result.verdict is Verdict.NOT_AVAILABLE


def test_the_sheet_says_that_an_admission_does_not_change_it():
    (question,) = [question for question in QUESTIONS if question.name == "offence_made_out"]
    assert "an admission does not change that" in question.choice("no").hint
