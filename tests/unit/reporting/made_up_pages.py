"""The pages of a made-up county: every report that counts the same people, made one after the other."""

from datetime import date
from random import Random

from pathways.reporting.rules import by_service, groups, overview_counts, profile, recovery, testing, treatment
from pathways.reporting.rules.editions import Report, due_at, links_among, read_beside
from pathways.reporting.rules.groups import group_counts
from pathways.reporting.rules.periods import QUARTER, of_months, period_of
from pathways.reporting.rules.profile import found_counts
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.testing import return_counts
from pathways.small_numbers.beside import Table
from pathways.small_numbers.own_figures import hidden_from_each
from tests.rounds import rounds
from tests.unit.reporting.made_up_groups import with_groups
from tests.unit.reporting.made_up_recovery import with_journeys
from tests.unit.reporting.made_up_returns import FORCES, on_return, with_areas
from tests.unit.reporting.made_up_services import counts_of, county_of

SINCE = date(2025, 4, 1)
ENDS = tuple(of_months(date(2026, 1, 1), QUARTER * number).to_on for number in range(1, 4))
REPORTS = (
    Report.TESTING, Report.OVERVIEW, Report.SERVICES, Report.TREATMENT, Report.RECOVERY, Report.GROUPS,
    *rounds((), (Report.PROFILE,)),
)  # fmt: skip
"""In the suite the drug profile is laid beside the return alone (`test_profile_attacked`)."""


def made(people, seed, ends=ENDS, since=SINCE):
    """The pages of a made-up county, quarter by quarter as they are made: each beside those before it."""
    units, served = county_of(seed, people, since, ends[-1])
    tests, grouped = on_return(units, seed), with_groups(units, seed)
    tests_by_area, journeys = with_areas(units, tests), with_journeys(units, Random(f"journeys {seed}"))
    tables = {}
    for end in ends:
        for edition in due_at(end, since, is_first=end == ends[0]):
            if edition.report not in REPORTS:
                continue
            period = period_of(edition.days, edition.as_at)
            match edition.report:
                case Report.TESTING:
                    published = testing.published_of(return_counts(alike(tests, period), edition.days, FORCES))
                case Report.OVERVIEW:
                    published = overview_counts.published_of(units.counts(period))
                case Report.SERVICES:
                    published = by_service.published_of(counts_of(served, period))
                case Report.GROUPS:
                    published = groups.published_of(group_counts(alike(grouped, period)))
                case Report.PROFILE:
                    published = profile.published_of(found_counts(alike(tests_by_area, period)))
                case Report.TREATMENT:
                    published = treatment.published_of(journeys.of_treatment(period))
                case Report.RECOVERY:
                    published = recovery.published_of(journeys.of_recovery(period))
            beside = read_beside(edition, tables)
            table = Table(name=edition.name, published=published)
            tables[edition] = hidden_from_each(
                table, [tables[each] for each in beside], links_among([edition, *beside])
            )
    return tables
