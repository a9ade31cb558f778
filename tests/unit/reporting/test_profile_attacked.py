"""Whoever has every drug profile, beside every ARC report and return of the same people, works out few from none of them.

By `make long` it is laid beside every other page too (`test_reports_of_the_same_people`).
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random

import pytest

from pathways.reporting.rules import arc, profile, testing
from pathways.reporting.rules.arc import arc_counts
from pathways.reporting.rules.arc_units import ArcLine, AssessedUnit
from pathways.reporting.rules.editions import FINAL, Edition, Report, due_at
from pathways.reporting.rules.periods import QUARTER, YEAR, of_months, parts_of, period_of
from pathways.reporting.rules.profile import (
    BY_AREA,
    DECLARED,
    FOUND,
    AreaCounts,
    DeclaredCounts,
    DeclaredUnit,
    FoundCounts,
    FoundUnit,
    declared_counts,
    figure_of,
    found_counts,
    people_of,
)
from pathways.reporting.rules.progress import ALL
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.testing import return_counts
from pathways.reporting.rules.testing_units import ArrestTest, DrugsFound
from pathways.small_numbers.beside import hidden_alone
from pathways.small_numbers.published import Figure, Sum
from pathways.vocabulary import Substance
from tests.rounds import IN_FULL, rounds
from tests.unit.reporting.alone import made_together
from tests.unit.reporting.made_up_returns import FORCES, on_return, with_areas
from tests.unit.reporting.made_up_units import units_of
from tests.unit.reporting.test_treatment_attacked import PenAndPaper

SINCE = date(2024, 1, 1)
ENDS = tuple(of_months(date(2024, 10, 1), QUARTER * number).to_on for number in range(1, rounds(4, 8)))
AREAS = ("lincoln",) * 5 + ("boston",) * 3 + ("skegness",) * 2 + ("grantham", "elsewhere", "not_recorded")
THE_YEAR = of_months(date(2024, 4, 1), YEAR)
YEARS = tuple(of_months(date(year, 1, 1), YEAR) for year in (2024, 2025))
LINES = tuple(each.value for each in ArcLine)
OUTCOMES = ("did_not_engage", "still_open", "engaged", "died_before_engaging")


class WithProfiles(PenAndPaper):
    """Somebody who writes down each number of each page, what adds up to what, and what is of the same people."""

    def tests(self, page, table):
        areas = self.areas(table, FOUND)
        if not areas:
            return None
        tested, positive = (self.printed(page, table, each) for each in ("tested people", people_of(FOUND, ALL)))
        self.rest(tested, positive)
        drugs = [each.value for each in DrugsFound]
        for area in (ALL, *areas):
            whole = self.printed(page, table, people_of(FOUND, area))
            self.together(whole, *(self.printed(page, table, figure_of(FOUND, each, area)) for each in drugs))
        self.by_area(page, table, FOUND, areas, drugs)
        return tested, positive

    def returned(self, page, table):
        """The return on drug testing of everybody: its tests, of which the last positive one of each person is one."""
        cell = {each: self.printed(page, table, f"whole, {each}") for each in testing.MEASURES}
        for more, less in (("tests", "positive"), ("people", "people_positive")):
            self.rest(cell[more], cell[less])
        self.again(cell["tests"], cell["people"])
        self.again(cell["positive"], cell["people_positive"])
        drugs = {each.value: self.printed(page, table, f"drug {each.value}") for each in DrugsFound}
        self.together(cell["positive"], *drugs.values())
        return cell, drugs

    def again(self, tests, people):
        """How many tests are of people who had another: no number of people."""
        more = f"{tests} again, of {people}"
        number = self.figures[tests].people - self.figures[people].people
        self.figures[more] = Figure(name=more, people=number, printed=False, of_people=False)
        self.together(tests, people, more)

    def assessments(self, page, table):
        areas = self.areas(table, DECLARED)
        if not areas:
            return {}
        everybody = self.printed(page, table, people_of(DECLARED, ALL))
        of = {each: self.printed(page, table, figure_of(DECLARED, each, ALL)) for each in (*LINES, "no_use")}
        self.who_use(page, everybody, of)
        for area in areas:
            whole = self.printed(page, table, people_of(DECLARED, area))
            for each in BY_AREA:
                self.rest(whole, self.printed(page, table, figure_of(DECLARED, each.value, area)))
        self.by_area(page, table, DECLARED, areas, [each.value for each in BY_AREA])
        return of | {"assessed": everybody}

    def who_use(self, page, everybody, of):
        """Whoever uses nothing is on no line, and everybody else on one at least."""
        users, named = f"{page} who use", f"{page} named"
        number = self.figures[everybody].people - self.figures[of["no_use"]].people
        lines = [of[each] for each in LINES]
        self.figures[users] = Figure(name=users, people=number, printed=False)
        mentions = sum(self.figures[each].people for each in lines)
        self.figures[named] = Figure(name=named, people=mentions, printed=False, of_people=False)
        more = f"{named} again"
        self.figures[more] = Figure(name=more, people=mentions - number, printed=False, of_people=False)
        self.together(everybody, users, of["no_use"])
        self.together(named, *lines)
        self.together(named, users, more)
        for each in lines:
            self.rest(everybody, each)
            self.rest(users, each)

    @staticmethod
    def areas(table, part):
        names = (each.name for each in table.published.figures)
        start = f"{part} people of "
        return [name.removeprefix(start) for name in names if name.startswith(start) and not name.endswith(ALL)]

    def by_area(self, page, table, part, areas, codes):
        for name in (lambda area: people_of(part, area), *(lambda area, code=code: figure_of(part, code, area) for code in codes)):  # fmt: skip
            self.together(*(self.printed(page, table, name(area)) for area in (ALL, *areas)))

    def arc(self, page, table):
        """The ARC report: by how many substances, by outcome, by line."""
        names = ("multiple_use", "single_use", "no_use", *OUTCOMES, *LINES, "users", "mentions", "assessed")
        of = {each: self.printed(page, table, each) for each in names}
        self.together(of["assessed"], of["users"], of["no_use"])
        self.together(of["users"], of["multiple_use"], of["single_use"])
        self.together(of["assessed"], *(of[each] for each in OUTCOMES))
        self.together(of["mentions"], *(of[each] for each in LINES))
        for each in (*OUTCOMES, "multiple_use", "single_use"):
            self.rest(of["assessed"], of[each])
        self.who_use(page, of["assessed"], of)
        for each in LINES:
            self.rest(of["users"], of[each])
        return of

    def same(self, first, second):
        """Two figures of the same people, or of all but some of them."""
        if self.figures[first].people == self.figures[second].people:
            self.together(first, second)
        else:
            self.rest(first, second)

    def quarters(self, whole, parts, *, knows):
        """A year is its quarters but for those who come twice; somebody `knows` how many that are."""
        together, people = sum(self.figures[each].people for each in parts), self.figures[whole].people
        if not together or not people:
            return
        every, between = f"{whole}, its quarters", f"{whole} and its quarters"
        self.figures[every] = Figure(name=every, people=together, printed=False, of_people=False)
        self.figures[between] = Figure(name=between, people=abs(together - people), printed=knows, of_people=False)
        self.sums += [Sum(every, tuple(parts)), Sum(*sorted_by_size(self.figures, every, whole, between))]


def sorted_by_size(figures, first, second, between):
    """The larger of two, then what it is made of."""
    more, less = sorted((first, second), key=lambda each: -figures[each].people)
    return more, (less, between)


def few(dice, most):
    return dice.choice((0, dice.randrange(6), dice.randrange(most)))


def a_year(dice, most):
    """Counts as small, or as large, as they come."""
    areas = [area for area in ("lincoln", "boston", "skegness", "elsewhere_or_not_recorded") if dice.random() < 0.9]
    tests, assessments = {}, {}
    for area in areas:
        drugs = {each.value: few(dice, most) for each in DrugsFound}
        tests[area] = AreaCounts(people=sum(drugs.values()), of=drugs)
        people = few(dice, 3 * most)
        lines = {each: min(people, few(dice, 2 * most)) for each in LINES}
        no_use = min(people - max(lines.values()), few(dice, most))
        least = people - no_use - sum(lines.values())
        assessments[area] = AreaCounts(people=people, of=lines | {"no_use": no_use + max(0, least)})
    parts = []
    for of in (tests, assessments):
        there = {area: each for area, each in of.items() if each.people}
        codes = {code for each in there.values() for code in each.of}
        whole = {code: sum(each.of.get(code, 0) for each in there.values()) for code in codes}
        people = sum(each.people for each in there.values())
        parts.append({ALL: AreaCounts(people=people, of=whole), **there} if there else {})
    positive = parts[0].get(ALL, AreaCounts()).people
    return FoundCounts(tested=positive + few(dice, 2 * most), areas=parts[0]), DeclaredCounts(areas=parts[1])


@pytest.mark.rounds
@pytest.mark.parametrize("seed", [2, 3, 4, *rounds((), range(5, 80))])
def test_nobody_works_out_few_people_from_one_page(seed):
    tests, assessments = (
        hidden_alone("page", profile.published_of(each)) for each in a_year(Random(seed), 6 + 3 * seed)
    )
    reader = WithProfiles()
    reader.tests("tests", tests)
    reader.assessments("assessments", assessments)
    assert reader.narrowed == {}


def made(people, seed):
    """The ARC reports and the drug profiles of a made-up county as they are made, each beside those before it; in the
    suite the final ones of the year alone."""
    dice, units, assessed = Random(seed), [], []
    days = (ENDS[-1] - SINCE).days
    for person in range(people):
        used = [each for each in Substance if dice.random() < 0.25]
        for place in range(1 + (dice.random() < 0.2)):
            on = SINCE + timedelta(days=dice.randrange(days))
            engaged = (on + timedelta(days=dice.randrange(200)),) if dice.random() < 0.4 else ()
            unit = AssessedUnit(
                person_id=person, record_id=person, number=2 * person + place, assessed_on=on,
                uses_substances=bool(used), substances=frozenset(used), engaged_on=engaged,
                died_on=on + timedelta(days=90) if dice.random() < 0.02 else None,
                referrals=((on - timedelta(days=9), on + timedelta(days=dice.randrange(300))),),
            )  # fmt: skip
            assessed.append(unit)
            units.append(DeclaredUnit(counted=unit, area=dice.choice(AREAS)))
    counts = {}
    for end in ENDS:
        for edition in due_at(end, SINCE, is_first=end == ENDS[0]):
            period = period_of(edition.days, edition.as_at)
            is_in_a_year = any(year.holds(edition.days.from_on) and year.holds(edition.days.to_on) for year in YEARS)
            is_of_the_profile = edition.days in YEARS and edition.is_final
            if not (is_of_the_profile or (IN_FULL and is_in_a_year)):
                continue  # a year that overlaps two: what hangs on that is the ARC report's own
            if edition.report is Report.ARC:
                counts[edition] = arc_counts(alike(assessed, period))
            elif edition.report is Report.DECLARED:
                counts[edition] = declared_counts(alike(units, period))
    return made_together(counts, lambda of: PUBLISHED[type(of)](of))


PUBLISHED = {
    arc.ArcCounts: arc.published_of,
    DeclaredCounts: profile.published_of,
    FoundCounts: profile.published_of,
    testing.ReturnCounts: testing.published_of,
}


def reader_of(tables, *, knows=False):
    """What is written down by somebody who lays all these pages beside each other."""
    reader, of = WithProfiles(), {}
    for edition, table in tables.items():
        if edition.report is Report.ARC:
            of[edition] = reader.arc(edition.name, table)
        else:
            of[edition] = reader.assessments(edition.name, table)
    for edition, figures in of.items():
        for other, theirs in of.items():
            is_arc_before = other.report is Report.ARC and (edition.report, edition.as_at) != (
                other.report,
                other.as_at,
            )
            if other.days == edition.days and is_arc_before and other.as_at <= edition.as_at:
                for what in figures.keys() & theirs.keys():
                    reader.same(figures[what], theirs[what])
        if edition.report is Report.ARC and edition.days.months == YEAR:
            there = [
                max((e for e in of if e.report is Report.ARC and e.days == days and e.as_at <= edition.as_at),
                    key=lambda each: each.as_at, default=None)
                for days in parts_of(edition.days)
            ]  # fmt: skip
            if None not in there and all(each.is_final or each.as_at == edition.as_at for each in there):
                for what, whole in figures.items():
                    reader.quarters(whole, [of[each][what] for each in there], knows=knows)
    return reader


@pytest.mark.rounds
@pytest.mark.parametrize(
    ("people", "seed"),
    [(90, 0), *rounds((), [(people, seed) for people in (90, 200, 600, 1_500) for seed in range(6)])],
)
def test_nobody_works_out_few_people_from_the_profile_and_the_arc_report_beside_it(people, seed):
    """What somebody has who lays ARC's quarters beside its year (record 96) they have without the profile as well: by its
    name in ARC, and of it no more than that."""
    tables = made(people, seed)
    assert sum(edition.report is Report.DECLARED for edition in tables) == rounds(1, 2)
    assert any(table.hidden for table in tables.values())
    without = {edition: table for edition, table in tables.items() if edition.report is Report.ARC}
    for knows in rounds((False,), (False, True)):
        more = reader_of(without, knows=knows).narrowed if IN_FULL else {}
        reader = reader_of(tables, knows=knows)
        names = [(each.whole, *each.parts) for each in reader.sums if len(each.parts) == 1]
        assert reader.narrowed == {name: more[of_arc] for name, of_arc in names if of_arc in more} | more


def final(tests, with_their_areas):
    """The final return of a year and its drug profile, as they are made."""
    period = period_of(THE_YEAR, of_months(THE_YEAR.from_on, YEAR + QUARTER * FINAL).to_on)
    of_return, of_profile = (Edition(each, THE_YEAR, period.as_at) for each in (Report.TESTING, Report.PROFILE))
    counts = {
        of_return: return_counts(alike(tests, period), THE_YEAR, FORCES),
        of_profile: found_counts(alike(with_their_areas, period)),
    }
    return made_together(counts, lambda of: PUBLISHED[type(of)](of)).items()


def narrowed_by(of_return, of_profile):
    """What is narrowed for somebody who has both pages."""
    reader = WithProfiles()
    cell, drugs = reader.returned(of_return[0].name, of_return[1])
    tested, positive = reader.tests(of_profile[0].name, of_profile[1])
    reader.same(tested, cell["people"])
    reader.same(positive, cell["people_positive"])
    for each, tests in drugs.items():
        reader.again(tests, reader.printed(of_profile[0].name, of_profile[1], figure_of(FOUND, each, ALL)))
    return reader.narrowed


def nothing_of(table):
    """The same where nothing of it is shown, and every star may be a nought."""
    figures = [replace(each, star=0) if each.printed else each for each in table.published.figures]
    hidden = frozenset(each.name for each in figures if each.printed)
    return replace(table, published=replace(table.published, figures=tuple(figures)), hidden=hidden)


@pytest.mark.rounds
@pytest.mark.parametrize("people", [60, 150, *rounds((), (90, 250, 400, 900))])
@pytest.mark.parametrize("seed", [0, *rounds((), range(1, 8))])
def test_nor_from_the_return_beside_it(people, seed):
    """But for what the return says by itself: where 17 people have 18 positive tests each drug was found of as many people
    as tests, or of one fewer."""
    units = units_of(seed, people, SINCE, ENDS[-1])
    tests = on_return(units, seed)
    of_return, (edition, table) = final(tests, with_areas(units, tests))
    anyhow = narrowed_by(of_return, (edition, nothing_of(table)))
    narrowed = narrowed_by(of_return, (edition, table))
    assert narrowed == {name: anyhow.get(name) for name in narrowed}


def test_nobody_takes_few_people_from_the_tests_of_the_return_where_nearly_all_of_those_who_came_again_had_one_drug():
    dice, tests = count(1), []

    def has(drugs, people, again):
        for place in range(people):
            person = next(dice)
            for time in range(1 + (place < again)):
                on = THE_YEAR.from_on + timedelta(days=9 + time)
                tests.append(
                    ArrestTest(
                        person_id=person, record_id=person, number=len(tests), force=1, taken_on=on, known_on=on,
                        is_positive=bool(drugs), shows=frozenset(drugs),
                    )
                )  # fmt: skip

    has(("opiates",), 12, 4)
    has(("cocaine",), 4, 1)
    has(("cocaine", "opiates"), 8, 1)
    has((), 40, 0)
    of_return, of_profile = final(tests, [FoundUnit(counted=each, area="not_recorded") for each in tests])
    assert {"drug cocaine", "drug opiates", "drug both"}.isdisjoint(of_return[1].hidden)
    assert figure_of(FOUND, "opiates", ALL) not in hidden_alone("profile", of_profile[1].published).hidden
    assert {figure_of(FOUND, each, ALL) for each in ("cocaine", "opiates")} <= of_profile[1].hidden
    assert narrowed_by(of_return, of_profile) == {}
