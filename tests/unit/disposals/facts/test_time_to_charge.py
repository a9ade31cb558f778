"""Until when a summary offence may be charged: six months, and for some offences longer, each by its own Act."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.disposals.facts.rules.case import OffenceFact, last_day_to_charge
from pathways.disposals.facts.rules.time_limits import Begins, limits, questions_of_time, why_no_last_day
from tests.unit.disposals.plain_case import CASE, TODAY, facts

OFFENCE_ON, EVIDENCE_ON = date(2026, 1, 10), date(2026, 10, 1)
SIX_MONTHS = date(2026, 7, 10)
MOTOR = {"vehicle": "motor", "prosecutor_evidence": "yes"}
EVIDENCE = {"prosecutor_evidence": "yes"}
DOMESTIC = {"abuse_or_hate": "domestic_abuse", "intimate_partner": "yes", "victim_statement": "yes"}
FROM_EVIDENCE = {"TA68-12": MOTOR, "CA03-127": EVIDENCE, "RTA88-103": EVIDENCE, "RTA88-143": EVIDENCE}


def of(code, **more):
    return replace(CASE, offences=(OffenceFact(code=code),), **({"offence_on": OFFENCE_ON} | more))


def last_day(case, answers=None):
    return last_day_to_charge(case, facts(answers or {}, case=case), TODAY)


VEHICLE = of("TA68-12")


@pytest.mark.parametrize(
    ("code", "until", "at_most"),
    [
        ("TA68-12", date(2027, 3, 31), date(2026, 11, 30)),  # the period begins with the day: it counts
        ("CA03-127", date(2027, 3, 31), date(2026, 11, 30)),
        ("RTA88-103", date(2027, 4, 1), date(2026, 12, 1)),  # from the day: it does not
        ("RTA88-143", date(2027, 4, 1), date(2026, 12, 1)),
    ],
)
def test_six_months_run_from_the_day_a_prosecutor_had_enough_evidence_and_three_years_from_the_offence_at_most(
    code, until, at_most
):
    answers = FROM_EVIDENCE[code]
    assert last_day(of(code, prosecutor_evidence_on=EVIDENCE_ON), answers) == until
    long_ago = of(code, offence_on=date(2023, 12, 1), prosecutor_evidence_on=EVIDENCE_ON)
    assert last_day(long_ago, answers) == at_most


@pytest.mark.parametrize(("code", "left"), [("TA68-12", date(2027, 5, 24)), ("RTA88-143", date(2027, 5, 25))])
def test_while_no_prosecutor_has_enough_evidence_six_months_from_today_are_left(code, left):
    assert last_day(of(code), FROM_EVIDENCE[code] | {"prosecutor_evidence": "no"}) == left


@pytest.mark.parametrize("code", FROM_EVIDENCE)
def test_whether_time_is_left_is_not_known_while_nobody_says_since_when_there_is_evidence(code):
    asked = FROM_EVIDENCE[code]
    without = {name: answer for name, answer in asked.items() if name != "prosecutor_evidence"}
    for answers in ({}, without, asked, asked | {"prosecutor_evidence": "not_known"}):
        assert last_day(of(code), answers) is None


def test_of_a_vehicle_it_is_not_known_while_nobody_says_what_was_taken():
    case = of("TA68-12", prosecutor_evidence_on=EVIDENCE_ON)
    assert last_day(case, {"vehicle": "not_known", "prosecutor_evidence": "yes"}) is None


@pytest.mark.parametrize("taken", ["cycle", "other"])
def test_a_pedal_cycle_or_a_boat_keeps_the_six_months_from_the_offence(taken):
    assert last_day(VEHICLE, {"vehicle": taken}) == SIX_MONTHS


def test_beside_another_summary_offence_the_earlier_limit_counts():
    for answers in (MOTOR, {}):
        case = replace(
            of("TA68-12", prosecutor_evidence_on=EVIDENCE_ON),
            offences=(OffenceFact(code="TA68-12"), OffenceFact(code="VA1824-3")),
        )
        assert last_day(case, answers) == SIX_MONTHS


def test_of_two_offences_with_limits_of_their_own_the_earlier_counts_and_one_not_known_leaves_both_so():
    two = replace(
        of("RTA88-143", prosecutor_evidence_on=EVIDENCE_ON),
        offences=(OffenceFact(code="RTA88-143"), OffenceFact(code="TA68-12")),
    )
    assert last_day(two, MOTOR) == date(2027, 3, 31)
    assert last_day(two, EVIDENCE) is None


class TestDomesticAssault:
    """CJA 1988 s39A: from the first statement or recorded interview that the victim gave, not from the report."""

    def test_six_months_run_from_the_statement_and_two_years_from_the_offence_at_most(self):
        assert last_day(of("CJA88-39", victim_statement_on=EVIDENCE_ON), DOMESTIC) == date(2027, 4, 1)
        long_ago = of("CJA88-39", offence_on=date(2024, 12, 1), victim_statement_on=EVIDENCE_ON)
        assert last_day(long_ago, DOMESTIC) == date(2026, 12, 1)

    def test_while_the_victim_gave_none_the_six_months_from_the_offence_stand(self):
        assert last_day(of("CJA88-39"), DOMESTIC | {"victim_statement": "no"}) == SIX_MONTHS

    def test_an_assault_that_is_no_domestic_abuse_keeps_the_six_months_from_the_offence(self):
        assert last_day(of("CJA88-39"), {"abuse_or_hate": "neither"}) == SIX_MONTHS

    def test_it_is_not_known_while_nobody_says_whether_it_is_domestic_abuse_or_a_statement_was_given(self):
        for answers in ({"abuse_or_hate": "not_known"}, DOMESTIC, DOMESTIC | {"victim_statement": "not_known"}):
            assert last_day(of("CJA88-39"), answers) is None


def test_the_sheet_asks_only_what_an_offence_of_the_case_needs_for_its_time():
    assert questions_of_time(("TA68-1",)) == frozenset()
    assert questions_of_time(("TA68-12", "TA68-1")) == {"vehicle", "prosecutor_evidence"}
    assert questions_of_time(("CA03-127",)) == {"prosecutor_evidence"}
    assert questions_of_time(("CJA88-39",)) == {"victim_statement"}


def test_each_limit_names_its_source_and_how_far_it_was_read():
    assert {each.code for each in limits().values()} == {*FROM_EVIDENCE, "CJA88-39"}
    for each in limits().values():
        assert each.source
        assert each.mark
        assert each.most_months in ((24,) if each.begins is Begins.STATEMENT else (36,))


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (of("TA68-1"), "None: an offence here can be tried by the Crown Court"),
        (of("TA68-8"), "None: an offence here can be tried by the Crown Court"),
        (of("RTA88-143", offence_on=None), "Not known: the day of the offence. Only a magistrates’ court can try"),
        (of("TA68-12"), "Not known: since when the time runs. Only a magistrates’ court can try"),
        (of("OTHER"), "Not known: how the offence is tried. Ask the prosecutor which courts can try it"),
        (replace(CASE, offences=()), "Not known: no offence is recorded"),
    ],
)
def test_where_no_last_day_is_known_it_is_said_why_or_which_fact_is_missing_and_whom_to_ask(case, words):
    assert why_no_last_day(facts(case=case), case.offence_on).startswith(words)
