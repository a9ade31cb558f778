"""The ARC report: who was assessed in a period, what they use, whether they engaged, and what of it is hidden."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from pathways.engagement.notes.rules import COUNTS_AS_ENGAGED
from pathways.reporting.rules.arc_units import ArcLine, AssessedState, DefinitionState
from pathways.reporting.rules.proportions import ClassTally, Period, Range, Share, possible_range
from pathways.reporting.rules.standings import PeopleAlike
from pathways.small_numbers.published import HIDDEN, TOO_FEW_BASE, Figure, Parts, Published, Rank, Sum, together

# The counted report.
#
# Source: the ARC table of the Lincolnshire Drugs Strategy 2021-2025 (354 assessed, 2016 to 2021), verified; it gives
# neither its definition of "engaged" nor a horizon, so ours are stated with the figures (design choices).


class DoesNotAddUp(ValueError):
    """Figures that contradict each other are never shown."""


@dataclass(frozen=True, kw_only=True)
class ArcCounts:
    """The counts. All are people. `engaged_of_users` is exact, or None where only a range is known."""

    assessed: int
    lines: Mapping[ArcLine, int]
    multiple: int
    single: int
    none: int
    outcome: ClassTally
    engaged_of_users: Share | None
    range_of_users: Range
    earlier_marks: int
    unnamed: int
    merged: int
    recorded_under: tuple[str, ...]

    @property
    def users(self) -> int:
        return self.multiple + self.single

    @property
    def mentions(self) -> int:
        return sum(self.lines.values())

    @property
    def groups(self) -> tuple[int, int, int]:
        return self.multiple, self.single, self.none


# How the counts hang together: the groups by number of substances, the outcomes, the substance lines and who engaged of
# those who use anything, each a part of the assessed.


GROUPS = ("multiple_use", "single_use", "no_use")
OUTCOMES = ("did_not_engage", "still_open", "engaged", "died_before_engaging")
ASSESSED, USERS, MENTIONS, NEED = "assessed", "users", "mentions", "engaged_of_users"
MERGED, UNNAMED, EARLIER_MARKS = "merged", "unnamed", "earlier_marks"


def published_of(counted: ArcCounts) -> Published:
    """Every count of a report, printed or worked out, and how they add up.

    Of fewer than ten people nothing is shown, and nothing where it is hidden how many there are. A range that is shown
    in the place of who engaged of the users is worked out of the groups and outcomes: it goes with any of them.
    """
    is_too_few = 0 < counted.assessed < TOO_FEW_BASE
    assessed = Figure(
        name=ASSESSED,
        people=counted.assessed,
        rank=Rank.TOTAL,
        withheld=is_too_few,
        star=0 if is_too_few else 1,
    )
    parts = (_of_groups(counted), _of_outcomes(counted), _of_lines(counted), _of_need(counted))
    figures, sums = together(parts)
    beside = ((MERGED, counted.merged), (UNNAMED, counted.unnamed), (EARLIER_MARKS, counted.earlier_marks))
    figures += [Figure(name=name, people=people) for name, people in beside]
    if counted.engaged_of_users is None:
        whole = (*GROUPS, *OUTCOMES, USERS)
        figures.append(Figure(name=NEED, people=0, of_people=False, falls_with=whole))
    falling = [replace(each, falls_with=(*each.falls_with, ASSESSED)) if each.printed else each for each in figures]
    return Published(figures=(assessed, *falling), sums=tuple(sums))


def _of_groups(counted: ArcCounts) -> Parts:
    """Several substances, one, none: parts of the assessed; the first two are those who use anything."""
    multiple, single, none = GROUPS
    figures = [Figure(name=name, people=people) for name, people in zip(GROUPS, counted.groups, strict=True)]
    figures.append(Figure(name=USERS, people=counted.users, rank=Rank.SUBTOTAL))
    sums = [Sum(USERS, (multiple, single)), Sum(ASSESSED, (USERS, none))]
    for figure in figures[:2]:
        _add_rest(figures, sums, figure, ASSESSED, counted.assessed)
    return figures, sums


def _of_outcomes(counted: ArcCounts) -> Parts:
    """The outcomes, with what remains of a share's whole: the assessed without those who died."""
    outcome = counted.outcome
    no, pending, yes, _ = OUTCOMES
    figures = [
        Figure(name=name, people=people)
        for name, people in zip(OUTCOMES, (outcome.no, outcome.pending, outcome.yes, outcome.died), strict=True)
    ]
    sums = [Sum(ASSESSED, OUTCOMES)]
    for figure in tuple(figures):
        _add_rest(figures, sums, figure, ASSESSED, counted.assessed)
    figures += [
        Figure(name="not engaged yet", people=outcome.no + outcome.pending, printed=False),
        Figure(name="not lost", people=outcome.pending + outcome.yes, printed=False),
    ]
    return figures, [*sums, Sum("not engaged yet", (no, pending)), Sum("not lost", (pending, yes))]


def _of_lines(counted: ArcCounts) -> Parts:
    """The substance lines, each a part of those who use anything, and their sum.

    Everybody who uses anything is on at least one line, somebody who uses one substance on exactly one, and nobody on
    more than have anybody.
    """
    if not counted.lines:
        return [], []
    multiple, single, _ = counted.groups
    lines = {line.value: people for line, people in counted.lines.items()}
    used = [name for name, people in lines.items() if people]
    figures = [Figure(name=name, people=people) for name, people in lines.items()]
    mentions = counted.mentions
    sums = [Sum(MENTIONS, tuple(lines))]
    for figure in tuple(figures):
        _add_rest(figures, sums, figure, USERS, counted.users)
        _add_rest(figures, sums, figure, ASSESSED, counted.assessed)
    most = single + len(used) * multiple
    figures += [
        Figure(name=MENTIONS, people=mentions, rank=Rank.SUBTOTAL),
        Figure(name="further mentions", people=mentions - counted.users, printed=False, of_people=False),
        Figure(name="mentions at most", people=most, printed=False, of_people=False),
        Figure(name="mentions left out", people=most - mentions, printed=False, of_people=False),
    ]
    sums += [
        Sum(MENTIONS, (USERS, "further mentions")),
        Sum("mentions at most", (MENTIONS, "mentions left out")),
        Sum("mentions at most", (GROUPS[1], *(GROUPS[0] for _ in used))),
    ]
    return figures, sums


def _of_need(counted: ArcCounts) -> Parts:
    """Who engaged of those who use anything and did not die first, printed as one figure; and of everybody else."""
    need, outcome, none = counted.engaged_of_users, counted.outcome, counted.groups[2]
    if need is None:
        return [], []
    died = counted.users - need.of
    others_engaged, others_died = outcome.yes - need.count, outcome.died - died
    worked_out = {
        "users not engaged": need.of - need.count,
        "users who died": died,
        "others engaged": others_engaged,
        "others who died": others_died,
        "others not engaged": none - others_engaged - others_died,
        "others there": none - others_engaged,
    }
    figures = [
        Figure(name=NEED, people=need.count, row=NEED, star=0),
        Figure(name=f"{NEED}, of", people=need.of, row=NEED, star=0),
        *(Figure(name=name, people=people, printed=False) for name, people in worked_out.items()),
    ]
    sums = [
        Sum(f"{NEED}, of", (NEED, "users not engaged")),
        Sum(USERS, (f"{NEED}, of", "users who died")),
        Sum("engaged", (NEED, "others engaged")),
        Sum("died_before_engaging", ("users who died", "others who died")),
        Sum("no_use", ("others engaged", "others there")),
        Sum("others there", ("others who died", "others not engaged")),
    ]
    return figures, sums


def _add_rest(figures: list[Figure], sums: list[Sum], part: Figure, whole: str, people: int) -> None:
    """What is left of a whole without a part, which nobody prints."""
    rest = f"{whole} not {part.name}"
    figures.append(Figure(name=rest, people=people - part.people, printed=False))
    sums.append(Sum(whole, (part.name, rest)))


# The report as it may be shown.


@dataclass(frozen=True, kw_only=True)
class ArcReport(ArcCounts):
    """The counts of a period, and the names of those that are hidden. Page, charts, paper and file all use these."""

    period: Period
    hidden: frozenset[str]

    @property
    def is_not_shown(self) -> bool:
        """Whether it is hidden how many were assessed, and so everything else."""
        return ASSESSED in self.hidden

    @property
    def engaged(self) -> Share:
        """Of all assessed. Those who died first are counted beside it; pending ones stay in: it is not yet final."""
        return Share(self.outcome.yes, self.assessed - self.outcome.died)

    @property
    def did_not_engage(self) -> Share:
        return Share(self.outcome.no, self.assessed - self.outcome.died)

    @property
    def is_final(self) -> bool:
        """Whether no referral of the cohort was open any more: then the engaged figure no longer grows from them."""
        return self.outcome.pending == 0

    def of_assessed(self, count: int) -> Share:
        return Share(count, self.assessed)

    @property
    def ranked(self) -> tuple[tuple[ArcLine, int], ...]:
        """The lines, most people first; ties, and at the end the hidden ones, in the order of the published table."""
        return tuple(sorted(self.lines.items(), key=lambda item: 1 if item[0].value in self.hidden else -item[1]))

    def share_cells(self, figure: str, count: int) -> tuple[str, str]:
        """A share of the assessed and its interval, or two stars where the figure is hidden."""
        share = self.of_assessed(count)
        return (HIDDEN, HIDDEN) if figure == HIDDEN else (share.percent, share.interval_words)

    def figure(self, name: str, count: int) -> str:
        """A count by the name it is published under, or a star where it is hidden."""
        return HIDDEN if name in self.hidden else f"{count:,}"


def arc_report(counts: ArcCounts, hidden: frozenset[str], period: Period) -> ArcReport:
    """The counts of a period as they may be shown."""
    return ArcReport(**vars(counts), hidden=hidden, period=period)


def arc_counts(people: Iterable[PeopleAlike], definitions: Iterable[PeopleAlike] = ()) -> ArcCounts:
    """Count the people assessed in a period, each by their first assessment in it.

    `definitions` are the marks of engagement of everybody by the as-at date: under what each was recorded. Raises
    DoesNotAddUp if any figure contradicts another.
    """
    assessed: Counter[AssessedState] = Counter()
    merged = 0
    for states, number, records in people:
        assessed[AssessedState(*states[0])] += number
        merged += records - number

    def total(counts: Callable[[AssessedState], bool]) -> int:
        return sum(number for state, number in assessed.items() if counts(state))

    lines: Counter[str] = Counter()
    for state, number in assessed.items():
        lines.update(dict.fromkeys(state.lines, number))
    outcome = _outcomes(assessed)
    among_users = _outcomes({state: number for state, number in assessed.items() if state.how_many})
    everybody, users = total(lambda state: True), total(lambda state: state.how_many > 0)
    withheld = any(state.link_is_invented for state in assessed)
    counts = ArcCounts(
        assessed=everybody,
        lines={
            line: sum(number for state, number in assessed.items() if line.value in state.lines) for line in ArcLine
        },
        multiple=total(lambda state: state.how_many >= 2),
        single=total(lambda state: state.how_many == 1),
        none=everybody - users,
        outcome=outcome,
        engaged_of_users=None if withheld else Share(among_users.yes, users - among_users.died),
        range_of_users=possible_range(outcome.yes, everybody, users),
        earlier_marks=total(lambda state: state.has_earlier_mark),
        unnamed=total(lambda state: state.is_unnamed),
        merged=merged,
        recorded_under=_recorded_under(definitions),
    )
    _check(counts, assessed)
    return counts


def _outcomes(assessed: Mapping[AssessedState, int]) -> ClassTally:
    counts: Counter[str] = Counter()
    for state, number in assessed.items():
        counts[state.outcome] += number
    return ClassTally(**counts)


def _recorded_under(definitions: Iterable[PeopleAlike]) -> tuple[str, ...]:
    """What "engaged" meant where it was recorded: the words of our definitions, else its code and version."""
    ours = {(each.code, each.version): f"{each.words} (Version {each.version}.)" for each in COUNTS_AS_ENGAGED}
    used = sorted({DefinitionState(*state) for states, *_ in definitions for state in states})
    return tuple(ours.get(each, f"{each.code}, version {each.version}.") for each in used)


def _check(report: ArcCounts, assessed: Iterable[AssessedState]) -> None:
    """Check what holds of any cohort: who uses one substance is on one line, others who use on at least one."""
    outcome = report.outcome
    checks = {
        "multiple, single and none are the assessed": report.users + report.none == report.assessed,
        "the outcomes are the assessed": outcome.cohort == report.assessed,
        "nobody assessed is left out": outcome.left_out == 0 and outcome.missing == 0,
        "no line has more people than use anything": max(report.lines.values()) <= report.users,
        "everybody who uses is on a line": report.mentions >= report.users,
        "one substance is one line": all(len(state.lines) == 1 for state in assessed if state.how_many == 1),
        "no substance is no line": all(not state.lines for state in assessed if state.how_many == 0),
        "the need figure is in its range": report.engaged_of_users is None
        or report.range_of_users.lowest <= report.engaged_of_users.count <= report.range_of_users.highest,
    }
    if broken := [name for name, holds in checks.items() if not holds]:
        raise DoesNotAddUp("; ".join(broken))


def published(report: ArcReport) -> tuple[tuple[str, str], ...]:
    """The measures as they may leave the house: each a count or a star."""
    return tuple((name, HIDDEN if name in report.hidden else str(count)) for name, count in measures(report))


def measures(report: ArcReport) -> tuple[tuple[str, int], ...]:
    """The report as measure and count, in the order of the published table. To publish them, ask `published`.

    "Still open" and "died before engaging" follow only where they are not zero, so that the outcomes always add up.
    """
    outcome = report.outcome
    beside = (("still_open", outcome.pending), ("died_before_engaging", outcome.died))
    return (
        ("assessed", report.assessed),
        *((line.value, count) for line, count in report.lines.items()),
        ("multiple_use", report.multiple),
        ("single_use", report.single),
        ("no_use", report.none),
        ("engaged", outcome.yes),
        ("did_not_engage", outcome.no),
        *((name, count) for name, count in beside if count),
    )
