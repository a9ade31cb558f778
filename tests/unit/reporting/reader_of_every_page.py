"""Somebody who lays every page of the same people beside each other, with equations of their own.

Written anew, from what a page says: of whom each counts, and that the quarters of a year are its people but for those
who come again in another. Of recovery those in treatment and those released with a referral stand in other reports too;
whoever was supplied with naloxone, offered a peer, asked about their mental health or given a disposal with conditions
stands in none, so nothing is taken from them here (`test_recovery_attacked`).
"""

from collections import defaultdict
from itertools import pairwise

from pathways.reporting.rules import by_service, groups, profile, testing
from pathways.reporting.rules.by_service import figure_of
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.groups import WIDE, GroupKind
from pathways.reporting.rules.periods import ONE, YEAR, of_months, parts_of
from pathways.reporting.rules.profile import FOUND, people_of
from pathways.reporting.rules.progress import ALL
from pathways.reporting.rules.testing_units import DrugsFound, Required
from pathways.small_numbers.published import Figure, Sum
from tests.unit.reporting.made_up_services import PROVIDERS
from tests.unit.reporting.test_recovery_attacked import WithRecovery

TESTED = tuple(f"0 people {step}" for step in range(7))
FUNNEL = tuple(f"1 people {step}" for step in range(4))
AREAS_SHOW = ("people", "out of", "engaged", "pending")
SENTENCE = ("engaged_within_12_weeks people", "engaged_within_12_weeks so far")


SAME = {
    Report.OVERVIEW: {FUNNEL[0]: FUNNEL[0], FUNNEL[1]: FUNNEL[1], SENTENCE[1]: SENTENCE[1]},
    Report.SERVICES: {FUNNEL[0]: FUNNEL[0], SENTENCE[1]: SENTENCE[1]},
    Report.TREATMENT: {"contact people": FUNNEL[0]},
    Report.GROUPS: {FUNNEL[0]: FUNNEL[0], SENTENCE[1]: SENTENCE[1]},
}
"""What each page prints of the people whom the overview prints by another name, or the same."""


class WithEveryPage(WithRecovery):
    """What somebody writes down who lays all pages beside each other; of a `provider`, its own figures with them."""

    def __init__(self, tables, provider=None):
        super().__init__()
        self.tables, self.provider, self.of_treatment, self.of_recovery = tables, provider, {}, {}
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
                    page, table = f"{edition.name}:", tables[edition]
                    self.of_treatment[edition] = self.contacts(page, table), self.treated(page, table)
                    self.released(page, table)
                case Report.RECOVERY:
                    self.of_recovery[edition] = self.recovery(f"{edition.name}:", tables[edition])
        for edition in tables:
            match edition.report:
                case Report.TESTING:
                    self._beside_the_returns(edition)
                case Report.PROFILE:
                    self._of_profile(edition)
                case Report.RECOVERY:
                    self._beside_treatment(edition)
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

    def _without(self, more, less, *, of_people=True):
        """What is left of people of whom others are a part."""
        left = self.figures[more].people - self.figures[less].people
        assert left >= 0, (more, less)
        name = f"{more} without {less}"
        self.figures[name] = Figure(name=name, people=left, printed=False, of_people=of_people)
        self.sums.append(Sum(more, (less, name)))

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
        self._without(negative, self._printed(edition, "overturned"))

    def _cell(self, edition, cell):
        of = {measure: self._printed(edition, testing.figure_of(cell, measure)) for measure in testing.MEASURES}
        self._without(of[testing.TESTS], of[testing.POSITIVE])
        self._without(of[testing.PEOPLE], of[testing.PEOPLE_POSITIVE])
        self._without(of[testing.TESTS], of[testing.PEOPLE], of_people=False)
        self._without(of[testing.POSITIVE], of[testing.PEOPLE_POSITIVE], of_people=False)
        return of

    def _once(self, whole, parts):
        """Each person counts once in the whole, and in every part that they are in."""
        together = f"{whole}, of {parts[0]} and the others"
        people = sum(self.figures[each].people for each in parts)
        self.figures[together] = Figure(name=together, people=people, printed=False, of_people=False)
        self.sums.append(Sum(together, tuple(parts)))
        self._without(together, whole, of_people=False)

    def _beside_the_returns(self, edition):
        """The overview of the same days has the same people; the return known on another day some fewer or more."""
        named = self._as_printed(edition)
        for other in self.tables:
            if other.days != edition.days or other == edition:
                continue
            if other.report is Report.OVERVIEW and other.as_at == edition.as_at:
                for own, theirs in zip((testing.PEOPLE, testing.PEOPLE_POSITIVE), TESTED, strict=False):
                    self.rest(self._printed(edition, testing.figure_of(testing.WHOLE, own)),
                                self._printed(other, theirs))  # fmt: skip
            elif other.report is Report.TESTING and other.as_at < edition.as_at:
                for what in named & self._as_printed(other):
                    self.rest(self._printed(edition, what), self._printed(other, what))
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
                self._without(before, after)
        names = [self._printed(edition, what) for what in FUNNEL]
        everybody, engaged = (self._printed(edition, what) for what in SENTENCE)
        self._without(everybody, engaged)
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
            self._without(out_of, engaged)

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
                self._without(
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
            self._without(cell["out of"], cell["engaged"])
            of[which] = cell
        for which, cell in of.items():
            if which and all(group not in WIDE.get(kind, {}) for kind, group in which):
                self._without(of[()]["out of"], cell["out of"])
                self._without(of[()]["engaged"], cell["engaged"])
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
        self._without(tested, positive)
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
                    self.rest(own, self._printed(other, testing.figure_of(testing.WHOLE, measure)))
            if (other.report, other.days, other.as_at) == (Report.TESTING, edition.days, edition.as_at):
                for each in DrugsFound:
                    self._without(self._printed(other, f"drug {each.value}"), of[ALL][each.value], of_people=False)
            for own, theirs in zip((tested, positive), TESTED, strict=False):
                if (other.report, other.days) == (Report.OVERVIEW, edition.days):
                    self.rest(own, self._printed(other, theirs))

    def _codes(self, edition):
        return [name.removeprefix("out of of ") for name in self._as_printed(edition) if name.startswith("out of of ")]

    @staticmethod
    def _which(code):
        kinds = {kind.value: kind for kind in GroupKind}
        pairs = [each.partition(" ") for each in code.split(", ")] if code != ALL else []
        return tuple((kinds[kind], group) if kind in kinds else (GroupKind.AREA, kind) for kind, _, group in pairs)

    def _beside_treatment(self, edition):
        """Whoever was in treatment, or released with a referral, stands in the reports of the year and of the next."""
        (treated, custody), year_after = self.of_recovery[edition], of_months(edition.days.to_on + ONE, YEAR)
        carried_on = self._carried_on(year_after)
        if carried_on:
            self.rest(treated["goes on"], carried_on)
        for other in self.tables:
            if other.report is Report.OVERVIEW and other.days == edition.days:
                for own, theirs in (("people", FUNNEL[0]), ("seen by 21", FUNNEL[2])):
                    self.rest(self._printed(other, theirs), custody[own])
            if other.report is Report.TREATMENT and other.days == edition.days:
                self.of_one_year(*self.of_treatment[other], treated, custody)
            if other.report is Report.TREATMENT and other.days == year_after:
                referred = self.released_with_a_referral(f"{other.name}:", self.tables[other])
                if referred:
                    self.rest(custody["people"], referred)

    def _carried_on(self, days):
        """The name of whoever had begun treatment before a year, where both reports of it are there."""
        began = next((names[1] for each, names in self.of_treatment.items() if each.days == days), None)
        treated = next((names[0] for each, names in self.of_recovery.items() if each.days == days), None)
        return self.left_of(treated["people"], began) if began and treated else None

    def _beside_the_overviews(self, edition):
        """The overview of the same days, known on any day, differs by a number of people; its quarters add up to it."""
        same = SAME[edition.report]
        for other in self.tables:
            is_earlier = edition.report is not Report.OVERVIEW or other.as_at < edition.as_at
            if other.report is Report.OVERVIEW and other.days == edition.days and other != edition and is_earlier:
                for own, theirs in same.items():
                    self.rest(self._printed(edition, own), self._printed(other, theirs))
                if edition.report is Report.TREATMENT:  # whoever was seen by day 42 was by day 168
                    self._without(self._printed(other, FUNNEL[2]), self._printed(edition, "contact by 42"))
                for code in self._codes(edition) if edition.report in (Report.GROUPS, Report.OVERVIEW) else ():
                    for what in (f"{column} of {code}" for column in AREAS_SHOW):
                        if what in self._as_printed(edition) & self._as_printed(other):
                            self.rest(self._printed(edition, what), self._printed(other, what))
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

    def without(self, page):
        """As somebody reads who has this page with a star in every cell."""
        (table,) = (table for edition, table in self.tables.items() if edition.name == page)
        self.hidden |= {f"{page}: {each.name}" for each in table.published.figures if each.printed}
