"""Whoever has every page of the same people (return, overview, services, treatment, groups, drug profile) works out few
from all together, nor does a provider who has its own figures to the digit as well.

Written anew, from what a page says: of whom each counts, and that the quarters of a year are its people but for those
who come again in another.
"""

from collections import defaultdict
from datetime import date
from itertools import pairwise, product

import pytest

from pathways.reporting.rules import by_service, groups, overview_counts, profile, testing, treatment
from pathways.reporting.rules.by_service import figure_of
from pathways.reporting.rules.editions import Report, due_at, links_among, read_beside
from pathways.reporting.rules.groups import WIDE, GroupKind, group_counts
from pathways.reporting.rules.periods import QUARTER, YEAR, of_months, parts_of, period_of
from pathways.reporting.rules.profile import FOUND, found_counts, people_of
from pathways.reporting.rules.progress import ALL
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.testing import return_counts
from pathways.reporting.rules.testing_units import DrugsFound, Required
from pathways.reporting.rules.treatment import TreatmentCounts, contact_counts
from pathways.reporting.rules.treatment_units import ContactUnit
from pathways.small_numbers.beside import Table
from pathways.small_numbers.own_figures import hidden_from_each
from pathways.small_numbers.published import Figure, Published, Sum
from tests.rounds import IN_FULL, rounds
from tests.unit.reporting.made_up_groups import with_groups
from tests.unit.reporting.made_up_returns import FORCES, on_return, with_areas
from tests.unit.reporting.made_up_services import PROVIDERS, counts_of, county_of
from tests.unit.small_numbers.attacker import worked_out

SINCE = date(2025, 4, 1)
THE_YEAR = of_months(SINCE, YEAR)
ENDS = tuple(of_months(date(2026, 1, 1), QUARTER * number).to_on for number in range(1, 4))
REPORTS = (Report.TESTING, Report.OVERVIEW, Report.SERVICES, Report.TREATMENT, Report.GROUPS, *rounds((), (Report.PROFILE,)))  # fmt: skip
"""In the suite the drug profile is laid beside the return alone (`test_profile_attacked`)."""
TESTED = tuple(f"0 people {step}" for step in range(7))
FUNNEL = tuple(f"1 people {step}" for step in range(4))
AREAS_SHOW = ("people", "out of", "engaged", "pending")
SENTENCE = ("engaged_within_12_weeks people", "engaged_within_12_weeks so far")


def made(people, seed, ends=ENDS):
    """The pages of a made-up county, quarter by quarter as they are made: each beside those before it."""
    units, served = county_of(seed, people, SINCE, ends[-1])
    tests, grouped = on_return(units, seed), with_groups(units, seed)
    found = with_areas(units, tests)
    contacts = [
        ContactUnit(
            person_id=each.person_id, record_id=each.record_id, number=each.number, chain=each.chain,
            died_on=each.died_on,
        )
        for each in units.referred
    ]  # fmt: skip
    tables = {}
    for end in ends:
        for edition in due_at(end, SINCE, is_first=end == ends[0]):
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
                    published = profile.published_of(found_counts(alike(found, period)))
                case _:
                    counted = TreatmentCounts(contacts=contact_counts(alike(contacts, period)))
                    published = treatment.published_of(counted)
            beside = read_beside(edition, tables)
            table = Table(name=edition.name, published=published)
            tables[edition] = hidden_from_each(
                table, [tables[each] for each in beside], links_among([edition, *beside])
            )
    return tables


SAME = {
    Report.OVERVIEW: {FUNNEL[0]: FUNNEL[0], FUNNEL[1]: FUNNEL[1], SENTENCE[1]: SENTENCE[1]},
    Report.SERVICES: {FUNNEL[0]: FUNNEL[0], SENTENCE[1]: SENTENCE[1]},
    Report.TREATMENT: {"contact people": FUNNEL[0]},
    Report.GROUPS: {FUNNEL[0]: FUNNEL[0], SENTENCE[1]: SENTENCE[1]},
}
"""What each page prints of the people whom the overview prints by another name, or the same."""


class WithEveryPage:
    """What somebody writes down who lays all pages beside each other; of a `provider`, its own figures with them."""

    def __init__(self, tables, provider=None):
        self.tables, self.provider = tables, provider
        self.figures, self.sums, self.hidden = {}, [], set()
        for edition in tables:
            match edition.report:
                case Report.TESTING:
                    self._of_return(edition)
                case Report.OVERVIEW:
                    self._of_overview(edition)
                case Report.SERVICES:
                    self._of_services(edition)
                case Report.GROUPS:
                    self._of_groups(edition)
                case Report.TREATMENT:
                    self._of_treatment(edition)
        for edition in tables:
            match edition.report:
                case Report.TESTING:
                    self._beside_the_returns(edition)
                case Report.PROFILE:
                    self._of_profile(edition)
                case _:
                    self._beside_the_overviews(edition)

    def _printed(self, edition, what, *, is_own=False):
        """A figure as it is printed; one of the reader's own is known to them, whatever is hidden."""
        figure = self.tables[edition].published.by_name[what]
        name = f"{edition.name}: {what}"
        there = Figure(name=name, people=figure.people, star=figure.star, of_people=not is_own)
        self.figures.setdefault(name, there)
        if what in self.tables[edition].hidden and not is_own:
            self.hidden.add(name)
        return name

    def _rest(self, more, less, *, of_people=True):
        """What is left of people of whom others are a part."""
        left = self.figures[more].people - self.figures[less].people
        assert left >= 0, (more, less)
        name = f"{more} without {less}"
        self.figures[name] = Figure(name=name, people=left, printed=False, of_people=of_people)
        self.sums.append(Sum(more, (less, name)))

    def _apart(self, first, second):
        """Two figures between which lies a number of people."""
        self._rest(*sorted((first, second), key=lambda name: -self.figures[name].people))

    def _of_return(self, edition):
        kinds = {"offence": [], "force": [], "month": []}
        for name in self.tables[edition].published.by_name:
            cell, _, measure = name.partition(", ")
            kind = cell.partition(" ")[0]
            if measure == testing.TESTS and kind in kinds:
                kinds[kind].append(cell)
        if len(kinds["force"]) < 2:
            del kinds["force"]  # of one force nothing is printed
        whole = self._cell(edition, testing.WHOLE)
        for cells in (each for each in kinds.values() if each):
            parts = [self._cell(edition, cell) for cell in cells]
            for measure in testing.ADDED_UP:
                self.sums.append(Sum(whole[measure], tuple(part[measure] for part in parts)))
            for measure in testing.ONCE:
                self._once(whole[measure], [part[measure] for part in parts])
        for kind, kinds_of_it in (("drug", DrugsFound), ("assessment", Required)):
            lines = tuple(self._printed(edition, f"{kind} {each.value}") for each in kinds_of_it)
            self.sums.append(Sum(whole[testing.POSITIVE], lines))
        negative = f"{whole[testing.TESTS]} without {whole[testing.POSITIVE]}"
        self._rest(negative, self._printed(edition, "overturned"))

    def _cell(self, edition, cell):
        of = {measure: self._printed(edition, testing.figure_of(cell, measure)) for measure in testing.MEASURES}
        self._rest(of[testing.TESTS], of[testing.POSITIVE])
        self._rest(of[testing.PEOPLE], of[testing.PEOPLE_POSITIVE])
        self._rest(of[testing.TESTS], of[testing.PEOPLE], of_people=False)
        self._rest(of[testing.POSITIVE], of[testing.PEOPLE_POSITIVE], of_people=False)
        return of

    def _once(self, whole, parts):
        """Each person counts once in the whole, and in every part that they are in."""
        together = f"{whole}, of {parts[0]} and the others"
        people = sum(self.figures[each].people for each in parts)
        self.figures[together] = Figure(name=together, people=people, printed=False, of_people=False)
        self.sums.append(Sum(together, tuple(parts)))
        self._rest(together, whole, of_people=False)

    def _beside_the_returns(self, edition):
        """The overview of the same days has the same people; the return known on another day some fewer or more."""
        named = self._as_printed(edition)
        for other in self.tables:
            if other.days != edition.days or other == edition:
                continue
            if other.report is Report.OVERVIEW and other.as_at == edition.as_at:
                for own, theirs in zip((testing.PEOPLE, testing.PEOPLE_POSITIVE), TESTED, strict=False):
                    self._apart(self._printed(edition, testing.figure_of(testing.WHOLE, own)),
                                self._printed(other, theirs))  # fmt: skip
            elif other.report is Report.TESTING and other.as_at < edition.as_at:
                for what in named & self._as_printed(other):
                    self._apart(self._printed(edition, what), self._printed(other, what))
        quarters = [self._newest(days, edition.as_at, Report.TESTING) for days in parts_of(edition.days)]
        if quarters and None not in quarters:
            is_settled = all(each.is_final or each.as_at == edition.as_at for each in quarters)
            for what in set.intersection(named, *map(self._as_printed, quarters)):
                whole, parts = self._printed(edition, what), [self._printed(each, what) for each in quarters]
                self._add_up(whole, parts, is_settled=is_settled)

    def _as_printed(self, edition):
        return {each.name for each in self.tables[edition].published.figures if each.printed}

    def _of_overview(self, edition):
        for funnel in (FUNNEL, TESTED):
            for before, after in pairwise([self._printed(edition, what) for what in funnel]):
                self._rest(before, after)
        names = [self._printed(edition, what) for what in FUNNEL]
        everybody, engaged = (self._printed(edition, what) for what in SENTENCE)
        self._rest(everybody, engaged)
        self.sums.append(Sum(names[0], (everybody,)))
        areas = [code for code in self._codes(edition) if code != ALL]
        for column in AREAS_SHOW if areas else ():
            of = {code: self._printed(edition, f"{column} of {code}") for code in (*areas, ALL)}
            self.sums.append(Sum(of[ALL], tuple(of[code] for code in areas)))
        for code in (*areas, ALL) if areas else ():
            people, out_of, engaged, pending = (self._printed(edition, f"{column} of {code}") for column in AREAS_SHOW)
            died = f"{edition.name}: died of {code}"
            counts = [self.figures[each].people for each in (people, out_of, pending)]
            self.figures[died] = Figure(name=died, people=counts[0] - counts[1] - counts[2], printed=False)
            self.sums.append(Sum(people, (out_of, pending, died)))
            self._rest(out_of, engaged)

    def _of_services(self, edition):
        by_name = self.tables[edition].published.by_name
        codes = sorted({name.removeprefix("people of ") for name in by_name if name.startswith("people of service ")})
        own = [code for code in codes if PROVIDERS[int(code.removeprefix("service "))] == self.provider]
        shown = next((each.shown for each in self.tables[edition].published.own if each.reader == f"provider {self.provider}"), ())  # fmt: skip
        rest = by_service.rest_of(self.provider)
        for column in ("people", "accepted", "sent on", "engaged"):
            parts = {code: self._printed(edition, figure_of(column, code), is_own=code in own) for code in codes}
            self.sums.append(Sum(self._printed(edition, figure_of(column, by_service.ALL)), tuple(parts.values())))
            if figure_of(column, rest) in shown:
                others = tuple(name for code, name in parts.items() if code not in own)
                self.sums.append(Sum(self._printed(edition, figure_of(column, rest)), others))
        for code in (*(each for each in codes if each not in own), by_service.ALL, *((rest,) if shown else ())):
            for column in ("accepted", "sent on", "engaged"):
                self._rest(
                    self._printed(edition, figure_of("people", code)), self._printed(edition, figure_of(column, code))
                )
        self._printed(edition, FUNNEL[0])
        for what in SENTENCE:
            self._printed(edition, what)

    def _of_groups(self, edition):
        """Every group and every two groups: whatever page is asked for shows some of them."""
        self._printed(edition, FUNNEL[0])
        for what in SENTENCE:
            self._printed(edition, what)
        of = {}
        for which in map(self._which, self._codes(edition)):
            cell = {column: self._printed(edition, groups.figure_of(column, which)) for column in ("out of", "engaged")}
            self._rest(cell["out of"], cell["engaged"])
            of[which] = cell
        for which, cell in of.items():
            if which and all(group not in WIDE.get(kind, {}) for kind, group in which):
                self._rest(of[()]["out of"], cell["out of"])
                self._rest(of[()]["engaged"], cell["engaged"])
        parts = defaultdict(list)
        for which in of:
            for kind, group in which:
                whole = tuple(each for each in which if each[0] != kind)
                if not whole and group in WIDE.get(kind, {}):
                    parts[((kind, WIDE[kind][group]),), kind].append(which)
                else:
                    parts[whole, kind].append(which)
        for (whole, _), cells in parts.items():
            for column in ("out of", "engaged"):
                self.sums.append(Sum(of[whole][column], tuple(of[each][column] for each in cells)))

    def _of_profile(self, edition):
        """People tested and positive are those of the return; each is among the tests that found what their last did."""
        tested, positive = (self._printed(edition, each) for each in (profile.TESTED, people_of(FOUND, ALL)))
        self._rest(tested, positive)
        start = people_of(FOUND, "")
        areas = [each.removeprefix(start) for each in self._as_printed(edition) if each.startswith(start)]
        of = {area: {each.value: self._printed(edition, profile.figure_of(FOUND, each.value, area)) for each in DrugsFound} for area in areas}  # fmt: skip
        people = {area: self._printed(edition, people_of(FOUND, area)) for area in areas}
        for area, cells in of.items():
            self.sums.append(Sum(people[area], tuple(cells.values())))
        for column in (people, *({area: of[area][each.value] for area in areas} for each in DrugsFound)):
            self.sums.append(Sum(column[ALL], tuple(name for area, name in column.items() if area != ALL)))
        for other in self.tables:
            if (other.report, other.days) == (Report.TESTING, edition.days):
                for own, measure in ((tested, testing.PEOPLE), (positive, testing.PEOPLE_POSITIVE)):
                    self._apart(own, self._printed(other, testing.figure_of(testing.WHOLE, measure)))
            if (other.report, other.days, other.as_at) == (Report.TESTING, edition.days, edition.as_at):
                for each in DrugsFound:
                    self._rest(self._printed(other, f"drug {each.value}"), of[ALL][each.value], of_people=False)
            for own, theirs in zip((tested, positive), TESTED, strict=False):
                if (other.report, other.days) == (Report.OVERVIEW, edition.days):
                    self._apart(own, self._printed(other, theirs))

    def _codes(self, edition):
        return [name.removeprefix("out of of ") for name in self._as_printed(edition) if name.startswith("out of of ")]

    @staticmethod
    def _which(code):
        kinds = {kind.value: kind for kind in GroupKind}
        pairs = [each.partition(" ") for each in code.split(", ")] if code != ALL else []
        return tuple((kinds[kind], group) if kind in kinds else (GroupKind.AREA, kind) for kind, _, group in pairs)

    def _of_treatment(self, edition):
        of = {
            what: self._printed(edition, f"contact {what}")
            for what in (
                "people",
                "out of",
                "pending",
                "seen 0",
                "seen 1",
                "seen 2",
                "by 21",
                "by 42",
                "died",
                "not seen",
            )
        }
        self.sums += [
            Sum(of["people"], (of["out of"], of["pending"])),
            Sum(of["out of"], (of["seen 0"], of["seen 1"], of["seen 2"], of["died"], of["not seen"])),
            Sum(of["by 21"], (of["seen 0"], of["seen 1"])),
            Sum(of["by 42"], (of["by 21"], of["seen 2"])),
        ]
        for each in ("seen 0", "by 21", "by 42"):
            self._rest(of["out of"], of[each])

    def _beside_the_overviews(self, edition):
        """The overview of the same days, known on any day, differs by a number of people; its quarters add up to it."""
        same = SAME[edition.report]
        for other in self.tables:
            is_earlier = edition.report is not Report.OVERVIEW or other.as_at < edition.as_at
            if other.report is Report.OVERVIEW and other.days == edition.days and other != edition and is_earlier:
                for own, theirs in same.items():
                    self._apart(self._printed(edition, own), self._printed(other, theirs))
                for code in self._codes(edition) if edition.report in (Report.GROUPS, Report.OVERVIEW) else ():
                    for what in (f"{column} of {code}" for column in AREAS_SHOW):
                        if what in self._as_printed(edition) & self._as_printed(other):
                            self._apart(self._printed(edition, what), self._printed(other, what))
        quarters = [self._newest(days, edition.as_at) for days in parts_of(edition.days)]
        if not quarters or None in quarters:
            return
        is_settled = all(each.is_final or each.as_at == edition.as_at for each in quarters)
        for own, theirs in same.items():
            whole, parts = self._printed(edition, own), [self._printed(each, theirs) for each in quarters]
            self._add_up(whole, parts, is_settled=is_settled)

    def _newest(self, days, as_at, report=Report.OVERVIEW):
        there = [e for e in self.tables if e.report is report and e.days == days and e.as_at <= as_at]
        return max(there, key=lambda each: each.as_at, default=None)

    def _add_up(self, whole, parts, *, is_settled):
        together, people = sum(self.figures[each].people for each in parts), self.figures[whole].people
        if not together or not people:
            return
        known = {"stays": True} if is_settled else {"printed": False}
        between = f"{whole} and its quarters"
        self.figures[between] = Figure(name=between, people=abs(together - people), of_people=False, **known)
        if together <= people:
            self.sums.append(Sum(whole, (*parts, between)))
            return
        of_quarters = f"{whole}, its quarters together"
        self.figures[of_quarters] = Figure(name=of_quarters, people=together, printed=False, of_people=False)
        self.sums += [Sum(of_quarters, tuple(parts)), Sum(of_quarters, (whole, between))]

    @property
    def narrowed(self):
        published = Published(figures=tuple(self.figures.values()), sums=tuple(self.sums))
        return worked_out(published, frozenset(self.hidden))


SHORT = (400, 2)
SMALL = 4
"""A provider with one small service, beside four others."""

MORE = [each for each in ((200, 1), *product((60, 120, 400, 900), range(5))) if each != SHORT]
# What a reader who knows how many come twice has narrowed, whatever the next table hides, that one may narrow further
# (record 96 says so): by how many the first quarter of 2026 grew in half a year, in these counties by one person.
GREW_BY = {(120, 3): SENTENCE[1], (120, 4): SENTENCE[1], (900, 3): FUNNEL[1]}
FIRST_QUARTER = "overview 2026-01-01 to 2026-03-31 as known on"


def narrowed_before(people, seed):
    """The name of what is known to be narrowed in this county."""
    figure = GREW_BY.get((people, seed))
    names = (f"{FIRST_QUARTER} {day}: {figure}" for day in ("2026-09-30", "2026-03-31"))
    return {" without ".join(names)} if figure and IN_FULL else set()


@pytest.mark.rounds
@pytest.mark.parametrize(("people", "seed"), [SHORT, *rounds((), MORE)])
def test_nobody_works_out_few_people_from_all_pages_of_the_same_people(people, seed):
    """In the suite until the last page is made, for one provider, who has whatever everybody has, and more."""
    tables = made(people, seed, rounds(ENDS[:2], ENDS))
    assert {each.report for each in tables} == set(REPORTS)
    assert any(table.hidden for table in tables.values())
    for reader in rounds((SMALL,), (None, *sorted(set(PROVIDERS.values())))):
        assert set(WithEveryPage(tables, reader).narrowed) == narrowed_before(people, seed), reader
