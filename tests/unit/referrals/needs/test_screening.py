"""What is read from the needs page."""

import pytest

from pathways.referrals.needs.rules import (
    ContactWay,
    Housing,
    Injected,
    OtherHelp,
    ScreenFacts,
    UseSaid,
    harm_first,
    needs_besides,
    needs_in_words,
    said_of,
    screen_reasons,
    ticks_besides,
    wants_of,
)
from pathways.vocabulary import Answer, Need, Substance
from tests.areas import LINCOLN


def a_screen(**changed: object) -> ScreenFacts:
    plain: dict[str, object] = {
        "use_answer": UseSaid.NAMED,
        "substances": (Substance.CRACK,),
        "injected": Injected.NEVER,
        "mental_health": Answer.NO,
        "housing": Housing.SAFE,
        "contact_way": ContactWay.TEXT,
        "contact_number": "07700 900318",
        "contact_note": None,
        "area": LINCOLN,
    }
    return ScreenFacts(**{**plain, **changed})


def test_drugs_and_alcohol_are_two_needs() -> None:
    assert wants_of(a_screen()) == (Need.DRUGS,)
    assert wants_of(a_screen(substances=(Substance.ALCOHOL,))) == (Need.ALCOHOL,)
    assert wants_of(a_screen(substances=(Substance.ALCOHOL, Substance.HEROIN))) == (Need.DRUGS, Need.ALCOHOL)


def test_mental_health_and_no_fixed_abode_are_needs_of_their_own() -> None:
    facts = a_screen(mental_health=Answer.YES, housing=Housing.NO_FIXED_ABODE)
    assert wants_of(facts) == (Need.DRUGS, Need.MENTAL_HEALTH, Need.HOUSING)
    assert needs_in_words(facts) == ("Crack", "Mental health", "No fixed abode")


def test_would_not_say_is_no_need() -> None:
    facts = a_screen(
        use_answer=UseSaid.WOULD_NOT_SAY,
        substances=(),
        mental_health=Answer.WOULD_NOT_SAY,
        housing=Housing.WOULD_NOT_SAY,
    )
    assert wants_of(facts) == ()
    assert needs_in_words(facts) == ("Would not say what they use",)


def test_mamba_has_its_own_name() -> None:
    assert needs_in_words(a_screen(substances=(Substance.SYNTHETIC_CANNABINOIDS,))) == ("Mamba, spice",)


def test_nothing_beside_a_substance_is_no_answer() -> None:
    assert said_of(()) is None
    assert said_of(("nothing", "crack")) is None
    assert said_of(("nothing",)) is UseSaid.NOTHING
    assert said_of(("would_not_say",)) is UseSaid.WOULD_NOT_SAY
    assert said_of(("crack", "heroin")) is UseSaid.NAMED


def test_no_phone_is_an_answer_that_asks_for_no_number() -> None:
    assert not ContactWay.NO_PHONE.needs_a_number
    assert not ContactWay.LETTER.needs_a_number
    assert ContactWay.TEXT.needs_a_number


def test_a_way_that_needs_a_number_asks_for_it() -> None:
    assert screen_reasons(a_screen()) == ()
    assert screen_reasons(a_screen(contact_way=ContactWay.NO_PHONE, contact_number=None)) == ()
    (reason,) = screen_reasons(a_screen(contact_number=None))
    assert reason.field == "contact_number"


def test_named_substances_and_nothing_cannot_both_be_said() -> None:
    (reason,) = screen_reasons(a_screen(use_answer=UseSaid.NOTHING))
    assert reason.field == "substances"
    assert screen_reasons(a_screen(substances=()))[0].field == "substances"


@pytest.mark.parametrize(
    ("ticked", "mental_health", "housing"),
    [
        ([OtherHelp.NOTHING], Answer.NO, Housing.SAFE),
        ([OtherHelp.WOULD_NOT_SAY], Answer.WOULD_NOT_SAY, Housing.WOULD_NOT_SAY),
        ([OtherHelp.MENTAL_HEALTH], Answer.YES, Housing.SAFE),
        ([OtherHelp.HOUSING], Answer.NO, Housing.PROBLEM),
        ([OtherHelp.MENTAL_HEALTH, OtherHelp.NO_FIXED_ABODE], Answer.YES, Housing.NO_FIXED_ABODE),
    ],
)
def test_one_question_says_what_is_needed_besides_and_asking_again_starts_from_it(
    ticked, mental_health, housing
) -> None:
    assert needs_besides(ticked) == (mental_health, housing)
    assert list(ticks_besides(mental_health, housing)) == ticked


def test_what_was_not_said_before_is_asked_again_and_never_filled_in_as_a_no() -> None:
    assert ticks_besides(Answer.WOULD_NOT_SAY, Housing.PROBLEM) == ()
    assert ticks_besides(Answer.YES, Housing.WOULD_NOT_SAY) == ()


def test_no_fixed_abode_says_more_than_a_housing_problem() -> None:
    assert needs_besides([OtherHelp.HOUSING, OtherHelp.NO_FIXED_ABODE])[1] is Housing.NO_FIXED_ABODE


def test_which_of_several_substances_causes_most_harm_is_one_of_those_named():
    both = (Substance.CRACK, Substance.HEROIN)
    asked = a_screen(substances=both, most_harm=Substance.HEROIN)
    assert screen_reasons(asked) == ()
    assert asked.uses_in_words == "Crack, Heroin (most harm)"
    assert harm_first(both, Substance.HEROIN) == (Substance.HEROIN, Substance.CRACK)
    assert harm_first(both, None) == both
    assert screen_reasons(a_screen(substances=both, most_harm=Substance.ALCOHOL))[0].field == "most_harm"
