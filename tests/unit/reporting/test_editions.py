"""Figures are made at the ends of quarters, once and in the end, and what hangs together is decided together."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from pathways.reporting.rules.editions import (
    FAMILIES,
    LENGTHS,
    YEAR_ENDS,
    Edition,
    Report,
    due_at,
    last_end,
    links_among,
    next_day,
    read_beside,
)
from pathways.reporting.rules.overview_counts import published_of
from pathways.reporting.rules.periods import (
    QUARTER,
    YEAR,
    of_months,
    parts_of,
    period_of,
    years_together,
)
from pathways.small_numbers.beside import Near, Whole, laid_together
from pathways.small_numbers.published import Figure, Published, Sum
from tests.rounds import rounds
from tests.unit.reporting.alone import made_together
from tests.unit.reporting.made_up_units import units_of
from tests.unit.small_numbers.attacker import worked_out

SEPTEMBER, DECEMBER, MARCH = date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 31)
THIRD = of_months(date(2026, 7, 1), QUARTER)


def made_of(days, *, report=Report.OVERVIEW, until=MARCH):
    """The days as known on which figures of a period are made, from one quarter's end to another."""
    since, known, first = date(2025, 1, 1), [], True
    end = date(2026, 3, 31)
    while end <= until:
        if Edition(report, days, end) in {*due_at(end, since, is_first=first)}:
            known.append(end)
        end, first = of_months(end + timedelta(days=1), QUARTER).to_on, False
    return known


def test_a_quarter_is_made_once_it_is_over_and_again_when_all_168_days_are():
    assert made_of(THIRD) == [SEPTEMBER, MARCH]
    assert all((MARCH - day).days >= 168 for day in (THIRD.to_on,))
    first, final = (Edition(Report.OVERVIEW, THIRD, day) for day in (SEPTEMBER, MARCH))
    assert (first.is_final, final.is_final) == (False, True)
    assert first.said_of(date(2026, 10, 8)) == (
        "First figures, made on 8 October 2026. They stay as they are. The final ones, as known on 31 March 2027, are "
        "made from 8 April 2027 on."
    )
    assert final.said_of(date(2027, 4, 8)) == "Final figures, made on 8 April 2027. They stay as they are."


@pytest.mark.parametrize("quarter", range(8))
def test_the_final_figures_of_any_quarter_come_after_the_168_days_of_its_last_day(quarter):
    days = of_months(date(2026 + quarter // 4, quarter % 4 * 3 + 1, 1), QUARTER)
    final = of_months(days.from_on, 3 * QUARTER).to_on
    assert Edition(Report.OVERVIEW, days, final).is_final
    assert days.to_on + timedelta(days=168) <= final


def test_fairness_is_made_once_and_of_years_that_do_not_overlap():
    year = of_months(date(2025, 10, 1), YEAR)
    assert made_of(year, report=Report.FAIRNESS) == [SEPTEMBER]
    assert made_of(years_together(2026, 2026), report=Report.FAIRNESS) == []
    assert Edition(Report.FAIRNESS, year, SEPTEMBER).is_final


@pytest.mark.parametrize("report", Report)
def test_no_two_years_of_a_report_share_a_day(report):
    """A stranger took one from the other, and had four people of one area in one quarter."""
    makings = [of_months(date(2026, 1, 1), QUARTER * number).to_on for number in range(1, 13)]
    due = [each for end in makings for each in due_at(end, date(2016, 3, 1), is_first=end == makings[0])]
    years = sorted({each.days for each in due if each.report is report and each.days.months == YEAR})
    assert len(years) >= 3
    assert all(year.to_on < following.from_on for year, following in pairwise(years))


def test_all_that_counts_the_same_people_is_of_the_same_years():
    assert [len({YEAR_ENDS[report] for report in family}) for family in FAMILIES] == [1, 1, 1]


def test_a_year_of_the_overview_is_made_once_when_nobody_of_it_is_pending():
    year = of_months(date(2025, 4, 1), YEAR)
    assert made_of(year, until=date(2028, 12, 31)) == [SEPTEMBER]
    assert Edition(Report.OVERVIEW, year, SEPTEMBER).is_final
    assert made_of(of_months(date(2025, 10, 1), YEAR), until=date(2028, 12, 31)) == []


def test_the_first_time_what_was_over_before_is_made_too():
    due = [*due_at(SEPTEMBER, date(2016, 3, 1), is_first=True)]
    assert Edition(Report.ARC, years_together(2016, 2021), SEPTEMBER) in due
    assert Edition(Report.OVERVIEW, of_months(date(2024, 10, 1), QUARTER), SEPTEMBER) in due
    assert Edition(Report.OVERVIEW, of_months(date(2017, 4, 1), QUARTER), SEPTEMBER) not in due
    assert Edition(Report.OVERVIEW, of_months(date(2017, 4, 1), YEAR), SEPTEMBER) in due
    assert Edition(Report.GROUPS, of_months(date(2017, 4, 1), YEAR), SEPTEMBER) in due
    assert Edition(Report.OVERVIEW, years_together(2019, 2019), SEPTEMBER) not in due
    assert Edition(Report.ARC, years_together(2019, 2019), SEPTEMBER) in due
    assert len(due) == len({*due})
    later = [*due_at(DECEMBER, date(2016, 3, 1), is_first=False)]
    assert {each.as_at for each in later} == {DECEMBER}
    assert min(each.days.from_on for each in later) >= date(2025, 4, 1)
    assert not {each.days for each in due} & {each.days for each in later if each.days.months == QUARTER} - {
        of_months(date(2026, 4, 1), QUARTER)
    }


@pytest.mark.parametrize("report", Report)
def test_every_report_has_its_lengths_and_whole_periods_alone(report):
    assert LENGTHS[report]
    due = [each for each in due_at(SEPTEMBER, date(2025, 1, 1), is_first=True) if each.report is report]
    assert due
    assert all(each.days.is_whole and each.days.to_on <= each.as_at for each in due)


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 10, 1), date(2026, 6, 30)),
        (date(2026, 10, 7), date(2026, 6, 30)),
        (date(2026, 10, 8), SEPTEMBER),
        (date(2026, 12, 31), SEPTEMBER),
        (date(2027, 1, 7), SEPTEMBER),
        (date(2027, 1, 8), DECEMBER),
    ],
)
def test_figures_are_made_once_the_week_to_record_in_is_over(today, end):
    assert last_end(today) == end
    following, day = next_day(today)
    assert day > today
    assert last_end(day) == following
    assert last_end(day - timedelta(days=1)) == end


# What is decided together.


def test_a_year_stands_beside_its_quarters_and_each_beside_itself_before():
    year = of_months(date(2025, 10, 1), YEAR)
    there = [Edition(Report.OVERVIEW, each, SEPTEMBER) for each in parts_of(year)]
    new = Edition(Report.OVERVIEW, year, SEPTEMBER)
    assert read_beside(new, there) == there
    quarters = tuple(each.name for each in there)
    assert [*links_among([new, *there])] == [Whole(new.name, quarters)]
    assert [*links_among([new, *there[:3]])] == [Whole(new.name, quarters[:3], is_settled=False)]
    again = Edition(Report.OVERVIEW, year, MARCH)
    assert [*links_among([again, new])] == [Near(again.name, new.name)]
    changed = Whole(again.name, quarters, is_settled=False)
    assert [*links_among([again, *there])] == [changed], "the last two were not final then"


def test_the_overview_stands_beside_the_return_and_neither_beside_arc():
    overview = Edition(Report.OVERVIEW, THIRD, SEPTEMBER)
    beside = Edition(Report.TESTING, THIRD, SEPTEMBER)
    assert read_beside(overview, [beside, Edition(Report.ARC, THIRD, SEPTEMBER)]) == [beside]
    (link,) = links_among([overview, beside])
    assert isinstance(link, Near)
    assert link.names


class PenAndPaper:
    """Somebody who has every page that was made, and writes down what they know to add up: here written anew.

    Of each period the stages of both funnels, of all areas together and of each; a year is its quarters but for those
    who come twice, of whom they know how many, and for those who got on since a quarter was printed, of whom they do
    not; and what was first printed differs from what was printed in the end by a number of people.
    """

    STAGES = tuple(f"{place} people {step}" for place, steps in ((0, 7), (1, 4)) for step in range(steps))

    def __init__(self, counts, tables):
        self.counts, self.tables = counts, tables
        self.figures, self.sums, self.hidden = {}, [], set()
        for edition, table in tables.items():
            self._read(edition, table)
        for edition in tables:
            self._compare(edition)

    def _name(self, edition, what):
        return f"{edition.days.from_on} {edition.days.to_on} {edition.as_at} {what}"

    def _figure(self, name, people, **more):
        self.figures.setdefault(name, Figure(name=name, people=people, **more))
        return name

    def _read(self, edition, table):
        by_name = table.published.by_name
        everywhere = {name.removeprefix("people of ") for name in by_name if name.startswith("people of ")}
        areas = sorted(everywhere - {"all areas"})
        columns = ("people", "out of", "engaged", "pending")
        printed = [*self.STAGES, *(f"{column} of {area}" for area in sorted(everywhere) for column in columns)]
        for what in printed:
            name = self._figure(self._name(edition, what), by_name[what].people, star=by_name[what].star)
            if what in table.hidden:
                self.hidden.add(name)
        for before, after in pairwise(self.STAGES):
            if before[0] == after[0]:
                self._difference(self._name(edition, before), self._name(edition, after))
        if not areas:
            return
        for column in columns:
            parts = tuple(self._name(edition, f"{column} of {area}") for area in areas)
            self.sums.append(Sum(self._name(edition, f"{column} of all areas"), parts))
        for area in everywhere:
            self._difference(self._name(edition, f"out of of {area}"), self._name(edition, f"engaged of {area}"))
        self.sums.append(Sum(self._name(edition, "1 people 0"), (self._name(edition, "people of all areas"),)))

    def _difference(self, more, less):
        left = self.figures[more].people - self.figures[less].people
        rest = self._figure(f"{more} without {less}", left, printed=False)
        self.sums.append(Sum(more, (less, rest)))

    def _compare(self, edition):
        parts = [max((e for e in self.tables if e.days == part and e.as_at <= edition.as_at), key=lambda e: e.as_at, default=None)
                 for part in parts_of(edition.days)]  # fmt: skip
        for what in self.STAGES if parts and all(parts) else ():
            names = [self._name(each, what) for each in parts]
            whole = self._name(edition, what)
            together, people = sum(self.figures[each].people for each in names), self.figures[whole].people
            if together and people:
                is_settled = all(each.is_final or each.as_at == edition.as_at for each in parts)
                self._add_up(whole, names, together - people, is_settled=is_settled)
        for other in self.tables:
            if other.days == edition.days and other.as_at < edition.as_at:
                for what in self.STAGES:
                    pair = [self._name(each, what) for each in (edition, other)]
                    self._difference(*sorted(pair, key=lambda each: -self.figures[each].people))

    def _add_up(self, whole, names, apart, *, is_settled):
        known = {"stays": True, "of_people": False} if is_settled else {"printed": False}
        between = self._figure(f"{whole} between", abs(apart), **known)
        if apart <= 0:
            self.sums.append(Sum(whole, (*names, between)))
            return
        together = sum(self.figures[each].people for each in names)
        both = self._figure(f"{whole} of parts", together, printed=False, of_people=False)
        self.sums += [Sum(both, tuple(names)), Sum(both, (whole, between))]

    @property
    def published(self):
        return Published(figures=tuple(self.figures.values()), sums=tuple(self.sums))


def all_that_is_made(people, seed, makings=4):
    """The overview of a year and a half, as it is made quarter by quarter."""
    since, last = date(2025, 7, 1), SEPTEMBER
    units = units_of(seed, people, since, last)
    ends = [of_months(date(2025, 10, 1), QUARTER * number).to_on for number in range(1, makings + 1)]
    due = [
        each
        for number, end in enumerate(ends)
        for each in due_at(end, since, is_first=not number)
        if each.report is Report.OVERVIEW
    ]
    counts = {each: units.counts(period_of(each.days, each.as_at)) for each in due}
    return counts, made_together(counts, published_of)


@pytest.mark.rounds
@pytest.mark.parametrize(
    ("people", "seed"),
    [(600, 1), *rounds((), [(300, 2), (90, 3), (1_200, 4), (2_000, 5)])],
)
def test_nobody_with_another_solver_works_out_few_from_all_that_was_made_in_a_year(people, seed):
    counts, tables = all_that_is_made(people, seed)
    assert any(each.as_at != other.as_at and each.days == other.days for each in tables for other in tables)
    reader = PenAndPaper(counts, tables)
    assert worked_out(reader.published, frozenset(reader.hidden)) == {}


@pytest.mark.rounds
@pytest.mark.parametrize(("people", "seed", "makings"), [(900, 7, 1), *rounds((), [(600, 7, 4), (160, 0, 2)])])
def test_nor_does_anybody_who_has_every_equation_of_ours(people, seed, makings):
    """What is put in numbers, or left out because nothing hangs on it, is here: the whole of it, with another solver."""
    _, tables = all_that_is_made(people, seed, makings)
    (last, *before) = [*tables][::-1]
    published = laid_together(tables[last], [tables[each] for each in before], links_among([last, *before]))
    hidden = frozenset(f"{table.name}: {name}" for table in tables.values() for name in table.hidden)
    assert worked_out(published, hidden) == {}


def test_at_the_size_of_a_county_the_final_figures_of_quarters_are_shown_but_for_few():
    """2,000 people over three years: what is hidden are the steps at which few are lost, and what would tell of them."""
    units = units_of(11, 2_000, date(2024, 1, 1), date(2026, 12, 31))
    quarters = parts_of(years_together(2025, 2025))
    due = [Edition(Report.OVERVIEW, days, DECEMBER) for days in quarters]
    counts = {each: units.counts(period_of(each.days, each.as_at)) for each in due}
    printed = shown = 0
    for table in made_together(counts, published_of).values():
        names = [each.name for each in table.published.figures if each.printed and each.people]
        printed, shown = printed + len(names), shown + len({*names} - table.hidden)
    assert shown / printed >= 0.7


def test_the_made_up_county_has_people_who_come_again_who_died_and_whose_test_is_in_dispute():
    units = units_of(1, 300, date(2025, 7, 1), SEPTEMBER)
    assert len({each.person_id for each in units.tests}) < len(units.tests)
    assert any(each.died_on for each in units.tests)
    assert any(each.checks for each in units.tests)
    assert {each.person_id for each in units.referred} - {each.person_id for each in units.tests}
    assert {each.area for each in units.first} == {"lincoln", "boston", "skegness", "grantham"}
