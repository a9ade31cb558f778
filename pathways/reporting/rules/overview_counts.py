"""What the overview counts, and how its figures add up: two sentences, two funnels of people, and the areas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pathways.reporting.rules.funnels import (
    BY_ANY_ROUTE,
    ON_ARREST,
    Funnel,
    FunnelStage,
    falling_with,
    figure_name,
    funnel,
    parts_between,
    parts_of,
)
from pathways.reporting.rules.journeys import ENGAGED, STARTED
from pathways.reporting.rules.metrics import Cohort, cohort_of, cohorts_by_area
from pathways.reporting.rules.progress import Shown, parts_before_time, parts_of_areas, parts_of_sentence
from pathways.reporting.rules.standings import PeopleAlike
from pathways.small_numbers.published import Figure, Published, together

WITHOUT_RESULT, ON_HOLD = "without result", "on hold"
"""Requests that are in no stage."""
TESTED: Final = figure_name(0, "people", 0)
REFERRED: Final = figure_name(1, "people", 0)
POSITIVE: Final = figure_name(0, "people", 1)
SEEN: Final = figure_name(1, "people", 2)


@dataclass(frozen=True, kw_only=True)
class OverviewCounts:
    """The counts of a period. `areas` are the people first referred, by the code of the area they live in, of a year.

    `includes_who_was_tested`: every referral after a test of the period is in the second funnel too, as where the
    period ends on the day as known on which it is counted.
    """

    on_arrest: Funnel
    by_any_route: Funnel
    started: Cohort
    engaged: Cohort
    areas: Mapping[str, Cohort]
    without_result: int = 0
    on_hold: int = 0
    includes_who_was_tested: bool = False


def overview_counts(
    tested: Iterable[PeopleAlike],
    referred: Iterable[PeopleAlike],
    *,
    positive: Iterable[PeopleAlike] = (),
    first_referred: Iterable[PeopleAlike] = (),
    without_result: int = 0,
    on_hold: int = 0,
    by_area: bool = True,
    includes_who_was_tested: bool = False,
) -> OverviewCounts:
    """Count the people of a period, each kind by its own rule.

    Not `by_area` where it is short: of a quarter areas have too few people to compare, and each figure of theirs would
    take one of the year's.
    """
    first_referred = tuple(first_referred)
    return OverviewCounts(
        on_arrest=funnel(tested, stages=ON_ARREST),
        by_any_route=funnel(referred, stages=BY_ANY_ROUTE),
        started=cohort_of(positive),
        engaged=cohort_of(first_referred),
        areas=cohorts_by_area(first_referred) if by_area else {},
        without_result=without_result,
        on_hold=on_hold,
        includes_who_was_tested=includes_who_was_tested,
    )


def published_of(counts: OverviewCounts) -> Published:
    """Every figure of the page, printed or worked out, and how they add up: each can be taken from another."""
    on_arrest, by_any_route = counts.on_arrest, counts.by_any_route
    parts = [parts_of(on_arrest, 0), parts_of(by_any_route, 1)]
    if counts.includes_who_was_tested:
        parts.append(parts_between(on_arrest, by_any_route))
    of_tests = parts_of_sentence(
        counts.started,
        STARTED,
        _people(0, on_arrest, FunnelStage.POSITIVE),
        [_people(0, on_arrest, stage) for stage in (FunnelStage.ATTENDED, FunnelStage.ENGAGED)],
        [(figure_name(0, "pending", step), row.pending) for step, row in enumerate(on_arrest.rows) if step > 1],
    )
    referred = _people(1, by_any_route, FunnelStage.REFERRED)
    near = (_people(1, by_any_route, FunnelStage.ENGAGED),)
    of_referrals = [parts_of_sentence(counts.engaged, ENGAGED, referred, near)]
    if counts.areas:
        of_referrals.append(parts_of_areas(counts.areas, counts.engaged, referred))
        of_referrals.append(parts_before_time(counts.engaged, ENGAGED))
    parts.append((falling_with(TESTED, of_tests[0]), of_tests[1]))
    parts += [(falling_with(REFERRED, figures), sums) for figures, sums in of_referrals]
    figures, sums = together(parts)
    figures += [
        Figure(name=WITHOUT_RESULT, people=counts.without_result),
        Figure(name=ON_HOLD, people=counts.on_hold),
    ]
    return Published(figures=tuple(figures), sums=tuple(sums))


def _people(place: int, funnel: Funnel, stage: FunnelStage) -> Shown:
    """The figure of the people at a stage, by its name."""
    step = next(step for step, row in enumerate(funnel.rows) if row.stage is stage)
    return figure_name(place, "people", step), funnel.rows[step].people
