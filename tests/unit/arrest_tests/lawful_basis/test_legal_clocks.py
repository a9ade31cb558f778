"""The legal clocks at their edges, and over the two nights on which the clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pathways.arrest_tests.lawful_basis.rules.basis import (
    ClockKind,
    ClockState,
    hold_breach,
    legal_clocks,
    may_a_sample_be_requested,
)
from pathways.arrest_tests.lawful_basis.rules.facts import CaseFacts, OffenceFacts
from pathways.dates import LONDON
from pathways.law.rules.findings import stops
from pathways.law.rules.tables import packaged
from pathways.people.leaving_custody.rules import NO_HOLD, NO_HOLD_SOURCE
from pathways.people.rules import ReleaseType

ARRIVED = datetime(2026, 11, 25, 1, 22, tzinfo=UTC)
SECOND = timedelta(seconds=1)
THEFT = OffenceFacts(law=packaged(), key="1", code="TA68-1", arrested_at=ARRIVED)
HELD = CaseFacts(
    request_at=ARRIVED,
    born_on=date(1991, 6, 9),
    in_police_detention=True,
    offences=(THEFT,),
    relevant_time=ARRIVED,
    release_decision=ReleaseType.ON_BAIL,
    held_only_for_sample=True,
)


def at(case: CaseFacts, moment: datetime) -> CaseFacts:
    return replace(case, request_at=moment)


@pytest.mark.parametrize(
    ("arrived", "ends"),
    [
        # Spring: the night has 23 hours on the wall. Autumn: 25.
        (datetime(2026, 3, 28, 20, 0, tzinfo=LONDON), datetime(2026, 3, 29, 21, 0, tzinfo=LONDON)),
        (datetime(2026, 10, 24, 20, 0, tzinfo=LONDON), datetime(2026, 10, 25, 19, 0, tzinfo=LONDON)),
    ],
)
def test_24_hours_are_elapsed_hours_on_both_nights_of_the_year(arrived: datetime, ends: datetime) -> None:
    start = arrived.astimezone(UTC)
    (clock,) = legal_clocks(at(replace(HELD, relevant_time=start, offences=()), start))
    assert (clock.kind, clock.at) == (ClockKind.BEFORE_BAIL, ends.astimezone(UTC))


def test_a_sample_may_still_be_taken_in_the_last_moment_and_not_after() -> None:
    ends = ARRIVED + timedelta(hours=24)
    assert hold_breach(at(HELD, ends)) is None
    assert hold_breach(at(HELD, ends + SECOND)) == ("V-019", ends)


def test_six_hours_run_from_the_earliest_charge_that_stands() -> None:
    charged = replace(THEFT, charged_at=ARRIVED + timedelta(hours=1))
    later = replace(THEFT, key="2", charged_at=ARRIVED + timedelta(hours=3))
    case = replace(HELD, offences=(later, charged))
    ends = ARRIVED + timedelta(hours=7)
    assert hold_breach(at(case, ends)) is None
    assert hold_breach(at(case, ends + SECOND)) == ("V-020", ends)


@pytest.mark.parametrize("how", [ReleaseType.WITHOUT_BAIL, ReleaseType.OUT_OF_COURT, ReleaseType.NO_FURTHER_ACTION])
def test_without_bail_nobody_is_kept_for_a_sample_and_page_and_rule_say_it_alike(how: ReleaseType) -> None:
    case = replace(HELD, release_decision=how)
    assert hold_breach(case) == ("V-019a", None)
    rule = stops("V-019a")
    assert (rule.message, rule.source) == (NO_HOLD, NO_HOLD_SOURCE)
    assert hold_breach(replace(case, held_only_for_sample=False)) is None


def test_held_for_another_reason_too_no_clock_of_24_hours_runs() -> None:
    assert legal_clocks(replace(HELD, held_only_for_sample=False)) == ()
    assert legal_clocks(replace(HELD, release_decision=None, held_only_for_sample=False)) == ()


def test_outside_detention_there_are_no_clocks() -> None:
    assert legal_clocks(replace(HELD, in_police_detention=False)) == ()


def test_a_time_that_passed_closes_both_routes_and_says_when() -> None:
    answer = may_a_sample_be_requested(at(HELD, ARRIVED + timedelta(hours=25)))
    assert {route.tag.value for route in answer.routes} == {"closed"}
    assert (
        "(01:22, 26 November 2026)" in next(finding for finding in answer.on_either if finding.rule == "V-019").message
    )
    assert legal_clocks(at(HELD, ARRIVED + timedelta(hours=25)))[0].state is ClockState.PASSED


def test_an_interpreter_who_is_not_here_is_a_warning_and_stops_nothing() -> None:
    case = replace(HELD, held_only_for_sample=False, needs_interpreter=True, interpreter_language="Polish")
    warned = may_a_sample_be_requested(case).arrest
    assert "INTERPRETER" in warned.warnings
    assert "INTERPRETER" not in warned.blocks
    assert "INTERPRETER" not in may_a_sample_be_requested(replace(case, interpreter_present=True)).arrest.warnings
