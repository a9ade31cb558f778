"""What is counted by group: who of those first referred engaged, by route, area, sex and so on, and by two at once.

The tables by one and by two kinds of group are one fixed set, decided together: whatever is asked beyond them is not
shown (treatment reference 4.4, which tables are in it is a design choice).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from pathways.people.identity.rules import EthnicGroup
from pathways.reporting.rules.fairness import NOT_RECORDED, AgeBand
from pathways.reporting.rules.journeys import ENGAGED, FirstReferralUnit
from pathways.reporting.rules.metrics import Cohort, OutcomeState, cohort_of
from pathways.reporting.rules.overview_counts import REFERRED
from pathways.reporting.rules.progress import ALL, parts_before_time, parts_of_sentence
from pathways.reporting.rules.proportions import OutcomeClass, Share
from pathways.reporting.rules.standings import PeopleAlike, Standing, State
from pathways.reporting.rules.testing_units import COUNTED, ArrestTest, Result
from pathways.small_numbers.published import TOO_FEW_BASE, Figure, Parts, Published, Rank, Sum, together
from pathways.vocabulary import ELSEWHERE, Origin, Worded


class GroupKind(Worded):
    """By what people are told apart, in the order of the page. Everybody is in exactly one group of each kind."""

    ROUTE = "route", "Route"
    AREA = "area", "Area"
    TEST = "test", "Test on arrest"
    SEX = "sex", "Sex"
    AGE = "age", "Age"
    ETHNICITY = "ethnicity", "Ethnicity"


class Showed(Worded):
    """What the test on the arrest that led to the referral showed: the drugs of a positive one, and what it is else."""

    COCAINE = "cocaine", "Cocaine only"
    OPIATES = "opiates", "Opiates only"
    BOTH = "both", "Cocaine and opiates"
    NOT_STATED = "not_stated", "Positive, drug not stated"
    NEGATIVE = "negative", "Negative, or not confirmed"
    NO_RESULT = "no_result", "No result"


AT_ONCE: Final = (
    *((GroupKind.ROUTE, each) for each in GroupKind if each is not GroupKind.ROUTE),
    *((GroupKind.AREA, each) for each in GroupKind if each not in (GroupKind.ROUTE, GroupKind.AREA)),
)
"""The two kinds by which people are told apart at once: a force asks how those from its custody get on, a district how
its own people do."""
LEAST_AT_ONCE: Final = 100
"""Of fewer people first referred nobody is told apart by two kinds at once: nearly all of it would be hidden. Those who
died count as well: how many people there are is printed, and who is left without the dead may be hidden."""
ANOTHER_WAY, NOT_POSITIVE, ELSEWHERE_OR_NOT_RECORDED, POSITIVE, UNDER_35, FROM_35, NOT_WHITE, NOT_KNOWN = (
    "another_way", "not_positive", "elsewhere_or_not_recorded", "positive", "under_35", "35_and_over",
    "other_than_white", "not_known",
)  # fmt: skip
WIDE: Final[Mapping[GroupKind, Mapping[str, str]]] = {
    GroupKind.ROUTE: {each.value: ANOTHER_WAY for each in Origin if each is not Origin.DETENTION},
    GroupKind.AREA: dict.fromkeys((ELSEWHERE.value, NOT_RECORDED), ELSEWHERE_OR_NOT_RECORDED),
    GroupKind.TEST: {
        Showed.COCAINE.value: POSITIVE,
        Showed.OPIATES.value: POSITIVE,
        Showed.BOTH.value: POSITIVE,
        Showed.NOT_STATED.value: POSITIVE,
        Showed.NEGATIVE.value: NOT_POSITIVE,
        Showed.NO_RESULT.value: NOT_POSITIVE,
    },
    GroupKind.AGE: {
        AgeBand.UNDER_18.value: UNDER_35,
        AgeBand.TO_24.value: UNDER_35,
        AgeBand.TO_34.value: UNDER_35,
        AgeBand.TO_44.value: FROM_35,
        AgeBand.OLDER.value: FROM_35,
    },
    GroupKind.ETHNICITY: {
        **{each.value: NOT_WHITE for each in EthnicGroup if each is not EthnicGroup.WHITE},
        EthnicGroup.NOT_STATED.value: NOT_KNOWN,
        NOT_RECORDED: NOT_KNOWN,
    },
}
"""The wider group that some are in where two kinds are asked for at once: of narrow ones nearly all would be hidden."""


def wide_group(kind: GroupKind, group: str) -> str:
    """The group that is asked for at once with one of another kind: the same, or a wider one."""
    return WIDE.get(kind, {}).get(group, group)


# One person and their groups.


class GroupedState(NamedTuple):
    """What is counted of a person: how it ended (`OutcomeState`), and their groups in the order of `GroupKind`."""

    outcome: str
    happened: bool
    may_still: bool
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GroupedUnit:
    """A referral by any route with the groups of the person. `groups` are those that no day changes; `tests` are those
    on the arrest that led to it, in the order of their samples."""

    referral: FirstReferralUnit
    groups: Mapping[GroupKind, str]
    tests: tuple[ArrestTest, ...] = ()

    @property
    def person_id(self) -> int:
        return self.referral.person_id

    @property
    def record_id(self) -> int:
        return self.referral.record_id

    @property
    def number(self) -> int:
        return self.referral.number

    @property
    def days(self) -> frozenset[date]:
        return self.referral.days.union(*(test.days for test in self.tests))

    def on(self, as_at: date) -> Standing:
        standing = self.referral.on(as_at)
        outcome = OutcomeState(*standing.state)
        groups = {**self.groups, GroupKind.AREA: outcome.area, GroupKind.TEST: self._showed(as_at).value}
        state = GroupedState(
            outcome.outcome, outcome.happened, outcome.may_still, tuple(groups[kind] for kind in GroupKind)
        )
        return standing._replace(state=state)

    def _showed(self, as_at: date) -> Showed:
        """By the last of them that counts and was known by then."""
        results = [(test, test.result_on(as_at)) for test in self.tests if test.known_on <= as_at]
        last = next(((test, result) for test, result in reversed(results) if result in COUNTED), None)
        if last is None:
            return Showed.NO_RESULT
        return Showed(last[0].drugs_found.value) if last[1] is Result.POSITIVE else Showed.NEGATIVE


# How the people of each group got on.


Which = tuple[tuple[GroupKind, str], ...]
"""Which people: those in a group, or in two groups of different kinds at once; () is everybody."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """So many people, and how many of them engaged. Whoever died before they engaged, or is pending, is not in it."""

    which: Which
    people: int
    engaged: int

    @property
    def share(self) -> Share:
        return Share(self.engaged, self.people)


@dataclass(frozen=True, kw_only=True)
class GroupCounts:
    """Everybody first referred in the period, each once, and the people of each group and of two `at_once`."""

    everybody: Cohort = field(default_factory=Cohort)
    cells: tuple[Cell, ...] = ()
    at_once: tuple[tuple[GroupKind, GroupKind], ...] = AT_ONCE

    def by_which(self) -> Mapping[Which, Cell]:
        """The cells that there are; nobody is in any other."""
        return {each.which: each for each in self.cells}

    @property
    def whole(self) -> Cell:
        """Everybody of whom a share is shown."""
        share = self.everybody.tally.share
        return Cell(which=(), people=share.of, engaged=share.count)


def group_counts(people: Iterable[PeopleAlike]) -> GroupCounts:
    """Count people, each by the first of their referrals that counts, in every group and every two that are shown."""
    everybody: list[PeopleAlike] = []
    counts: dict[Which, tuple[int, int]] = {}
    for states, number, records in people:
        state = _first(states)
        everybody.append(PeopleAlike((OutcomeState(*state[:3], ""),), number, records))
        if state.outcome not in (OutcomeClass.YES, OutcomeClass.NO):
            continue
        engaged = number * (state.outcome == OutcomeClass.YES)
        groups = dict(zip(GroupKind, state.groups, strict=True))
        wide = {kind: wide_group(kind, group) for kind, group in groups.items()}
        single = {((kind, group),) for of in (groups, wide) for kind, group in of.items()}
        pairs = (((first, wide[first]), (second, wide[second])) for first, second in AT_ONCE)
        for which in (*single, *pairs):
            before = counts.get(which, (0, 0))
            counts[which] = before[0] + number, before[1] + engaged
    cohort = cohort_of(everybody)
    at_once = AT_ONCE if cohort.people >= LEAST_AT_ONCE else ()
    cells = (
        Cell(which=which, people=people_of, engaged=engaged)
        for which, (people_of, engaged) in sorted(counts.items())
        if at_once or len(which) == 1
    )
    return GroupCounts(everybody=cohort, cells=tuple(cells), at_once=at_once)


def _first(states: Iterable[State]) -> GroupedState:
    every = [GroupedState(*state) for state in states]
    return next((each for each in every if each.outcome != OutcomeClass.LEFT_OUT), every[0])


# How the figures add up.


OUT_OF, HAD, HAD_NOT = "out of", "engaged", "not engaged"
COLUMNS: Final = (OUT_OF, HAD, HAD_NOT)


def figure_of(column: str, which: Which) -> str:
    """How a figure is called: those of areas, and of everybody, as the overview calls them, which counts the same."""
    match which:
        case ():
            return f"{column} of {ALL}"
        case ((GroupKind.AREA, area),):
            return f"{column} of {area}"
    return f"{column} of {', '.join(f'{kind.value} {group}' for kind, group in which)}"


def published_of(counts: GroupCounts) -> Published:
    """Every figure of the page, whatever is asked of it, and what adds up to what."""
    everybody, cells = counts.everybody, counts.by_which()
    people = everybody.people
    groups = {kind: [which[0][1] for which in cells if len(which) == 1 and which[0][0] is kind] for kind in GroupKind}
    parts: list[Parts] = [([Figure(name=REFERRED, people=people, rank=Rank.TOTAL)], [])]
    parts.append(parts_of_sentence(everybody, ENGAGED, (REFERRED, people)))
    parts.append(parts_before_time(everybody, ENGAGED))
    parts.append(_beside_everybody(everybody))
    parts.append(_row(counts.whole, Rank.TOTAL))
    parts += [_row(cells[(kind, group),], Rank.SUBTOTAL) for kind in GroupKind for group in groups[kind]]
    for kind, of_kind in groups.items():
        wide: dict[str, list[Which]] = {}
        for group in (each for each in of_kind if each not in WIDE.get(kind, {}).values()):
            wide.setdefault(wide_group(kind, group), []).append(((kind, group),))
        parts += [_added_up(((kind, group),), narrow) for group, narrow in wide.items() if narrow != [((kind, group),)]]
        parts += [_added_up((), [((kind, group),) for group in wide])] if wide else []
        groups[kind] = [*wide]
    for first, second in counts.at_once:
        every = [((first, group), (second, beside)) for group in groups[first] for beside in groups[second]]
        parts += [_row(cells.get(each, Cell(which=each, people=0, engaged=0)), Rank.INNER) for each in every]
        for whole in ((kind, group) for kind in (first, second) for group in groups[kind]):
            parts.append(_added_up((whole,), [each for each in every if whole in each]))
    asked_for: list[Which] = [((kind, group),) for kind in GroupKind for group in groups[kind]]
    asked_for += [which for which in cells if len(which) > 1]
    parts += [_rest(cells[which], counts.whole) for which in asked_for]
    figures, sums = together(parts)
    return Published(figures=tuple(figures), sums=tuple(sums))


def _beside_everybody(everybody: Cohort) -> Parts:
    """Everybody first referred, beside those of whom a share is shown: the pending and those who died are not in it."""
    pending, died = everybody.tally.pending, everybody.tally.died
    names = f"pending of {ALL}", f"died of {ALL}"
    numbers = dict(zip(names, (pending, died), strict=True))
    figures = [Figure(name=name, people=number, printed=False) for name, number in numbers.items()]
    sums = [Sum(f"{ENGAGED} people", (f"{OUT_OF} of {ALL}", *names))]
    if everybody.is_final:
        sums.append(Sum(f"{ENGAGED} died", (names[1],)))
    return figures, sums


def _row(cell: Cell, rank: Rank) -> Parts:
    """The people of a cell, and how many engaged: not where they are under ten, of whom a share says too much."""
    is_too_few = 0 < cell.people < TOO_FEW_BASE
    whole, had, had_not = (figure_of(column, cell.which) for column in COLUMNS)
    figures = [
        Figure(name=whole, people=cell.people, rank=rank),
        Figure(name=had, people=cell.engaged, rank=rank, withheld=is_too_few, star=0 if is_too_few else 1),
        Figure(name=had_not, people=cell.people - cell.engaged, printed=False),
    ]
    return figures, [Sum(whole, (had, had_not))]


def _added_up(whole: Which, parts: Iterable[Which]) -> Parts:
    parts = tuple(parts)
    return [], [Sum(figure_of(column, whole), tuple(figure_of(column, part) for part in parts)) for column in COLUMNS]


def _rest(cell: Cell, everybody: Cell) -> Parts:
    """Everybody but those who can be asked for: the page lays these beside them, and nobody may be found among them."""
    figures, sums = [], []
    for column, whole, part in (
        (OUT_OF, everybody.people, cell.people),
        (HAD, everybody.engaged, cell.engaged),
        (HAD_NOT, everybody.people - everybody.engaged, cell.people - cell.engaged),
    ):
        rest = f"{figure_of(column, ())} but {figure_of(column, cell.which)}"
        figures.append(Figure(name=rest, people=whole - part, printed=False))
        sums.append(Sum(figure_of(column, ()), (figure_of(column, cell.which), rest)))
    return figures, sums
