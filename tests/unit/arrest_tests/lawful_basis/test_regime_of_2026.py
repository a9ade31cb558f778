"""The regime of 2026 is in the table, switched off; a first day in the data switches it on, with nothing else changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pathways.arrest_tests.lawful_basis.rules.basis import ClockState, legal_clocks, may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import SampleFacts, may_take_another
from pathways.law.rules.findings import Bearing, SampleCondition, SampleRoute
from pathways.law.rules.offences_and_drugs import controlled_drugs, is_specified, max_samples_on, regime_on, regimes
from pathways.law.rules.tables import Law, LawBook, LawChange, LawTable, packaged, rows_of
from pathways.vocabulary import Mark
from tests.unit.arrest_tests.cases import NIGHT, a_case, an_offence

FIRST_DAY = date(2027, 1, 4)
EVE = FIRST_DAY - timedelta(days=1)
CODE = "Controlled_2026"


def switched_on(**also: str) -> Law:
    """The row of 2026 as it is packaged, with a first day."""
    row = next(row for row in rows_of(LawTable.REGIME) if row["code"] == CODE)
    content = {name: row[name] for name in ("name", "max_samples", "drugs", "part1_paras", "stood_on", "rule")}
    change = LawChange(
        number=1,
        table=LawTable.REGIME,
        code=CODE,
        starts_on=FIRST_DAY,
        values=tuple((content | also).items()),
        source="SI 2026/999",
        mark=Mark.VERIFIED,
    )
    return LawBook(changes=(change,)).now


def asked_again(day: date, law: Law, condition: SampleCondition = SampleCondition.INSUFFICIENT):
    """The answer where one sample was taken in the detention, and the law of the day says how many there may be."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    taken = (SampleFacts(route=SampleRoute.ARREST, condition=condition),)
    return may_a_sample_be_requested(a_case(at, samples=taken, max_samples=max_samples_on(day, law))).arrest


def _all_of(answer):
    return (*answer.findings, *answer.shared)


def test_it_is_there_without_a_first_day_and_in_force_on_no_day() -> None:
    (row,) = (regime for regime in regimes(law=packaged()) if regime.code == CODE)
    assert (row.effective_from, row.max_samples, row.mark) == (None, 2, Mark.UNCERTAIN)
    assert max_samples_on(date(2099, 1, 1), law=packaged()) == 1


def test_its_first_day_alone_puts_it_in_force_in_place_of_the_one_before() -> None:
    law = switched_on()
    in_force = [regime.code for day in (EVE, FIRST_DAY) if (regime := regime_on(day, law))]
    assert in_force == ["ClassA_2023", CODE]
    assert [max_samples_on(day, law) for day in (EVE, FIRST_DAY)] == [1, 2]


def test_a_second_sample_may_then_follow_one_that_could_not_be_used() -> None:
    law = switched_on()
    assert asked_again(EVE, law).blocks == ("V-018",)
    assert asked_again(FIRST_DAY, law).blocks == ()
    assert asked_again(FIRST_DAY, law, SampleCondition.SUFFICIENT).blocks == ("V-018",)


def test_a_sample_that_was_lost_is_no_reason_to_ask_for_another() -> None:
    assert asked_again(FIRST_DAY, switched_on(), SampleCondition.LOST).blocks == ("V-018",)


def test_somebody_is_asked_again_only_while_detained_and_never_for_a_third() -> None:
    spoiled = SampleFacts(route=SampleRoute.ARREST, condition=SampleCondition.UNSUITABLE)
    case = a_case(max_samples=2, samples=(spoiled,))
    assert may_take_another(case)
    assert not may_take_another(replace(case, in_police_detention=False))
    assert not may_take_another(replace(case, max_samples=1))
    assert not may_take_another(replace(case, samples=()))
    assert not may_take_another(replace(case, samples=(spoiled, spoiled)))


def test_the_clock_for_a_sample_runs_on_where_the_one_taken_may_be_followed_by_another() -> None:
    spoiled = SampleFacts(route=SampleRoute.ARREST, condition=SampleCondition.INSUFFICIENT, taken_at=NIGHT)
    charged = an_offence(charged_at=NIGHT)
    case = a_case(offences=(charged,), samples=(spoiled,))
    assert [legal_clock.state for legal_clock in legal_clocks(case)] == [ClockState.STOPPED]
    assert [legal_clock.state for legal_clock in legal_clocks(replace(case, max_samples=2))] == [ClockState.RUNNING]


def test_until_then_the_answer_says_why_a_spoiled_sample_is_the_only_one() -> None:
    findings = {finding.rule: finding.bearing for finding in _all_of(asked_again(EVE, switched_on()))}
    assert (findings["V-018"], findings["V-052"]) == (Bearing.STOPS, Bearing.NOTES)
    assert "V-052" not in {
        finding.rule for finding in _all_of(asked_again(EVE, packaged(), SampleCondition.SUFFICIENT))
    }


def test_until_its_regulations_are_entered_it_specifies_only_what_was_specified_before() -> None:
    law, named = switched_on(), switched_on(drugs="cannabis|ketamine")
    for code, drug in controlled_drugs(law=packaged()).items():
        assert is_specified(drug, FIRST_DAY, law) == is_specified(drug, EVE, law)
        added = code in ("cannabis", "ketamine")
        assert is_specified(drug, FIRST_DAY, named) == (added or is_specified(drug, EVE, law))
