"""Counts of every report that a strategy's measures are taken from, of people who are made up: a year of a county."""

from datetime import date
from random import Random

from pathways.reporting.rules import (
    arc,
    fairness_figures,
    overview_counts,
    profile,
    recovery,
    testing,
    treatment,
)
from pathways.reporting.rules.arc import arc_counts
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.fairness import PeopleCounted
from pathways.reporting.rules.fairness_figures import fairness_counts
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.profile import found_counts
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.testing import return_counts
from tests.unit.reporting import test_recovery_attacked, test_treatment_attacked
from tests.unit.reporting.cohorts import PERIOD as ARC_YEARS
from tests.unit.reporting.cohorts import published as arc_people
from tests.unit.reporting.fair_cases import GROUPS
from tests.unit.reporting.fair_cases import a_county as decisions
from tests.unit.reporting.made_up_returns import FORCES, on_return, with_areas
from tests.unit.reporting.made_up_units import units_of

THE_YEAR = of_months(date(2025, 4, 1), YEAR)
SUMMER, AUTUMN = date(2026, 6, 30), date(2026, 9, 30)
OF_EACH = {
    Report.TESTING: (THE_YEAR, AUTUMN),
    Report.OVERVIEW: (THE_YEAR, AUTUMN),
    Report.ARC: (of_months(date(2025, 1, 1), YEAR), SUMMER),
    Report.FAIRNESS: (of_months(date(2024, 10, 1), YEAR), date(2025, 9, 30)),
    Report.TREATMENT: (THE_YEAR, SUMMER),
    Report.RECOVERY: (THE_YEAR, AUTUMN),
    Report.PROFILE: (THE_YEAR, AUTUMN),
}
"""The year of each report and the day as known on which its figures of it are made, of a page of that year."""
PUBLISHED_OF = {
    Report.TESTING: testing.published_of,
    Report.OVERVIEW: overview_counts.published_of,
    Report.ARC: arc.published_of,
    Report.FAIRNESS: fairness_figures.published_of,
    Report.TREATMENT: treatment.published_of,
    Report.RECOVERY: recovery.published_of,
    Report.PROFILE: profile.published_of,
}


def counts_of_each(seed=12, people=400):
    """The counts of each report, of people who are made up."""
    units = units_of(seed, people, THE_YEAR.from_on, THE_YEAR.to_on)
    tests, period = on_return(units, seed), period_of(THE_YEAR, AUTUMN)
    return {
        Report.TESTING: return_counts(alike(tests, period), THE_YEAR, FORCES),
        Report.OVERVIEW: units.counts(period),
        Report.ARC: arc_counts(alike(arc_people(), ARC_YEARS)),
        Report.FAIRNESS: fairness_counts(PeopleCounted(people=tuple(decisions(seed))), GROUPS),
        Report.TREATMENT: test_treatment_attacked.a_county(Random(seed), people),
        Report.RECOVERY: test_recovery_attacked.a_year(Random(seed), people),
        Report.PROFILE: found_counts(alike(with_areas(units, tests), period)),
    }
