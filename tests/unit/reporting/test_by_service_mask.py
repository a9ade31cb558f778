"""Nobody who knows the figures of one provider works out a few people of another, whatever else they have."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from pathways.reporting.rules import by_service, overview_counts
from pathways.reporting.rules.by_service import (
    ALL,
    COLUMNS,
    PRINTED,
    CountedService,
    ServiceCounts,
    Tally,
    counts_in,
    figure_of,
    rest_of,
)
from pathways.reporting.rules.by_service_words import (
    services_view,
)
from pathways.reporting.rules.editions import Edition, Report, links_among, read_beside
from pathways.reporting.rules.metrics import Cohort
from pathways.reporting.rules.overview_counts import REFERRED
from pathways.reporting.rules.periods import YEAR, of_months, parts_of, period_of
from pathways.reporting.rules.proportions import ClassTally
from pathways.small_numbers.beside import Table
from pathways.small_numbers.own_figures import hidden_from_each, seen_by
from pathways.small_numbers.published import Figure, Published, Sum
from tests.rounds import rounds
from tests.unit.reporting.made_up_services import counts_of, county_of
from tests.unit.small_numbers.attacker import worked_out

DAYS = of_months(date(2025, 10, 1), YEAR)
AS_AT = date(2026, 12, 31)
SEPTEMBER, DECEMBER, MARCH = date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 31)


def due():
    """The overview of the year and its quarters, services a quarter later, and then the overview when all is over."""
    first = [Edition(Report.OVERVIEW, days, SEPTEMBER) for days in (*parts_of(DAYS), DAYS)]
    return [*first, Edition(Report.SERVICES, DAYS, DECEMBER), Edition(Report.OVERVIEW, DAYS, MARCH)]


@cache
def made(seed, people):
    units, units_served = county_of(seed, people, DAYS.from_on, SEPTEMBER)
    counts, tables = {}, {}
    for edition in due():
        period = period_of(edition.days, edition.as_at)
        is_services = edition.report is Report.SERVICES
        counts[edition] = counts_of(units_served, period) if is_services else units.counts(period)
        published = (by_service if is_services else overview_counts).published_of(counts[edition])
        beside = read_beside(edition, tables)
        table = Table(name=edition.name, published=published)
        links = links_among([edition, *beside])
        tables[edition] = hidden_from_each(table, [tables[each] for each in beside], links)
    return counts, tables


class Colleague:
    """Somebody of one provider who has every page that was made, and their own figures: here written anew.

    The rows and columns of services, that those of the services together are everybody and those who came to several,
    less those who came to none, and what each overview prints of everybody, who were fewer or more by some people.
    """

    ROWS = (
        ("people", ("accepted", "sent on", "neither")),
        ("people", ("engaged", "not engaged")),
        ("accepted", ("engaged", "accepted, not engaged")),
    )
    OF_AREAS = (("people", "out of of all areas"), ("engaged", "engaged of all areas"))

    def __init__(self, counts, tables, provider):
        self.figures, self.sums, self.hidden = {}, [], set()
        (year,) = (each for each in tables if each.report is Report.SERVICES)
        self.counts, self.table = counts[year], tables[year]
        self._read([each for each in self.counts.services if each.provider_id == provider], rest_of(provider))
        self._read_everybody()
        for edition, table in tables.items():
            if edition.report is Report.OVERVIEW and edition.days == DAYS:
                self._read_overview(str(edition.as_at), table)

    def _add(self, name, people, is_hidden=False, **more):
        self.figures.setdefault(name, Figure(name=name, people=people, **more))
        if is_hidden:
            self.hidden.add(name)
        return name

    def _read(self, own, rest):
        rows = {by_service.code_of(each): each.tally for each in self.counts.services}
        its_own = {by_service.code_of(each) for each in own}
        others = [code for code in rows if code not in its_own]
        together = sum((rows[code] for code in others), Tally())
        for code, tally in (*rows.items(), (ALL, self.counts.together), (rest, together)):
            for column, people in counts_in(tally).items():
                name, knows = figure_of(column, code), code in its_own
                star = self.table.published.by_name[name].star
                facts = {"printed": knows or column in PRINTED, "star": star, "of_people": not knows}
                self._add(name, people, not knows and name in self.table.hidden, **facts)
            for whole, parts in self.ROWS:
                self.sums.append(Sum(figure_of(whole, code), tuple(figure_of(part, code) for part in parts)))
        for column in COLUMNS:
            for whole, parts in ((ALL, rows), (rest, others)):
                self.sums.append(Sum(figure_of(column, whole), tuple(figure_of(column, part) for part in parts)))

    def _read_everybody(self):
        tally = self.counts.everybody.tally
        everybody = {"people": tally.yes + tally.no, "engaged": tally.yes, "died": tally.died}
        for column, people in everybody.items():
            self._add(f"{column} of everybody", people, printed=False)
        self._add("referred", self.counts.everybody.people, REFERRED in self.table.hidden)
        self.sums.append(Sum("referred", ("people of everybody", "died of everybody")))
        for column in ("people", "engaged"):
            self._apart(f"{column} of everybody", figure_of(column, ALL), printed=False, of_people=False)

    def _read_overview(self, day, table):
        for name, figure in (("referred", REFERRED), *((f"{each} of everybody", area) for each, area in self.OF_AREAS)):
            there = table.published.by_name[figure]
            self._add(f"{day} {figure}", there.people, figure in table.hidden, star=there.star)
            self._apart(name, f"{day} {figure}", printed=False)

    def _apart(self, *names, **known):
        less, more = sorted(names, key=lambda each: self.figures[each].people)
        apart = self.figures[more].people - self.figures[less].people
        self.sums.append(Sum(more, (less, self._add(f"{more} without {less}", apart, **known))))

    @property
    def published(self):
        return Published(figures=tuple(self.figures.values()), sums=tuple(self.sums))


@pytest.mark.rounds
@pytest.mark.parametrize(
    ("seed", "people", "provider"),
    [(4, 900, 3), (4, 900, 5), *rounds((), [(seed, people, each) for seed in (2, 3) for people in (200, 900) for each in (1, 2, 3, 4, 5)])],
)  # fmt: skip
def test_no_provider_with_another_solver_works_out_few_of_another_from_all_that_was_made(seed, people, provider):
    counts, tables = made(seed, people)
    reader = Colleague(counts, tables, provider)
    others = [name for name in reader.hidden if " of service " in name]
    assert others, "something of the others is hidden"
    assert worked_out(reader.published, frozenset(reader.hidden)) == {}


def test_what_one_provider_knows_would_tell_it_of_another_if_nobody_thought_of_it():
    """Two services hide how many went on, and of all it is shown: each takes off its own and has the other's."""
    tallies = [Tally(people=people, accepted=accepted, sent_on=sent_on, engaged=30)
               for people, accepted, sent_on in ((60, 52, 3), (70, 60, 4), (80, 60, 12), (90, 60, 20))]  # fmt: skip
    services = tuple(
        CountedService(service_id=number, name=f"{number}", provider_id=number, provider=f"{number}", tally=tally)
        for number, tally in enumerate(tallies, 1)
    )
    everybody = Cohort(tally=ClassTally(yes=120, no=180), so_far=120)
    table = Table(
        name="the year", published=by_service.published_of(ServiceCounts(everybody=everybody, services=services))
    )
    careless = replace(table, published=replace(table.published, own=()))
    small = {figure_of("sent on", "service 1"), figure_of("sent on", "service 2")}
    assert {name for name in hidden_from_each(careless, (), ()).hidden if "sent on" in name} == small
    reader = replace(table, hidden=small | {f"sent on of the rest of {number}" for number in (1, 2, 3, 4)})
    seen = seen_by("provider 1", reader)
    assert worked_out(seen.published, seen.hidden)["sent on of service 2"] == (4, 4)
    assert seen.hidden == reader.hidden - {"sent on of service 1"}, "their own they know, whatever the page hides"
    for number in (1, 2, 3, 4):
        seen = seen_by(f"provider {number}", hidden_from_each(table, (), ()))
        assert worked_out(seen.published, seen.hidden) == {}


def test_most_of_a_county_with_six_services_is_shown():
    counts, tables = made(4, 900)
    (year,) = (each for each in tables if each.report is Report.SERVICES)
    printed = [each.name for each in tables[year].published.figures if each.may_be_hidden]
    shown = set(printed) - tables[year].hidden
    assert len(shown) / len(printed) >= 0.7
    assert len(services_view(counts[year], tables[year].hidden, DAYS, AS_AT).plotted) == 6
