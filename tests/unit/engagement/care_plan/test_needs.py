"""Needs as the service asks them: what is missing, what contradicts itself, and which code an export writes."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.engagement.care_plan.rules import (
    WOULD_NOT_SAY,
    NeedsFacts,
    SubstanceUse,
    answers_to,
    need_codes,
    needs_reasons,
)
from pathways.referrals.needs.rules import Housing, Injected, Naloxone, NaloxoneFacts, UseSaid
from pathways.vocabulary import Answer, Substance

TODAY = date(2026, 12, 3)
PLAIN = NeedsFacts(
    use_answer=UseSaid.NAMED,
    uses=(SubstanceUse(substance=Substance.HEROIN, route="smoke"),),
    injecting="never",
    overdose=Answer.NO,
    overdose_days=None,
    suicide_risk=Answer.NO,
    mental_health=Answer.NO,
    receiving=None,
    housing="safe",
    children="not_a_parent",
    pregnant=None,
    employment="seeking",
    safeguarding=Answer.NO,
    naloxone=NaloxoneFacts(answer=Naloxone.SUPPLIED),
)


def fields(facts: NeedsFacts, *, may_be_pregnant: bool = False) -> list[str]:
    return [reason.field for reason in needs_reasons(facts, may_be_pregnant=may_be_pregnant)]


def test_the_plain_sitting_lacks_nothing():
    assert fields(PLAIN) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"uses": ()}, "use_answer"),
        ({"use_answer": UseSaid.WOULD_NOT_SAY}, "use_answer"),
        ({"uses": (*PLAIN.uses, *PLAIN.uses)}, "first"),
        ({"uses": (SubstanceUse(substance=Substance.CRACK),)}, "first_route"),
        ({"overdose": Answer.YES}, "overdose_days"),
        ({"overdose_days": 3}, "overdose_days"),
        ({"mental_health": Answer.YES}, "receiving"),
        ({"receiving": "gp"}, "receiving"),
        ({"naloxone": NaloxoneFacts(answer=Naloxone.NOT_OFFERED)}, "naloxone_why"),
    ],
)
def test_what_is_missing_or_contradicts_itself_is_said_at_its_field(changed, field):
    assert fields(replace(PLAIN, **changed)) == [field]


def test_pregnancy_is_asked_unless_the_record_says_male():
    assert fields(PLAIN, may_be_pregnant=True) == ["pregnant"]
    assert fields(replace(PLAIN, pregnant=Answer.WOULD_NOT_SAY), may_be_pregnant=True) == []


def test_would_not_say_is_an_answer_to_everything():
    silent = replace(
        PLAIN,
        use_answer=UseSaid.WOULD_NOT_SAY,
        uses=(),
        injecting=WOULD_NOT_SAY,
        overdose=Answer.WOULD_NOT_SAY,
        suicide_risk=Answer.WOULD_NOT_SAY,
        mental_health=Answer.WOULD_NOT_SAY,
        housing=WOULD_NOT_SAY,
        children=WOULD_NOT_SAY,
        pregnant=Answer.WOULD_NOT_SAY,
        employment=WOULD_NOT_SAY,
        safeguarding=Answer.WOULD_NOT_SAY,
    )
    assert fields(silent, may_be_pregnant=True) == []
    lists = {entry.list for entry in need_codes()} - {"substance"}
    assert all(any(answer.value == WOULD_NOT_SAY for answer in answers_to(name, TODAY)) for name in lists)


def test_as_many_substances_as_there_are_and_three_of_them_exported():
    uses = tuple(SubstanceUse(substance=substance, route="smoke") for substance in list(Substance)[:7])
    assert fields(replace(PLAIN, uses=uses)) == []
    assert replace(PLAIN, uses=uses).exported == uses[:3]


def test_a_code_that_was_not_verified_is_blank_and_its_row_says_so():
    assert all(entry.mark.is_verified for entry in need_codes() if entry.code)
    assert all(entry.source for entry in need_codes())


def test_everything_that_the_desk_may_have_heard_has_its_place_here():
    assert {answer.value for answer in answers_to("substance", TODAY)} == {substance.value for substance in Substance}
    assert {answer.value for answer in answers_to("injecting", TODAY)} == {injected.value for injected in Injected}
    assert {answer.value for answer in answers_to("housing", TODAY)} == {housing.value for housing in Housing}


def test_a_list_is_read_as_it_stood_on_the_day():
    assert answers_to("housing", date(1999, 12, 31)) == ()
