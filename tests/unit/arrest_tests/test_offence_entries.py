"""What may be entered of an offence, and which changes are corrections."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import BasisAnswer
from pathways.arrest_tests.offences.rules import EnteredOffence, corrections, drug_law, entry_reasons, is_unchanged
from pathways.arrest_tests.testing.rules.results import OverallResult, SampleOutcome, what_it_allows
from pathways.law.rules.findings import ClosedAs, SampleRoute
from pathways.law.rules.offences_and_drugs import controlled_drugs
from pathways.law.rules.tables import packaged
from pathways.vocabulary import Mark
from tests.unit.arrest_tests.cases import NIGHT, a_case, an_authority, an_offence

NOW = NIGHT + timedelta(hours=2)


def an_entry(**changes: Any) -> EnteredOffence:
    return EnteredOffence(**({"code": "TA68-1", "arrested_at": NIGHT} | changes))


def said_of(*entries: EnteredOffence, in_detention: bool = True) -> list[str | None]:
    return [reason.field for reason in entry_reasons(entries, now=NOW, in_detention=in_detention, law=packaged())]


def test_a_plain_entry_has_nothing_against_it() -> None:
    assert said_of(an_entry()) == []
    assert said_of(an_entry(arrested_at=None), in_detention=False) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "TA99"}, "offence"),
        ({"code": "OTHER"}, "described_as"),
        ({"drug": "moon_dust"}, "drug"),
        ({"arrested_at": None}, "arrested_at"),
        ({"arrested_at": NOW + timedelta(minutes=1)}, "arrested_at"),
        ({"charged_at": NOW + timedelta(minutes=1)}, "charged_at"),
        ({"charged_at": NIGHT - timedelta(minutes=1)}, "charged_at"),
        ({"closed_at": NIGHT - timedelta(minutes=1), "closed_as": ClosedAs.DE_ARRESTED}, "closed_at"),
        ({"closed_at": NOW}, "closed_as"),
        ({"closed_as": ClosedAs.NO_FURTHER_ACTION}, "closed_at"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert said_of(an_entry(row=1, **changes)) == [f"offences-1-{field}"]


def test_no_offence_at_all_and_the_same_twice_are_refused() -> None:
    assert said_of() == ["offences-0-offence"]
    assert said_of(an_entry(), an_entry(row=1)) == ["offences-1-offence"]
    other = an_entry(code="OTHER", described_as="Affray, Public Order Act 1986 s.3")
    assert said_of(other, replace(other, row=1, described_as="Criminal damage")) == []


def test_filling_a_blank_is_no_correction_but_saying_otherwise_is() -> None:
    before = an_entry(number=1)
    assert is_unchanged(before, an_entry(number=1, row=2))
    assert corrections(before, replace(before, charged_at=NOW)) == ()
    assert corrections(before, replace(before, code="TA68-8")) == ("code",)


def test_an_arrest_recorded_to_the_second_is_not_corrected_by_a_form_that_shows_minutes() -> None:
    before = an_entry(number=1, arrested_at=NIGHT + timedelta(seconds=20))
    shown = replace(before, arrested_at=NIGHT)
    assert is_unchanged(before, shown)
    assert corrections(before, replace(shown, drug="cocaine")) == ()
    assert corrections(before, replace(shown, arrested_at=NIGHT + timedelta(minutes=1))) == ("arrested_at",)


def test_before_2001_no_instrument_specified_any_drug() -> None:
    assert drug_law(controlled_drugs(law=packaged())["cocaine"], date(2000, 1, 1), law=packaged()) == (
        "CJCSA 2000 Sch 6",
        Mark.UNCERTAIN,
    )


def test_the_law_that_specifies_a_drug_is_named_with_its_mark() -> None:
    day = date(2026, 11, 25)
    crack, nitazene = (
        drug_law(controlled_drugs(law=packaged())[code], day, law=packaged())
        for code in ("crack_cocaine", "nitazene_2024")
    )
    assert crack == ("SI 2023/784 art 2 and Explanatory Note", Mark.VERIFIED)
    assert nitazene[1] is Mark.UNCERTAIN


def basis(offences: tuple[Any, ...], **more: Any) -> BasisAnswer:
    return may_a_sample_be_requested(a_case(NIGHT + timedelta(hours=6), offences=offences, **more))


def test_two_closed_first_offences_support_a_test_one_by_its_trigger_and_one_by_authority() -> None:
    closed_at = NIGHT + timedelta(hours=3)
    firsts = (an_offence(closed_at=closed_at), an_offence("TA78-3", closed_at=closed_at))
    further = an_offence("OAPA61-47", arrested_at=NIGHT + timedelta(hours=4))
    answer = basis((*firsts, further), authorities=(an_authority(),))
    assert [offence.code for offence in answer.arrest.relied_on] == ["TA68-1", "TA78-3"]
    assert answer.arrest.is_open


def test_a_wrong_state_is_worded_inside_its_sentence() -> None:
    answer = basis((an_offence(),))
    assert [finding.message for finding in answer.charge.blocking] == [
        "Theft (incl. shoplifting) is not charged. It cannot support a test on charge."
    ]
    later = basis((an_offence(arrested_at=NIGHT + timedelta(hours=9)),))
    assert "is not yet arrested for" in later.arrest.blocking[0].message
    assert later.arrest.summary == "Not arrested for any offence that is still uncharged and open."


@pytest.mark.parametrize("outcome", [SampleOutcome.COULD_NOT, SampleOutcome.NOT_ASKED])
def test_nothing_follows_where_no_sample_was_given_and_none_refused(outcome: SampleOutcome) -> None:
    assert what_it_allows(outcome, None, may_require=False) == ()


def test_a_sample_that_waits_for_its_result_only_says_its_limits() -> None:
    assert [finding.rule for finding in what_it_allows(SampleOutcome.SAMPLE_GIVEN, None, may_require=False)] == [
        "ONE-SAMPLE",
        "V-024",
    ]
    spoiled = what_it_allows(
        SampleOutcome.SAMPLE_GIVEN, OverallResult.NO_VALID_SAMPLE, may_require=False, may_ask_again=True
    )
    assert "SECOND-SAMPLE" in [finding.rule for finding in spoiled]
    assert "ONE-SAMPLE" not in [finding.rule for finding in spoiled]


def test_both_routes_may_be_open_until_a_sample_is_taken() -> None:
    both = basis((an_offence(), an_offence("TA68-8", charged_at=NIGHT + timedelta(hours=1))))
    assert both.verdict == "Yes, on arrest or after charge. No inspector needed"
    assert [route_answer.route for route_answer in both.routes if route_answer.is_open] == list(SampleRoute)
