"""Every figure of every report equals a count apart over every row of the tables."""

from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from pathways.audit.models import SYSTEM
from pathways.reporting.models import PublishedFigures
from pathways.reporting.queries.counting import counts_of
from pathways.reporting.rules.conditions import Compliance
from pathways.reporting.rules.declined import Answered
from pathways.reporting.rules.editions import LENGTHS, Report
from pathways.reporting.rules.kept_figures import read_counts
from pathways.reporting.rules.mental_health import HelpAnswer
from pathways.reporting.rules.periods import of_months
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.recovery_units import APRIL
from pathways.store.base import db
from tests.figures import make_figures_after_the_quarter
from tests.integration.reporting import (
    by_hand,
    by_hand_fairness,
    by_hand_groups,
    by_hand_overview,
    by_hand_profile,
    by_hand_recovery,
    by_hand_services,
    by_hand_treatment,
)
from tests.integration.reporting.test_counted_stretches import a_small_county
from tests.integration.reporting.varied_county import a_varied_county
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


def as_of_fairness(of):
    lines = [(breakdown.value, outcome.value, line) for breakdown, lines in of.counts.lines.items() for outcome, line in lines.items()]  # fmt: skip
    beside = {"people": of.people, "pending": of.pending, "ended_otherwise": of.ended_otherwise}
    beside |= {"void": of.void, "without_verdict": of.without_verdict}
    cells = {
        name: {
            (breakdown, group, outcome): people
            for breakdown, outcome, line in lines
            for group, people in getattr(line, column).items()
            if people
        }
        for name, column in (("could", "eligible"), ("had", "had"))
    }
    return {"beside": {name: number for name, number in beside.items() if number}, **cells}


def as_of_services(of):
    services = {(each.name, each.provider): {name: getattr(each.tally, name) for name in by_hand_services.COUNTED} for each in of.services}  # fmt: skip
    return {"everybody": _cohort(of.everybody), "services": services}


def as_of_treatment(of):
    contacts, released = of.contacts, of.released
    seen = dict(zip(("by 7", "by 21", "by 42"), contacts.seen, strict=True))
    of_routes = {
        (route, name): getattr(back, column)
        for route, back in released.routes.items()
        for name, column in (("soon", "soon"), ("later", "later"), ("not back", "not_back"))
    }
    became = {("became", *words.split()): number for words, number in of.treated.became.items()}
    offered = {("offered", name): getattr(of.treated.offered, name) for name in ("missing", "left_out", "yes", "no")}
    counted = {
        "contacts": seen | {"left_out": contacts.left_out, "pending": contacts.pending, "died": contacts.died}
        | {"no": contacts.not_seen, "waits for an offer": contacts.waits_for_offer},
        "treated": offered | became,
        "released": of_routes | {"pending": released.pending, "died": released.died},
    }  # fmt: skip
    counted["recorded"] = {name: getattr(of.recorded, name) for name in by_hand_treatment.RECORDED}
    counted["declined"] = {each.value: of.declined.of(each) for each in Answered}
    return {part: _not_nought(counts) for part, counts in counted.items()}


def _not_nought(counts):
    return {name: number for name, number in counts.items() if number}


def the_treatment(*asked):
    return {part: _not_nought(counts) for part, counts in by_hand_treatment.the_treatment(*asked).items()}


def as_of_the_recovery(of):
    counts = dict(of.recovered.became) | dict(of.recovered.again)
    counts |= {"left out": of.recovered.left_out, "began": of.recovered.began}
    custody = ("soon", "later", "died", "pending", "left_out", "not_seen")
    counts |= {f"custody {name.replace('_', ' ')}": getattr(of.custody, name) for name in custody}
    counts |= {"supplied": of.supplied.people, "kits": of.supplied.kits}
    counts |= {f"asked {each.value}": of.mental_health.of(each) for each in HelpAnswer}
    counts |= {f"conditions {each.value}": of.conditions.of(each) for each in Compliance}
    counts |= {"offered": of.peers.people, "accepted": of.peers.accepted, "met": of.peers.met}
    return {name: people for name, people in counts.items() if people}


def as_of_groups(of):
    cells = {tuple((kind.value, group) for kind, group in each.which): (each.people, each.engaged) for each in of.cells}
    return {"everybody": _cohort(of.everybody), "cells": cells}


def as_of_the_profile(of):
    return {"tested": of.tested} | as_of_the_declared(of)


def as_of_the_declared(of):
    return {"areas": {area: {"people": each.people, **each.of} for area, each in of.areas.items()}}


APART = {
    Report.TESTING: (by_hand.the_return, as_of_the_return),
    Report.OVERVIEW: (by_hand_overview.the_overview, as_of_the_overview),
    Report.ARC: (by_hand.the_arc, as_of_the_arc),
    Report.FAIRNESS: (by_hand_fairness.the_fairness, as_of_fairness),
    Report.SERVICES: (by_hand_services.the_services, as_of_services),
    Report.TREATMENT: (the_treatment, as_of_treatment),
    Report.RECOVERY: (by_hand_recovery.the_recovery, as_of_the_recovery),
    Report.GROUPS: (by_hand_groups.the_groups, as_of_groups),
    Report.PROFILE: (by_hand_profile.the_found, as_of_the_profile),
    Report.DECLARED: (by_hand_profile.the_declared, as_of_the_declared),
}


def difference(dump, report, of_product, period):
    """What the product counted and what was counted apart, where they differ."""
    count, as_counted = APART[report]
    theirs, ours = as_counted(of_product), count(dump, period.from_on, period.to_on, period.as_at)
    if report in (Report.ARC, Report.RECOVERY):
        ours = _not_nought(ours)
    return {
        name: (theirs.get(name), ours.get(name))
        for name in theirs.keys() | ours.keys()
        if theirs.get(name) != ours.get(name)
    }


def differences():
    """By edition, where they differ; and how many were compared."""
    dump, compared, differing = by_hand.Event(by_hand.the_rows()), 0, {}
    for made in db.session.scalars(select(PublishedFigures).where(PublishedFigures.report.in_(APART))):
        of_product, _ = read_counts(made.report, made.content)
        compared += 1
        if differ := difference(dump, made.report, of_product, made):
            differing[made.report.value, made.from_on, made.to_on] = differ
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


def asked(years, days_waited):
    """Each report with its years and quarters, as known so many days later: while some are pending, and when nobody is.

    Recovery knows the years of public money and no others: of each course of treatment it keeps in which it lay.
    """
    for first in (date(2024, 1, 1), date(2024, 4, 1), date(2024, 10, 1), date(2025, 10, 1), date(2025, 4, 1))[-years:]:
        for report, waited in product(APART, days_waited):
            if report is Report.RECOVERY and first.month != APRIL:
                continue
            for days in (of_months(first, months) for months in LENGTHS[report] if months):
                yield report, Period(from_on=days.from_on, to_on=days.to_on, as_at=days.to_on + timedelta(days=waited))


@pytest.mark.database
@pytest.mark.rounds
@pytest.mark.parametrize("seed", range(rounds(1, 5)))
def test_every_figure_of_a_varied_county_is_that_of_a_count_apart(built_once, app, seed):
    """Every step of a disposal, every way on from a service, every end of treatment and of custody among them; also of
    a year that is not over."""
    built_once(f"varied_county_{seed}", lambda: a_varied_county(seed))
    dump, differing, compared = by_hand.Event(by_hand.the_rows()), {}, 0
    for report, period in asked(rounds(1, 5), rounds((91,), (0, 91, 400))):
        of_product = counts_of(SYSTEM, report, period)
        compared += 1
        if differ := difference(dump, report, of_product, period):
            differing[report.value, period.from_on, period.to_on, period.as_at] = differ
    assert differing == {}
    assert compared >= 9
