"""Whoever asks for every group, and every two, three and more at once, of one year and of the next, works out few people
from none of the answers, and reads the same of the same people on each."""

import re
from datetime import date
from itertools import product

import pytest

from pathways.reporting.rules.groups import WIDE, GroupKind, group_counts, published_of
from pathways.reporting.rules.groups_words import HEAD, OUTSIDE, TOO_SMALL, groups_to_ask_for, groups_view, in_order
from pathways.reporting.rules.periods import QUARTER, YEAR, of_months, period_of
from pathways.reporting.rules.standings import alike
from pathways.small_numbers.beside import hidden_alone
from pathways.small_numbers.published import HIDDEN, Figure, Published, Sum
from pathways.vocabulary import Area
from tests.rounds import rounds
from tests.unit.reporting.made_up_groups import with_groups
from tests.unit.reporting.made_up_units import units_of
from tests.unit.small_numbers.attacker import worked_out

YEARS = tuple(of_months(date(year, 4, 1), YEAR) for year in range(2022, 2026))
AREAS = tuple(Area(each, each.title()) for each in ("lincoln", "boston", "skegness", "grantham", "elsewhere"))
OFFERED = groups_to_ask_for((*AREAS, Area("not_recorded", "Not recorded")))
EVERY = [
    tuple((kind, group) for kind, group in zip(GroupKind, chosen, strict=True) if group)
    for chosen in product(*(("", *OFFERED[kind]) for kind in GroupKind))
]
"""Everything that can be asked for: of each kind nothing, or one of its groups."""
ASKED_FOR = frozenset(EVERY) - {()}
COUNTED = re.compile(r"Of these ([\d,]+) people, ([\d,]+) engaged in treatment within 84 days \(12 weeks\): ([\d.]+)%")
EVERYBODY = re.compile(
    r"Of ([\d,]+) people who were first referred, ([\d,]+) engaged in treatment within 84 days \(12 weeks\)"
    r"(?:; ([\d,]+) died first and are left out of the share)?[:.]"
)
SIZE = re.compile(r"(?:Of|How many of these) ([\d,]+) people ")
NUMBER = re.compile(r"\d+")


def made(people, seed):
    """By year, the counts and what of them is hidden."""
    last = of_months(YEARS[-1].to_on.replace(day=1), 1 + QUARTER).to_on
    grouped = with_groups(units_of(seed, people, YEARS[0].from_on, last), seed)
    by_year = {}
    for days in YEARS:
        as_at = of_months(days.from_on, YEAR + QUARTER).to_on
        counts = group_counts(alike(grouped, period_of(days, as_at)))
        by_year[days] = counts, hidden_alone("groups", published_of(counts)).hidden, as_at
    return by_year


class Reader:
    """Somebody who writes down each number of each answer by whom it is of, and what adds up to what."""

    def __init__(self, counts, hidden, days, as_at):
        self.true = {(): counts.whole} | counts.by_which()
        self.everybody, self.at_once = counts.everybody, [set(kinds) for kinds in counts.at_once]
        self.read, self.sums, self.answered = {}, set(), 0
        for which in EVERY:
            self._ask(which, groups_view(counts, hidden, AREAS, which, days, as_at))

    def _ask(self, which, view):
        words = " ".join(view.sentences)
        if len(which) > 1 and {kind for kind, _ in which} not in self.at_once:
            assert words == (OUTSIDE if self.at_once else TOO_SMALL)
            assert view.is_outside
            assert view.tables == ()
            return
        self.answered += 1
        if not which:
            everybody, size = EVERYBODY.match(words), SIZE.match(words)
            self._note(which, referred=size[1], engaged=everybody[2] if everybody else HIDDEN)
            if everybody:
                self._note(which, died=HIDDEN if "Some died first" in words else everybody[3] or "0")
        else:
            whole, size = COUNTED.match(words), SIZE.match(words)
            if whole:
                self._note(which, people=whole[1], engaged=whole[2])
            elif size:
                self._note(which, people=size[1], engaged=HIDDEN)
                assert set(NUMBER.findall(words)) == {size[1], "84", "12"}
            elif words.startswith("Nobody who"):
                self._note(which, people="0", engaged="0")
            else:
                self._note(which, people=HIDDEN)
                assert not NUMBER.search(words)
        for table in view.tables:
            groups = []
            for row in table.rows:
                own = in_order((*which, (table.kind, row.code)))
                numbers = dict(zip(HEAD[1:], row.cells, strict=True))
                self._note(own, people=numbers["People"], engaged=numbers["Engaged"])
                if HIDDEN in (numbers["People"], numbers["Engaged"]):
                    assert numbers["Share"] == numbers["95% interval"] == HIDDEN
                    assert row.compared is None
                groups.append(own)
            self.sums.add((which, tuple(groups)))
        for row in view.asked[:1]:
            self._note(which, people=row.cells[0], engaged=row.cells[1])

    def _note(self, which, **numbers):
        for column, number in numbers.items():
            before = self.read.setdefault((which, column), number)
            assert before == number, (which, column, before, number)

    def _is_of_ten(self, which):
        """Of fewer, or of nobody knows how many, a star may be a nought as well: the page says so."""
        people = self.read.get((which, "people"), HIDDEN)
        return people != HIDDEN and int(people.replace(",", "")) >= 10

    @property
    def narrowed(self):
        figures, sums, hidden = {}, [], set()

        def figure(which, column):
            name = f"{column} of {which}"
            if name not in figures:
                cell = self.true.get(which)
                beside = {"referred": self.everybody.people, "died": self.everybody.tally.died}
                number = 0 if cell is None else beside.get(column, getattr(cell, column, None))
                printed = self.read.get((which, column))
                star = 1 if column != "engaged" or self._is_of_ten(which) else 0
                figures[name] = Figure(name=name, people=number, printed=printed is not None, star=star)
                if printed == HIDDEN:
                    hidden.add(name)
                elif printed is not None:
                    assert printed == f"{number:,}"
            return name

        sums.append(Sum(figure((), "referred"), (figure((), "people"), figure((), "died"))))
        cells = {which for which, _ in self.read} | {()}
        for which in cells:
            whole, part = figure(which, "people"), figure(which, "engaged")
            rest = f"not engaged of {which}"
            figures[rest] = Figure(name=rest, people=figures[whole].people - figures[part].people, printed=False)
            sums.append(Sum(whole, (part, rest)))
            if which in ASKED_FOR:
                for column in ("people", "engaged"):
                    others = f"{column} but {which}"
                    of_others = figures[figure((), column)].people - figures[figure(which, column)].people
                    figures[others] = Figure(name=others, people=of_others, printed=False)
                    sums.append(Sum(figure((), column), (figure(which, column), others)))
                did_not = figures[f"people but {which}"].people - figures[f"engaged but {which}"].people
                figures[f"nobody of {which}"] = Figure(name=f"nobody of {which}", people=did_not, printed=False)
                sums.append(Sum(f"people but {which}", (f"engaged but {which}", f"nobody of {which}")))
        for whole, parts in self.sums:
            for column in ("people", "engaged"):
                sums.append(Sum(figure(whole, column), tuple(figure(part, column) for part in parts)))
        for kind, wide in WIDE.items():
            of_wide = {}
            for which in cells:
                if len(which) == 1 and which[0][0] is kind and which[0][1] in wide:
                    of_wide.setdefault(((kind, wide[which[0][1]]),), []).append(which)
            for whole, parts in of_wide.items():
                if whole in cells:
                    for column in ("people", "engaged"):
                        sums.append(Sum(figure(whole, column), tuple(figure(part, column) for part in sorted(parts))))
        return worked_out(Published(figures=tuple(figures.values()), sums=tuple(sums)), frozenset(hidden))


@pytest.mark.rounds
@pytest.mark.parametrize(
    ("people", "seed"),
    [(1_800, 0), *rounds((), [(people, seed) for people in (240, 600, 1_200, 4_000) for seed in range(5)])],
)
def test_nobody_works_out_few_people_whatever_they_ask_for(people, seed):
    assert len(YEARS) * len(EVERY) > 10_000
    for days, (counts, hidden, as_at) in made(people, seed).items():
        reader = Reader(counts, hidden, days, as_at)
        assert reader.narrowed == {}
        of_two = [len(OFFERED[first]) * len(OFFERED[second]) for first, second in counts.at_once]
        assert len(of_two) == (9 if counts.everybody.people >= 100 else 0)
        assert reader.answered == 1 + sum(map(len, OFFERED.values())) + sum(of_two)
