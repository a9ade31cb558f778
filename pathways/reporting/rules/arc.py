"""The ARC report: who was assessed in a period, what they use, whether they engaged, and what of it is hidden."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pathways.reporting.rules.proportions import ClassTally, CountedUnit, Period, Range, Share, possible_range, tally
from pathways.small_numbers import HIDDEN, Cell, KnownDistance, hidden_of, is_small
from pathways.vocabulary import Substance, Worded

# What is hidden of an ARC report, decided once for its three tables and every sentence that repeats their figures.
#
# How many were assessed is always shown (below 10 nothing else is). The groups by number of substances and the
# outcomes are parts of it, solved as a whole. The substance lines overlap: each is a part of the assessed and of those
# who use anything, and with their sum they are solved together.


GROUPS = ("multiple_use", "single_use", "no_use")
OUTCOMES = ("did_not_engage", "still_open", "engaged", "died_before_engaging")
"""In this order, so that those who are left in a share's whole are next to each other."""
USERS, MENTIONS, NEED = "users", "mentions", "engaged_of_users"

Solved = tuple[list[Cell], list[KnownDistance]]


class Counted(NamedTuple):
    """The counts of one report, by the names they are published under."""

    assessed: int
    groups: tuple[int, int, int]
    outcome: ClassTally
    lines: Mapping[str, int]
    engaged_of_users: Share | None

    @property
    def users(self) -> int:
        return self.groups[0] + self.groups[1]


def hidden_in_arc(counted: Counted) -> frozenset[str]:
    """The names of the counts to hide. A table for which no mask is safe loses every figure."""
    groups = _or_all(hidden_of(*cells_of_groups(counted)), (*GROUPS, USERS))
    outcomes = _or_all(hidden_of(*cells_of_outcomes(counted)), OUTCOMES)
    all_lines = frozenset({*counted.lines, MENTIONS})
    # A line, or their sum, would narrow how many use anything: so with a group hidden, all lines are hidden.
    lines = all_lines if groups else _or_all(hidden_of(*cells_of_lines(counted)), all_lines)
    need = {NEED} if groups or outcomes or _need_tells_few(counted) else set()
    return groups | outcomes | lines | need


def cells_of_groups(counted: Counted) -> Solved:
    """Several substances, one, none: parts of the assessed; the first two are those who use anything."""
    whole = counted.assessed
    cells = _row(GROUPS, counted.groups, whole)
    cells.append(Cell(name=USERS, start="0", end="2", people=counted.users, wholes=(whole,)))
    return cells, [KnownDistance(start="0", end="3", low=whole, high=whole)]


def cells_of_outcomes(counted: Counted) -> Solved:
    """The outcomes, with what remains of a share's whole: the assessed without those who died."""
    outcome, whole = counted.outcome, counted.assessed
    cells = _row(OUTCOMES, (outcome.no, outcome.pending, outcome.yes, outcome.died), whole)
    cells += [
        Cell(name="not engaged yet", start="0", end="2", people=outcome.no + outcome.pending, printed=False),
        Cell(name="not lost", start="1", end="3", people=outcome.pending + outcome.yes, printed=False),
    ]
    return cells, [KnownDistance(start="0", end="4", low=whole, high=whole)]


def cells_of_lines(counted: Counted) -> Solved:
    """The substance lines and their sum, where the groups are shown.

    Everybody who uses anything is on at least one line, somebody who uses one substance on exactly one, and nobody on
    more than there are.
    """
    multiple, single, _ = counted.groups
    cells = _row(tuple(counted.lines), tuple(counted.lines.values()), counted.users, counted.assessed)
    last = str(len(cells))
    known = [KnownDistance(start="0", end=last, low=counted.users, high=single + len(cells) * multiple)]
    known += [KnownDistance(start=cell.start, end=cell.end, low=0, high=counted.users) for cell in cells]
    return [*cells, Cell(name=MENTIONS, start="0", end=last, people=sum(counted.lines.values()))], known


def _row(names: Sequence[str], counts: Sequence[int], *wholes: int) -> list[Cell]:
    """Counts side by side, each a part of every whole."""
    return [
        Cell(name=name, start=str(place), end=str(place + 1), people=people, wholes=wholes)
        for place, (name, people) in enumerate(zip(names, counts, strict=True))
    ]


def _or_all(hidden: frozenset[str] | None, names: Sequence[str] | frozenset[str]) -> frozenset[str]:
    return frozenset(names) if hidden is None else hidden


def _need_tells_few(counted: Counted) -> bool:
    """Whether the row of those who use anything, together with the two tables, would give away a small number."""
    need, none, outcome = counted.engaged_of_users, counted.groups[2], counted.outcome
    if need is None:
        return False
    others_engaged, died = outcome.yes - need.count, counted.users - need.of
    others_died = outcome.died - died
    counts = (
        *(need.count, need.of, need.of - need.count, died),
        *(others_engaged, none - others_engaged, others_died, none - others_engaged - others_died),
    )
    return any(is_small(count) for count in counts)


# The ARC report: who was assessed in a period, what they use, and whether they engaged.
#
# Source: the ARC table of the Lincolnshire Drugs Strategy 2021-2025 (354 assessed, 2016 to 2021), verified; it gives
# neither its definition of "engaged" nor a horizon, so ours are stated with the figures (design choices).


class ArcLine(Worded):
    """The substance lines of the published table, in its order. What is not named there is other drugs."""

    HEROIN = "heroin", "Heroin"
    COCAINE = "cocaine", "Cocaine"
    CANNABIS = "cannabis", "Cannabis"
    SYNTHETIC_CANNABINOIDS = "synthetic_cannabinoids", "Synthetic cannabinoids (mamba)"
    OTHER_DRUGS = "other_drugs", "Other drugs"
    ALCOHOL = "alcohol", "Alcohol"


_COCAINE = frozenset({Substance.CRACK, Substance.COCAINE_POWDER, Substance.COCAINE_UNSPECIFIED})

_LINES: Mapping[Substance, ArcLine] = {
    Substance.HEROIN: ArcLine.HEROIN,
    **dict.fromkeys(_COCAINE, ArcLine.COCAINE),
    Substance.CANNABIS: ArcLine.CANNABIS,
    Substance.SYNTHETIC_CANNABINOIDS: ArcLine.SYNTHETIC_CANNABINOIDS,
    Substance.ALCOHOL: ArcLine.ALCOHOL,
}


def line_of(substance: Substance) -> ArcLine:
    """The line a declared substance is counted on. Crack, powder and unspecified cocaine are one cocaine here."""
    return _LINES.get(substance, ArcLine.OTHER_DRUGS)


@dataclass(frozen=True, kw_only=True)
class AssessedPerson:
    """One person, after merging, with their first attended assessment in the period.

    `engaged_on` holds every mark of engagement they have, at any time, with any service. `is_open` says whether a
    referral of theirs was open at the as-at date. `engagement_link_is_invented` marks people of the ARC demonstration:
    the source published their totals, not who of them engaged.
    """

    person_id: int
    assessed_on: date
    uses_substances: bool
    substances: frozenset[Substance]
    engaged_on: tuple[date, ...] = ()
    died_on: date | None = None
    is_open: bool = False
    engagement_link_is_invented: bool = False

    @property
    def lines(self) -> frozenset[ArcLine]:
        """The lines they are counted on; use without a named substance is other drugs."""
        named = frozenset(line_of(substance) for substance in self.substances)
        return named or frozenset({ArcLine.OTHER_DRUGS} if self.uses_substances else ())

    @property
    def how_many(self) -> int:
        """Different substances declared, the forms of cocaine as one; at least one where use is said but not named."""
        distinct = {ArcLine.COCAINE if substance in _COCAINE else substance for substance in self.substances}
        return len(distinct) or int(self.uses_substances)

    def unit(self) -> CountedUnit:
        """For the class of outcome: the first mark on or after the assessment. Earlier ones are listed, not counted."""
        marks = [day for day in self.engaged_on if day >= self.assessed_on]
        event_on = min(marks, default=None)
        return CountedUnit(started_on=self.assessed_on, event_on=event_on, died_on=self.died_on, is_open=self.is_open)


@dataclass(frozen=True, kw_only=True)
class ArcCohort:
    """The facts of one report: who was assessed, as known on the as-at date.

    `merged` is duplicates folded in; `recorded_under` is what "engaged" meant where it was recorded.
    """

    period: Period
    people: tuple[AssessedPerson, ...]
    merged: int = 0
    recorded_under: tuple[str, ...] = ()


class DoesNotAddUp(ValueError):
    """Figures that contradict each other are never shown."""


@dataclass(frozen=True, kw_only=True)
class ArcReport:
    """The counted report. All counts are people. `engaged_of_users` is exact, or None where only a range is known."""

    period: Period
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
    def engaged(self) -> Share:
        """Of all assessed. Those who died first are counted beside it; pending ones stay in: the share is "so far"."""
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

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The names of the counts that would give away a few people. Page, charts, paper and file all use this."""
        return hidden_in_arc(
            Counted(
                assessed=self.assessed,
                groups=(self.multiple, self.single, self.none),
                outcome=self.outcome,
                lines={line.value: count for line, count in self.lines.items()},
                engaged_of_users=self.engaged_of_users,
            )
        )

    def share_cells(self, figure: str, count: int) -> tuple[str, str]:
        """A share of the assessed and its interval, or two stars where the figure is hidden."""
        share = self.of_assessed(count)
        return (HIDDEN, HIDDEN) if figure == HIDDEN else (share.percent, share.interval_words)

    def figure(self, name: str, count: int) -> str:
        """A count by the name it is published under, or a star where it is hidden."""
        return HIDDEN if name in self.hidden else f"{count:,}"


def arc_report(cohort: ArcCohort) -> ArcReport:
    """Count the cohort. Raises DoesNotAddUp if any figure contradicts another."""
    people = cohort.people
    as_at = cohort.period.as_at
    lines = Counter(line for person in people for line in person.lines)
    users = [person for person in people if person.how_many]
    outcome = tally((person.unit() for person in people), as_at=as_at, horizon=None)
    among_users = tally((person.unit() for person in users), as_at=as_at, horizon=None)
    withheld = any(person.engagement_link_is_invented for person in people)
    report = ArcReport(
        period=cohort.period,
        assessed=len(people),
        lines={line: lines[line] for line in ArcLine},
        multiple=sum(person.how_many >= 2 for person in users),
        single=sum(person.how_many == 1 for person in users),
        none=sum(person.how_many == 0 for person in people),
        outcome=outcome,
        engaged_of_users=None if withheld else Share(among_users.yes, len(users) - among_users.died),
        range_of_users=possible_range(outcome.yes, len(people), len(users)),
        earlier_marks=sum(any(day < person.assessed_on for day in person.engaged_on) for person in people),
        unnamed=sum(person.uses_substances and not person.substances for person in people),
        merged=cohort.merged,
        recorded_under=cohort.recorded_under,
    )
    _check(report, people)
    return report


def _check(report: ArcReport, people: Iterable[AssessedPerson]) -> None:
    """Check what holds of any cohort: who uses one substance is on one line, others who use on at least one."""
    outcome = report.outcome
    checks = {
        "multiple, single and none are the assessed": report.users + report.none == report.assessed,
        "the outcomes are the assessed": outcome.cohort == report.assessed,
        "nobody assessed is left out": outcome.left_out == 0 and outcome.missing == 0,
        "no line has more people than use anything": max(report.lines.values()) <= report.users,
        "everybody who uses is on a line": report.mentions >= report.users,
        "one substance is one line": all(len(person.lines) == 1 for person in people if person.how_many == 1),
        "no substance is no line": all(not person.lines for person in people if person.how_many == 0),
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
