"""Naloxone: four answers that are never made into two, and one of them with its reason."""

import pytest

from pathways.referrals.needs.rules import (
    Injected,
    Naloxone,
    NaloxoneFacts,
    UseSaid,
    must_answer_naloxone,
    naloxone_reasons,
)
from pathways.vocabulary import Answer, Substance

GIVEN = [each for each in Naloxone if each is not Naloxone.NOT_OFFERED]


@pytest.mark.parametrize("answer", GIVEN)
def test_supplied_has_it_and_declined_ask_for_no_reason_and_keep_none(answer: Naloxone) -> None:
    assert naloxone_reasons(NaloxoneFacts(answer=answer)) == ()
    assert NaloxoneFacts(answer=answer, why_not="Out of stock").recorded_why_not is None


@pytest.mark.parametrize("why", ["", "  ", "no"])
def test_not_offered_says_why(why: str) -> None:
    (reason,) = naloxone_reasons(NaloxoneFacts(answer=Naloxone.NOT_OFFERED, why_not=why))
    assert reason.field == "naloxone_why"
    not_offered = NaloxoneFacts(answer=Naloxone.NOT_OFFERED, why_not=" Out of stock ")
    assert naloxone_reasons(not_offered) == ()
    assert not_offered.recorded_why_not == "Out of stock"


def test_the_reason_is_told_with_the_answer() -> None:
    words = NaloxoneFacts(answer=Naloxone.NOT_OFFERED, why_not="Out of stock").words
    assert words == "Not offered: Out of stock"


@pytest.mark.parametrize(
    "changed",
    [
        {"use_answer": None},
        {"use_answer": UseSaid.WOULD_NOT_SAY},
        {"substances": (Substance.METHADONE,)},
        {"injected": Injected.BEFORE},
        {"overdose": Answer.YES},
    ],
)
def test_naloxone_is_answered_for_an_opiate_injecting_or_an_overdose_and_where_nobody_knows(changed):
    drinks = {
        "use_answer": UseSaid.NAMED,
        "substances": (Substance.ALCOHOL,),
        "injected": Injected.NEVER,
        "overdose": Answer.NO,
    }
    assert not must_answer_naloxone(**drinks)
    assert must_answer_naloxone(**{**drinks, **changed})
