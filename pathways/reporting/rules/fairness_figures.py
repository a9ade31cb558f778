"""How the fairness figures hang together: every outcome by every breakdown, and the decisions beside them.

A group of an outcome is shown whole (how many could, how many had it, the rate, the ratio) or hidden whole, and so are
the totals of an outcome. All outcomes of a breakdown are solved together: everybody with a decision could be charged or
released without, no other outcome has more of a group than that, and nobody keeps what nobody was given. Breakdowns
hang together by the totals, which are decided first. To whom an outcome was not open is a number of people too, and so
is what lies between who could keep conditions and who had one outcome with them: of a group and of everybody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pathways.reporting.rules.fairness import (
    WITH_CONDITIONS,
    Breakdown,
    Counts,
    DeskOutcome,
    Groups,
    PeopleCounted,
    counted,
)
from pathways.small_numbers.published import THRESHOLD, TOO_FEW_BASE, Figure, Parts, Published, Rank, Sum

TO_EVERYBODY = (DeskOutcome.CHARGED, DeskOutcome.NO_FURTHER_ACTION)
"""What may become of anybody: who could have had it are all there are."""
OF_OTHERS = (DeskOutcome.KEPT,)
"""What became of another outcome: everybody with a decision had one of the others."""
COULD, HAD, HAD_NOT = "could have had", "had", "had not"
PEOPLE, PENDING, ENDED, VOID, WITHOUT_VERDICT = BESIDE = ("people", "pending", "ended", "void", "without verdict")
"""Everybody with a decision, and the decisions that are counted beside them."""


@dataclass(frozen=True, kw_only=True)
class FairnessCounts:
    """The counts of a period. `counts` are people by group and outcome, the others decisions."""

    counts: Counts
    pending: int
    ended_otherwise: int
    void: int
    without_verdict: int

    @property
    def people(self) -> int:
        return self.counts.people

    @property
    def is_too_few(self) -> bool:
        """Whether there are some, but too few people to show anything about them."""
        return 0 < self.people < TOO_FEW_BASE


def fairness_counts(reached: PeopleCounted, groups: Groups) -> FairnessCounts:
    """Count the people, each once in each breakdown, and the decisions beside."""
    return FairnessCounts(
        counts=counted(reached.people, groups),
        pending=reached.pending,
        ended_otherwise=reached.ended_otherwise,
        void=reached.void,
        without_verdict=reached.without_verdict,
    )


def total_name(what: str, outcome: DeskOutcome) -> str:
    """The name under which a total of an outcome is published."""
    return f"everybody {what} {outcome.value}"


def group_name(what: str, outcome: DeskOutcome, breakdown: Breakdown, group: str) -> str:
    """The name under which a group of an outcome is published."""
    return f"{breakdown.value} {group} {what} {outcome.value}"


def published_of(of: FairnessCounts) -> Published:
    """Every count, printed or worked out, and how they add up. Of fewer than ten people nothing is shown."""
    too_few = of.is_too_few
    figures = [Figure(name=PEOPLE, people=of.people, rank=Rank.TOTAL, withheld=too_few, star=0 if too_few else 1)]
    beside = zip(BESIDE[1:], (of.pending, of.ended_otherwise, of.void, of.without_verdict), strict=True)
    figures += [Figure(name=name, people=people, falls_with=(PEOPLE,)) for name, people in beside]
    sums: list[Sum] = []
    for outcome in DeskOutcome:
        more, also = _of_totals(of.counts, outcome)
        figures += more
        sums += also
    for outcome in WITH_CONDITIONS:
        _keep_apart(figures, sums, total_name(HAD, outcome), total_name(COULD, DeskOutcome.KEPT))
    for breakdown in Breakdown:
        more, also = _of_breakdown(of.counts, breakdown)
        figures += [replace(each, aspect=breakdown.value) for each in more]
        sums += also
    return Published(figures=tuple(figures), sums=tuple(sums))


def _of_totals(counts: Counts, outcome: DeskOutcome) -> Parts:
    """Who could have had it and who had it, of everybody: of fewer than ten neither is shown."""
    total, row = counts.total(outcome), total_name("row", outcome)
    too_few = 0 < total.of < TOO_FEW_BASE
    could, had, had_not = (total_name(what, outcome) for what in (COULD, HAD, HAD_NOT))
    hidden_whole = Figure(
        name=could,
        people=total.of,
        rank=Rank.SUBTOTAL,
        row=row,
        withheld=too_few,
        star=0 if too_few else 1,
        falls_with=(PEOPLE,),
    )
    figures = [
        hidden_whole,
        replace(hidden_whole, name=had, people=total.count, falls_with=(PEOPLE, could)),
        Figure(name=had_not, people=total.of - total.count, printed=False),
    ]
    sums = [Sum(could, (had, had_not))]
    if outcome in TO_EVERYBODY:
        sums.append(Sum(PEOPLE, (could,)))
    elif counts.people >= total.of:
        closed = total_name("could not have had", outcome)
        figures.append(Figure(name=closed, people=counts.people - total.of, printed=False))
        sums.append(Sum(PEOPLE, (could, closed)))
    return figures, sums


def _of_breakdown(counts: Counts, breakdown: Breakdown) -> Parts:
    figures: list[Figure] = []
    sums: list[Sum] = []
    groups = tuple(counts.everybody[breakdown])
    for outcome in DeskOutcome:
        for what in (COULD, HAD):
            names = tuple(group_name(what, outcome, breakdown, group) for group in groups)
            sums.append(Sum(total_name(what, outcome), names))
        for more, equation in _of_groups(counts, breakdown, outcome, groups):
            figures += more
            sums.append(equation)
    first = TO_EVERYBODY[0]
    for outcome in DeskOutcome:
        for group in groups if outcome is not first else ():
            everybody = group_name(COULD, first, breakdown, group)
            could = group_name(COULD, outcome, breakdown, group)
            if outcome in TO_EVERYBODY:
                sums.append(Sum(everybody, (could,)))
            else:
                _add_rest(figures, sums, everybody, could, of_people=True)
    for group in groups:
        given = f"{breakdown.value} {group} were given conditions"
        parts = tuple(group_name(HAD, outcome, breakdown, group) for outcome in WITH_CONDITIONS)
        people = sum(counts.lines[breakdown][outcome].had[group] for outcome in WITH_CONDITIONS)
        figures.append(Figure(name=given, people=people, printed=False, of_people=False))
        sums.append(Sum(given, parts))
        could_keep = group_name(COULD, DeskOutcome.KEPT, breakdown, group)
        _add_rest(figures, sums, given, could_keep, of_people=False)
        for outcome in WITH_CONDITIONS:
            _keep_apart(figures, sums, group_name(HAD, outcome, breakdown, group), could_keep)
        decided = f"{breakdown.value} {group} had any outcome"
        parts = tuple(group_name(HAD, outcome, breakdown, group) for outcome in DeskOutcome if outcome not in OF_OTHERS)
        people = sum(counts.lines[breakdown][outcome].had[group] for outcome in DeskOutcome if outcome not in OF_OTHERS)
        figures.append(Figure(name=decided, people=people, printed=False, of_people=False))
        sums.append(Sum(decided, parts))
        _add_rest(figures, sums, decided, group_name(COULD, first, breakdown, group), of_people=False)
    return figures, sums


def _of_groups(
    counts: Counts, breakdown: Breakdown, outcome: DeskOutcome, groups: Sequence[str]
) -> Iterator[tuple[list[Figure], Sum]]:
    line, total = counts.lines[breakdown][outcome], counts.total(outcome)
    falls_with = (PEOPLE, total_name(COULD, outcome))
    for group in groups:
        could, had = line.eligible[group], line.had[group]
        # A group of nobody shows its noughts, and so does every group where nobody could have had it.
        star = 0 if total.of and counts.everybody[breakdown][group] else 1
        names = [group_name(what, outcome, breakdown, group) for what in (COULD, HAD, HAD_NOT)]
        row = group_name("row", outcome, breakdown, group)
        yield (
            [
                Figure(
                    name=names[0],
                    people=could,
                    row=row,
                    star=max(star, int(outcome in TO_EVERYBODY)),
                    rank=Rank.SUBTOTAL,
                    falls_with=falls_with,
                ),
                Figure(name=names[1], people=had, row=row, star=star, falls_with=falls_with),
                Figure(name=names[2], people=could - had, printed=False),
            ],
            Sum(names[0], (names[1], names[2])),
        )


def _keep_apart(figures: list[Figure], sums: list[Sum], *pair: str) -> None:
    """That two figures count nearly the same people: where a few lie between them, nobody may know how many."""
    people = {figure.name: figure.people for figure in figures}
    less, more = sorted(pair, key=lambda name: people[name])
    left = people[more] - people[less]
    if 0 < left < THRESHOLD:
        between = f"{more}, beside {less}"
        figures.append(Figure(name=between, people=left, printed=False))
        sums.append(Sum(more, (less, between)))


def _add_rest(figures: list[Figure], sums: list[Sum], whole: str, part: str, *, of_people: bool) -> None:
    """That a figure is no less than another. What is left over nobody prints; it may be people, to whom it was not
    open."""
    people = {figure.name: figure.people for figure in figures}
    left = people[whole] - people[part]
    if left < 0:
        return  # it is not so in these records, and what is not so nobody can reckon with
    rest = f"{whole}, without {part}"
    figures.append(Figure(name=rest, people=left, printed=False, of_people=of_people))
    sums.append(Sum(whole, (part, rest)))
