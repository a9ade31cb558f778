"""Whether what a disposal out of court asks was done within 182 days, by what an officer decided of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK, State
from pathways.law.rules.disposal_terms import Kind
from pathways.reporting.rules.conditions import Compliance, ConditionsCounts, ConditionsUnit, conditions_counts
from pathways.reporting.rules.fairness_courses import Decision, Moved
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.recovery import RecoveryCounts, published_of
from pathways.reporting.rules.recovery_words import recovery_of
from pathways.reporting.rules.standings import alike
from pathways.small_numbers.beside import hidden_alone
from tests.unit.reporting.days_of_units import assert_nothing_changes_but_on_its_days

DAY = timedelta(days=1)
GIVEN = date(2025, 9, 1)
PERIOD = Period(from_on=date(2025, 4, 1), to_on=date(2026, 3, 31), as_at=date(2026, 9, 30))
S = State


def unit(*steps, kind=Kind.CC, person=1, number=1, given=GIVEN):
    """A disposal by its steps: each the state it came into, so many days after it was given, and the event."""
    moved, before = [], S.AUTHORISED
    for to, days, *event in steps:
        moved.append(Moved(event=event[0] if event else "step", before=before, to=to, on=given + days * DAY))
        before = to
    decision = Decision(episode_id=number, recorded_on=given, kind=kind, steps=tuple(moved), groups={})
    return ConditionsUnit(person_id=person, record_id=person, number=number, decision=decision)


def compliance(of, as_at=PERIOD.as_at):
    standing = of.on(as_at)
    return standing and (standing.counts_on, Compliance(standing.state.compliance))


SIGNED, AGREED, DEFERRED = (S.ACTIVE, 0), (S.AGREED, 0), (S.DEFERRED, 0)


@pytest.mark.parametrize(
    ("kind", "steps", "expected"),
    [
        (Kind.CC, [SIGNED, (S.COMPLETED, 182)], Compliance.DONE),
        (Kind.CC, [SIGNED, (S.COMPLETED, 183)], Compliance.OPEN),
        (Kind.CC, [SIGNED, (S.BREACH_REVIEW, 60)], Compliance.OPEN),
        (Kind.CC, [SIGNED, (S.BREACH_REVIEW, 60), (S.COMPLETED_IN_PART, 70)], Compliance.NOT_DONE),
        (
            Kind.CC,
            [SIGNED, (S.BREACH_REVIEW, 60), (S.PROSECUTION_PENDING, 61), (S.PROSECUTED, 90)],
            Compliance.NOT_DONE,
        ),
        (Kind.CC, [SIGNED, (S.BREACH_REVIEW, 60), (S.EXCUSED_CLOSED, 70)], Compliance.OTHERWISE),
        (Kind.CC, [SIGNED, (S.CLOSED_DIED, 30)], Compliance.DIED),
        (Kind.CC, [SIGNED, (S.CLOSED_DIED, 30), (S.ACTIVE, 200, DEATH_TAKEN_BACK)], Compliance.OPEN),
        (Kind.CC, [SIGNED, (S.COMPLETED, 30), (S.VOID, 300)], Compliance.LEFT_OUT),
        (Kind.CR, [AGREED, (S.COMPLETED, 30)], Compliance.DONE),
        (Kind.CR, [AGREED, (S.NON_ENGAGED, 30), (S.REVIEWED, 40)], Compliance.NOT_DONE),
        (Kind.CR, [AGREED, (S.REVIEWED, 40)], Compliance.OTHERWISE),
        (
            Kind.O22,
            [DEFERRED, (S.REVIEW_DUE, 40), (S.COMPLETED_AWAITING_REVIEW, 50), (S.CLOSED_22, 60)],
            Compliance.DONE,
        ),
        (Kind.O22, [DEFERRED, (S.REDECIDE, 40, "withdraw_agreement")], Compliance.OTHERWISE),
        (Kind.O22, [DEFERRED, (S.REVIEW_DUE, 40), (S.REDECIDE, 41, "not_completed")], Compliance.NOT_DONE),
    ],
)
def test_a_report_decides_nothing_and_what_an_officer_decided_by_day_182_counts(kind, steps, expected):
    assert compliance(unit(*steps, kind=kind)) == (GIVEN, expected)


def test_it_counts_from_the_day_it_took_effect_and_before_182_days_are_over_everybody_is_pending():
    done = unit((S.AUTHORISED, -3), SIGNED, (S.COMPLETED, 20))
    assert compliance(done, GIVEN - DAY) is None
    assert compliance(done, GIVEN + 181 * DAY) == (GIVEN, Compliance.PENDING)
    assert compliance(done, GIVEN + 182 * DAY) == (GIVEN, Compliance.DONE)
    anew = unit(SIGNED, (S.VOID, 10), (S.REDECIDE, 10), (S.ACTIVE, 20), (S.COMPLETED, 30))
    assert compliance(anew) == (GIVEN + 20 * DAY, Compliance.DONE)
    assert compliance(anew, GIVEN + 15 * DAY) is None


@pytest.mark.parametrize("last", [(S.COMPLETED, 40), (S.VOID, 250), (S.CLOSED_DIED, 90)])
def test_nothing_changes_on_a_day_that_a_disposal_does_not_name(last):
    assert_nothing_changes_but_on_its_days(unit(SIGNED, last), until=GIVEN + 300 * DAY)


def test_each_person_once_by_the_first_of_the_year_that_counts():
    units = [
        unit(SIGNED, (S.VOID, 5), person=1, number=1),
        unit(SIGNED, (S.COMPLETED, 5), person=1, number=2, given=GIVEN + DAY),
        unit(SIGNED, person=1, number=3, given=GIVEN + 9 * DAY),
        unit(SIGNED, (S.VOID, 5), person=2, number=4),
        unit(SIGNED, person=3, number=5, given=PERIOD.to_on + DAY),
        unit(SIGNED, person=4, number=6),
    ]
    assert conditions_counts(alike(units, PERIOD)) == ConditionsCounts(done=1, open=1, left_out=1)


MANY = ConditionsCounts(done=40, not_done=8, open=5, otherwise=7, died=0, left_out=0)


def section(of):
    counts = RecoveryCounts(conditions=of)
    return recovery_of(counts, hidden_alone("recovery", published_of(counts)).hidden, PERIOD).sections[-1]


def test_done_and_not_done_are_of_everybody_who_signed_or_agreed():
    of = section(MANY)
    assert of.sentence == (
        "Did within 182 days what their caution, resolution or Outcome 22 asked of them: 40 of 60 who signed or agreed, "
        "66.7% (95% interval 54.1 to 77.3). An officer decided that they did not: 8 of 60, 13.3% (95% interval 6.9 to 24.2)."
    )
    assert [each.cells for each in of.classes][:5] == [
        ("Done, as an officer decided", "40"),
        ("Not done, as an officer decided", "8"),
        ("Still open on day 182", "5"),
        ("Ended otherwise: excused, withdrawn, replaced, or with another force", "7"),
        ("All of these", "60"),
    ]
    assert of.cannot


def test_the_few_who_did_not_are_hidden_with_what_would_give_them_away():
    of = section(replace(MANY, not_done=2, open=0, otherwise=0))
    assert of.rates[0].cells[1:] == ("*", "42", "*", "*")
    assert "did not: not shown" in of.sentence
    assert "too few" in section(ConditionsCounts(done=9)).sentence
    assert "Nobody signed or agreed" in section(ConditionsCounts()).sentence
