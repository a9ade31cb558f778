"""Every figure of the return, the overview and the ARC report equals a count apart over every row of the tables."""

import pytest
from sqlalchemy import select

from pathways.reporting.models import PublishedFigures
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.kept_figures import read_counts
from pathways.store.base import db
from tests.figures import make_figures_after_the_quarter
from tests.integration.reporting import by_hand, by_hand_overview
from tests.integration.reporting.test_counted_stretches import a_small_county
from tests.rounds import rounds


def as_of_the_return(of):
    cells = {cell.name: (cell.tests, cell.people, cell.positive, cell.people_positive) for cell in of.cells}
    return {"cells": cells, "lines": {line.name: line.count for line in of.lines}}


def as_of_the_overview(of):
    return {
        "on_arrest": _funnel(of.on_arrest),
        "by_any_route": _funnel(of.by_any_route),
        "started": _cohort(of.started),
        "engaged": _cohort(of.engaged),
        "areas": {area: _cohort(cohort) for area, cohort in of.areas.items()},
        "on_hold": of.on_hold,
        "without_result": of.without_result,
    }


def _funnel(of):
    beside = (
        "journeys", "left_out", "out_of_order", "overturned", "unconfirmed", "overturned_people", "unconfirmed_people",
    )  # fmt: skip
    rows = {name: [getattr(row, name) for row in of.rows] for name in ("people", "pending")}
    return rows | {name: getattr(of, name) for name in beside}


def _cohort(of):
    classes = {name: getattr(of.tally, name) for name in ("left_out", "pending", "yes", "died", "no")}
    assert of.tally.missing == 0
    return classes | {"happened": of.so_far, "may": of.may_still}


def as_of_the_arc(of):
    outcome = of.outcome
    counts = {line.value: people for line, people in of.lines.items()}
    counts |= {name: getattr(of, name) for name in ("assessed", "multiple", "single", "none", "unnamed", "merged")}
    counts |= {"earlier_marks": of.earlier_marks, "engaged": outcome.yes, "died": outcome.died}
    counts |= {"still open": outcome.pending, "did not engage": outcome.no}
    if of.engaged_of_users is not None:
        counts |= {"users engaged": of.engaged_of_users.count, "users": of.engaged_of_users.of}
    return {name: people for name, people in counts.items() if people}


APART = {
    Report.TESTING: (by_hand.the_return, as_of_the_return),
    Report.OVERVIEW: (by_hand_overview.the_overview, as_of_the_overview),
    Report.ARC: (by_hand.the_arc, as_of_the_arc),
}


def differences():
    """By edition, what the product counted and what was counted apart, where they differ; and how many were compared."""
    dump, compared, differing = by_hand.Event(by_hand.the_rows()), 0, {}
    for made in db.session.scalars(select(PublishedFigures).where(PublishedFigures.report.in_(APART))):
        count, as_counted = APART[made.report]
        of_product, _ = read_counts(made.report, made.content)
        ours = count(dump, made.from_on, made.to_on, made.as_at)
        if made.report is Report.ARC:
            ours = {name: people for name, people in ours.items() if people}
        theirs, compared = as_counted(of_product), compared + 1
        if ours != theirs:
            differing[made.report.value, made.from_on, made.to_on] = {
                name: (theirs.get(name), ours.get(name))
                for name in theirs.keys() | ours.keys()
                if theirs.get(name) != ours.get(name)
            }
    return differing, compared


@pytest.mark.database
@pytest.mark.rounds
@pytest.mark.parametrize("seed", range(rounds(1, 5)))
def test_every_figure_of_a_small_county_is_that_of_a_count_apart(built_once, app, the_clock, seed):
    """Merged, dead, held, overturned and out of order among them."""
    built_once(f"small_county_{seed}", lambda: a_small_county(seed))
    make_figures_after_the_quarter(the_clock)
    differing, compared = differences()
    assert differing == {}
    assert compared > 20


@pytest.mark.database
@pytest.mark.rounds
def test_every_figure_of_the_made_up_county_is_that_of_a_count_apart(made_up_county, the_clock):
    make_figures_after_the_quarter(the_clock)
    differing, compared = differences()
    assert differing == {}
    assert compared > 20
