"""Naloxone: four answers that are never made into two, and one of them with its reason."""

import pytest

from pathways.referrals.rules import Naloxone, NaloxoneFacts, naloxone_reasons

GIVEN = [each for each in Naloxone if each is not Naloxone.NOT_OFFERED]


@pytest.mark.parametrize("answer", GIVEN)
def test_supplied_has_it_and_declined_ask_for_no_reason(answer: Naloxone) -> None:
    assert naloxone_reasons(NaloxoneFacts(answer=answer)) == ()


@pytest.mark.parametrize("why", ["", "  ", "no"])
def test_not_offered_says_why(why: str) -> None:
    (reason,) = naloxone_reasons(NaloxoneFacts(answer=Naloxone.NOT_OFFERED, why_not=why))
    assert reason.field == "naloxone_why"
    assert naloxone_reasons(NaloxoneFacts(answer=Naloxone.NOT_OFFERED, why_not="Out of stock")) == ()


def test_the_reason_is_told_with_the_answer() -> None:
    told = NaloxoneFacts(answer=Naloxone.NOT_OFFERED, why_not="Out of stock").words
    assert told == "Not offered: Out of stock"
