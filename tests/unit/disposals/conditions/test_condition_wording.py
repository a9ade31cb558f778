"""What a condition may ask."""

from datetime import date

import pytest

from pathways.disposals.conditions.rules import (
    ConditionKind,
    Object,
    Planned,
    demand_in,
    latest_due,
    standard_due,
    vague_in,
)

HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
KIND = ConditionKind.DRUG_ASSESSMENT


def test_the_standard_wording_asks_only_to_attend_and_to_stay() -> None:
    assert KIND.wording("Lincoln Recovery Hub") == "Attend an assessment with Lincoln Recovery Hub and stay to the end"
    assert KIND.wording(None) == "Attend an assessment with the service that accepts the referral and stay to the end"


@pytest.mark.parametrize(
    ("wording", "words"),
    [
        ("Attend both sessions, stay to the end of each, and give a negative test.", "and give a negative test"),
        ("Provide a clean urine sample each week", "Provide a clean urine sample"),
        ("Attend and stay drug-free until March", "drug-free"),
        ("Stay clean for 16 weeks", "Stay clean"),
        ("Abstain from alcohol", "Abstain"),
        ("Show abstinence for a month", "abstinence"),
        ("Do not use any drugs", "not use any drugs"),
        ("Stop using cannabis", "Stop using cannabis"),
        ("Attend the clinic and take his methadone daily", "and take his methadone"),
        ("Take the prescribed medication", "Take the prescribed medication"),
        ("Test negative at the\nnext appointment", "Test negative"),
        ("Be drug tested on arrival", "Be drug tested"),
        ("REFRAIN FROM USING HEROIN", "REFRAIN FROM USING HEROIN"),
        ("Comply with a prescription", "Comply with a prescription"),
        ("Do not drink", "not drink"),
    ],
)
def test_wording_that_demands_abstinence_a_test_or_a_medicine_is_named_with_a_suggestion(
    wording: str, words: str
) -> None:
    demand = demand_in(wording, KIND, "Lincoln Recovery Hub")
    assert demand is not None
    assert demand.words == words
    assert demand.message.startswith(f"Remove ‘{words}’. A condition may require attendance")
    assert demand.suggestion == "Attend an assessment with Lincoln Recovery Hub and stay to the end"


@pytest.mark.parametrize("kind", ConditionKind)
def test_the_standard_wording_of_every_kind_demands_nothing_more(kind: ConditionKind) -> None:
    assert demand_in(kind.wording("Boston Recovery Hub"), kind) is None
    assert kind.object in Object


@pytest.mark.parametrize(
    "wording",
    [
        "Attend a drug awareness course and stay to the end",
        "Attend the alcohol session on 3 March",
        "Attend naloxone training and take a kit home if you want one",
        "Write a letter of apology to the shop",
        "Do not contact the shop at 3 High Street",
        "Attend an assessment of drug and alcohol use",
    ],
)
def test_wording_that_asks_to_attend_passes(wording: str) -> None:
    assert demand_in(wording, KIND) is None


def test_the_standard_date_is_four_weeks_on_and_the_latest_is_counted_from_the_day_of_the_caution() -> None:
    assert standard_due(date(2026, 11, 25), HOLIDAYS) == date(2026, 12, 23)
    assert latest_due(date(2026, 11, 25), 16) == date(2027, 3, 17)


def test_the_standard_date_is_a_working_day_and_never_boxing_day() -> None:
    assert standard_due(date(2026, 11, 28), HOLIDAYS) == date(2026, 12, 29)
    assert standard_due(date(2026, 10, 31), HOLIDAYS) == date(2026, 11, 30)


def test_the_standard_date_keeps_the_margin_to_charge_where_that_leaves_a_working_day() -> None:
    assert standard_due(date(2026, 11, 28), HOLIDAYS, date(2026, 12, 28)) == date(2026, 12, 24)
    assert standard_due(date(2026, 11, 28), HOLIDAYS, date(2027, 3, 1)) == date(2026, 12, 29)
    assert standard_due(date(2026, 11, 28), HOLIDAYS, date(2026, 11, 28)) == date(2026, 12, 29)


def test_only_attendance_that_is_not_for_rehabilitation_counts_towards_the_20_hours() -> None:
    def counts(kind: ConditionKind) -> bool:
        return Planned(kind=kind, wording="x", due_on=date(2026, 12, 23)).counts_hours

    assert counts(ConditionKind.COMMUNITY_WORK)
    assert not counts(ConditionKind.STRUCTURED_TREATMENT_ENGAGEMENT)


def test_what_stands_at_a_service_is_told_from_what_the_police_check_themselves() -> None:
    assert KIND.is_at_a_service
    assert not ConditionKind.APOLOGY.is_at_a_service


@pytest.mark.parametrize(
    "wording",
    [
        "Attend the hub as soon as possible",
        "Attend regularly and stay to the end",
        "Try to attend the assessment",
        "Be of good behaviour for 16 weeks",
        "Attend appointments when asked",
    ],
)
def test_wording_that_nobody_can_be_held_to_is_named(wording):
    assert vague_in(wording) is not None


@pytest.mark.parametrize("kind", list(ConditionKind))
def test_the_standard_wording_of_every_kind_says_what_is_to_be_done(kind):
    assert vague_in(kind.wording("Lincoln Recovery Hub")) is None
