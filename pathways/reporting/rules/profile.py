"""The drug profile of a year by area: what tests on arrest found, and beside it what people say they use.

Two questions, asked of two groups of people: whoever was tested on arrest, and whoever a service assessed. Nothing ties
one to the other. Which figures there are is one fixed set (treatment reference 4.4; what is in it is a design choice).
By area only those who tested positive are told apart: an area is recorded of whoever is referred, which hardly anybody
who tests negative is, so that a share positive of an area would say who is asked where they live.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final, Generic, NamedTuple, TypeVar

from pathways.reporting.rules import arc, overview_counts, testing
from pathways.reporting.rules.arc_units import ArcLine, AssessedUnit
from pathways.reporting.rules.groups import GroupKind, wide_group
from pathways.reporting.rules.progress import ALL
from pathways.reporting.rules.proportions import Share
from pathways.reporting.rules.standings import PeopleAlike, Standing
from pathways.reporting.rules.testing_units import COUNTED, ArrestTest, DrugsFound, Result
from pathways.small_numbers.published import TOO_FEW_BASE, Figure, Parts, Published, Rank, Sum, together

BY_AREA: Final = (ArcLine.HEROIN, ArcLine.COCAINE, ArcLine.CANNABIS, ArcLine.SYNTHETIC_CANNABINOIDS, ArcLine.ALCOHOL)
"""The substances that are counted by area. Other drugs, and no use, are of everybody alone: by area nearly all of it
would be hidden."""

# One test, and one assessment, with the area in which the person lived.

Counted = TypeVar("Counted", ArrestTest, AssessedUnit)


@dataclass(frozen=True, kw_only=True)
class UnitOfArea(Generic[Counted]):
    """What is counted of one person, with the code of the area that was recorded for it."""

    counted: Counted
    area: str

    @property
    def person_id(self) -> int:
        return self.counted.person_id

    @property
    def record_id(self) -> int:
        return self.counted.record_id

    @property
    def number(self) -> int:
        return self.counted.number


class FoundState(NamedTuple):
    """What is counted of a test: what it counts as (`Result`), what it found (`DrugsFound`), and the area."""

    result: str
    drugs: str
    area: str


class FoundUnit(UnitOfArea[ArrestTest]):
    """A test on arrest; its area is that of the arrest."""

    @property
    def days(self) -> frozenset[date]:
        return self.counted.days

    def on(self, as_at: date) -> Standing | None:
        """None before its result was known, and where the return counts it apart: held, voided, refused."""
        test = self.counted
        if as_at < test.known_on or (result := test.result_on(as_at)) not in COUNTED:
            return None
        return Standing(test.taken_on, test.taken_on, FoundState(result.value, test.drugs_found.value, self.area))


class DeclaredState(NamedTuple):
    """What is counted of an assessment: the lines of the substances that were named, none for no use, and the area."""

    lines: tuple[str, ...]
    area: str


class DeclaredUnit(UnitOfArea[AssessedUnit]):
    """An attended assessment as the ARC report counts it; its area is that of the referral."""

    @property
    def days(self) -> frozenset[date]:
        return frozenset({self.counted.assessed_on})

    def on(self, _as_at: date) -> Standing:
        assessed_on = self.counted.assessed_on
        lines = tuple(line.value for line in ArcLine if line in self.counted.lines)
        return Standing(assessed_on, assessed_on, DeclaredState(lines, self.area))


# How many people.


@dataclass(frozen=True, kw_only=True)
class AreaCounts:
    """So many people of an area, and how many of them by each code: by what was found, or by what they said."""

    people: int = 0
    of: Mapping[str, int] = field(default_factory=dict)

    def share(self, code: str) -> Share:
        return Share(self.of.get(code, 0), self.people)


@dataclass(frozen=True, kw_only=True)
class FoundCounts:
    """Everybody tested in a year, and those who tested positive by what the last of their positive tests found
    (`DrugsFound`): by the code of the area, and under `ALL` of everybody."""

    tested: int = 0
    areas: Mapping[str, AreaCounts] = field(default_factory=dict)

    @property
    def everybody(self) -> AreaCounts:
        return self.areas.get(ALL, AreaCounts())

    @property
    def positive(self) -> Share:
        """Whoever tested positive, of everybody tested."""
        return Share(self.everybody.people, self.tested)


@dataclass(frozen=True, kw_only=True)
class DeclaredCounts:
    """Everybody assessed in a year, by the lines that they named at the first assessment (`ArcLine`; `NO_USE` for
    none): by the code of the area, and under `ALL` of everybody."""

    areas: Mapping[str, AreaCounts] = field(default_factory=dict)

    @property
    def everybody(self) -> AreaCounts:
        return self.areas.get(ALL, AreaCounts())


NO_USE: Final = "no_use"


def found_counts(tested: Iterable[PeopleAlike]) -> FoundCounts:
    """Count people, given those with a test that counts in the period."""
    everybody, tested_positive = 0, _Tally()
    for states, number, _ in tested:
        everybody += number
        positive = [state for state in map(FoundState._make, states) if state.result == Result.POSITIVE]
        if positive:
            tested_positive.add(positive[-1].area, (positive[-1].drugs,), number)
    return FoundCounts(tested=everybody, areas=tested_positive.counts)


def declared_counts(assessed: Iterable[PeopleAlike]) -> DeclaredCounts:
    """Count people, given those with an assessment in the period."""
    declared = _Tally()
    for states, number, _ in assessed:
        first = DeclaredState._make(states[0])
        declared.add(first.area, first.lines or (NO_USE,), number)
    return DeclaredCounts(areas=declared.counts)


class _Tally:
    """People by area and by code, added up as they come."""

    def __init__(self) -> None:
        self._people: Counter[str] = Counter()
        self._of: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, area: str, codes: Iterable[str], number: int) -> None:
        """The rest of the county and whoever has no area recorded are one row: by itself each would be hidden."""
        each = dict.fromkeys(codes, number)
        for where in (wide_group(GroupKind.AREA, area), ALL):
            self._people[where] += number
            self._of[where].update(each)

    @property
    def counts(self) -> Mapping[str, AreaCounts]:
        return {
            area: AreaCounts(people=people, of=dict(sorted(self._of[area].items())))
            for area, people in sorted(self._people.items())
        }


# How the figures add up.


TESTED, FOUND, DECLARED = "tested people", "found", "declared"
DRUGS: Final = tuple(each.value for each in DrugsFound)
LINES: Final = tuple(each.value for each in ArcLine)
LINES_BY_AREA: Final = tuple(each.value for each in BY_AREA)


def people_of(part: str, area: str) -> str:
    """The name of how many people of an area there are: of those who tested positive, or of those assessed."""
    return f"{part} people of {area}"


def figure_of(part: str, code: str, area: str) -> str:
    """The name of how many of them by a code."""
    return f"{part} {code} of {area}"


def published_of(counts: FoundCounts | DeclaredCounts) -> Published:
    """Every figure of this part of the page, printed or worked out, and what adds up to what.

    Where it is hidden how many were tested, positive or assessed, so is what they are made of, noughts too. Of fewer
    than ten people nothing is told but how many there are.
    """
    parts = _of_tests(counts) if isinstance(counts, FoundCounts) else _of_declared(counts)
    figures, sums = together([*parts])
    return Published(figures=tuple(figures), sums=tuple(sums))


def _of_tests(counts: FoundCounts) -> Iterator[Parts]:
    """Everybody tested; the positive ones of them; and what was found, of which each of them is in exactly one."""
    positive, tested = people_of(FOUND, ALL), counts.tested
    negative = Figure(name="never positive", people=tested - counts.positive.count, printed=False)
    of_all = Figure(name=positive, people=counts.positive.count, rank=Rank.TOTAL, falls_with=(TESTED,))
    yield [_everybody(TESTED, tested), of_all, negative], [Sum(TESTED, (positive, negative.name))]
    falls_with = (TESTED, positive)
    for area, of in counts.areas.items():
        yield _areas_people(FOUND, area, of, falls_with)
        yield [_cell(FOUND, code, area, of, falls_with) for code in DRUGS], []
        yield [], [Sum(people_of(FOUND, area), tuple(figure_of(FOUND, code, area) for code in DRUGS))]
    yield _added_up(FOUND, DRUGS, counts.areas)


def _of_declared(counts: DeclaredCounts) -> Iterator[Parts]:
    """Everybody assessed; and who of them named a substance, of which one person may name several."""
    everybody, assessed = counts.everybody, people_of(DECLARED, ALL)
    yield [_everybody(assessed, everybody.people)], []
    for area, of in counts.areas.items():
        yield _areas_people(DECLARED, area, of, (assessed,))
        for code in (*LINES, NO_USE) if area == ALL else LINES_BY_AREA:
            cell = _cell(DECLARED, code, area, of, (assessed,))
            rest = Figure(name=f"not {cell.name}", people=of.people - cell.people, printed=False)
            yield [cell, rest], [Sum(people_of(DECLARED, area), (cell.name, rest.name))]
    if everybody.people:
        yield _who_use(everybody)
    yield _added_up(DECLARED, LINES_BY_AREA, counts.areas)


def _who_use(everybody: AreaCounts) -> Parts:
    """Whoever uses anything named a line, as the ARC report has it; nobody else named one."""
    no_use = figure_of(DECLARED, NO_USE, ALL)
    users, named = everybody.people - everybody.of.get(NO_USE, 0), sum(everybody.of.get(code, 0) for code in LINES)
    lines = {figure_of(DECLARED, code, ALL): everybody.of.get(code, 0) for code in LINES}
    figures = [
        Figure(name="users", people=users, printed=False),
        Figure(name="named", people=named, printed=False, of_people=False),
        Figure(name="named besides", people=named - users, printed=False, of_people=False),
        *(Figure(name=f"users but {name}", people=users - number, printed=False) for name, number in lines.items()),
    ]
    sums = [
        Sum(people_of(DECLARED, ALL), ("users", no_use)),
        Sum("named", tuple(lines)),
        Sum("named", ("users", "named besides")),
        *(Sum("users", (name, f"users but {name}")) for name in lines),
    ]
    return figures, sums


def _everybody(name: str, people: int) -> Figure:
    is_too_few = 0 < people < TOO_FEW_BASE
    return Figure(name=name, people=people, rank=Rank.TOTAL, withheld=is_too_few, star=0 if is_too_few else 1)


def _areas_people(part: str, area: str, of: AreaCounts, falls_with: tuple[str, ...]) -> Parts:
    if area == ALL:
        return [], []
    return [Figure(name=people_of(part, area), people=of.people, rank=Rank.SUBTOTAL, falls_with=falls_with)], []


def _cell(part: str, code: str, area: str, of: AreaCounts, falls_with: tuple[str, ...]) -> Figure:
    is_too_few = of.people < TOO_FEW_BASE
    return Figure(
        name=figure_of(part, code, area),
        people=of.of.get(code, 0),
        rank=Rank.SUBTOTAL if area == ALL else Rank.INNER,
        withheld=is_too_few,
        star=0 if is_too_few else 1,
        falls_with=falls_with,
    )


def _added_up(part: str, codes: Sequence[str], counts: Mapping[str, AreaCounts]) -> Parts:
    """That the areas together, whoever has none recorded among them, are everybody."""
    areas = [area for area in counts if area != ALL]
    names: list[Callable[[str], str]] = [partial(people_of, part), *(partial(figure_of, part, code) for code in codes)]
    return [], [Sum(name(ALL), tuple(name(area) for area in areas)) for name in names if areas]


# What other reports count of the same people: pairs of names, ours first.


IN_THE_RETURN: Final = (
    (TESTED, testing.figure_of(testing.WHOLE, testing.PEOPLE)),
    (people_of(FOUND, ALL), testing.figure_of(testing.WHOLE, testing.PEOPLE_POSITIVE)),
)
LAST_OF_THEIR_TESTS: Final = tuple((figure_of(FOUND, code, ALL), f"drug {code}") for code in DRUGS)
"""By drug the return counts every positive test: the last of each person is one of them, so they are no fewer."""
IN_THE_OVERVIEW: Final = ((TESTED, overview_counts.TESTED), (people_of(FOUND, ALL), overview_counts.POSITIVE))
IN_THE_ARC_REPORT: Final = (
    (people_of(DECLARED, ALL), arc.ASSESSED),
    *((figure_of(DECLARED, code, ALL), code) for code in (*LINES, NO_USE)),
)
