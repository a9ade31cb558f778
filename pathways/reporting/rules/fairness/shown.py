"""The fairness figures as they are shown: masked, in words. Page, chart, file and paper read these and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.reporting.rules.fairness.counting import Counts, counted
from pathways.reporting.rules.fairness.decisions import Reached
from pathways.reporting.rules.fairness.mask import Mask, mask_of
from pathways.reporting.rules.fairness.ratios import Ratio
from pathways.reporting.rules.fairness.words import Basis, Breakdown, Groups, Outcome, reference_of
from pathways.reporting.rules.periods import Period
from pathways.reporting.rules.proportions import NO_CASES, Share
from pathways.small_numbers import HIDDEN, TOO_FEW_BASE, is_small

HEAD = ("Group", "Could have had it", "Had it", "Rate", "95% interval", "Relative rate", "Its 95% interval")
TOTALS_HEAD = ("Outcome", "Could have had it", "Had it", "Rate", "95% interval")
COMPARED = "compared with this"
NO_RATIO = "cannot be said"


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One group in words. `ratio` is what a dot may be drawn from: None where hidden, or where there is none."""

    name: str
    could: str
    had: str
    rate: str
    interval: str
    relative: str
    relative_interval: str
    ratio: Ratio | None = None
    is_reference: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table, under `HEAD`."""
        return (
            *(self.name, self.could, self.had, self.rate, self.interval, self.relative),
            self.relative_interval,
        )

    @property
    def is_hidden(self) -> bool:
        return self.could == HIDDEN


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """The report. `tables` holds every outcome by every breakdown; `totals` each outcome of everybody."""

    period: Period
    basis: Basis
    people: int
    compared_with: Mapping[Breakdown, str]
    is_too_few: bool
    totals: Mapping[Outcome, tuple[str, ...]]
    tables: Mapping[tuple[Breakdown, Outcome], tuple[GroupRow, ...]]
    pending: str
    ended_otherwise: str
    void: str
    without_verdict: str
    hides: bool
    """Whether anything is hidden, and so has to be explained."""


def fairness_of(reached: Reached, period: Period, basis: Basis, groups: Groups) -> Fairness:
    """Count, mask and put into words."""
    counts = counted(reached.people, groups)
    mask = mask_of(counts)
    tables = {
        (breakdown, outcome): _rows(counts, mask, breakdown, outcome, groups)
        for breakdown in Breakdown
        for outcome in Outcome
    }
    totals = {outcome: _total(counts.total(outcome), outcome, outcome in mask.dropped) for outcome in Outcome}
    return Fairness(
        period=period,
        basis=basis,
        people=counts.people,
        compared_with={breakdown: groups[breakdown][reference_of(groups, breakdown)] for breakdown in Breakdown},
        is_too_few=counts.people < TOO_FEW_BASE,
        totals=totals,
        tables=tables,
        pending=_few(reached.pending),
        ended_otherwise=_few(reached.ended_otherwise),
        void=_few(reached.void),
        without_verdict=_few(reached.without_verdict),
        hides=any(row.is_hidden for rows in tables.values() for row in rows),
    )


def _rows(counts: Counts, mask: Mask, breakdown: Breakdown, outcome: Outcome, groups: Groups) -> tuple[GroupRow, ...]:
    line, reference = counts.lines[breakdown, outcome], reference_of(groups, breakdown)
    compares = not mask.hides(breakdown, outcome, reference)
    return tuple(
        _hidden_row(name)
        if mask.hides(breakdown, outcome, group)
        else _row(name, line.share(group), line.share(reference) if compares else None, is_reference=group == reference)
        for group, name in groups[breakdown].items()
    )


def _row(name: str, share: Share, other: Share | None, *, is_reference: bool) -> GroupRow:
    ratio = None
    if not share.of:
        relative = relative_interval = NO_CASES
    elif is_reference:
        relative, relative_interval = COMPARED, ""
    elif other is None:
        relative = relative_interval = HIDDEN
    else:
        ratio = Ratio(share, other)
        relative, relative_interval = ratio.words, ratio.interval_words
    return GroupRow(
        name=name,
        could=f"{share.of:,}",
        had=f"{share.count:,}",
        rate=share.percent,
        interval=share.interval_words,
        relative=relative,
        relative_interval=relative_interval,
        ratio=ratio if ratio and ratio.value is not None else None,
        is_reference=is_reference,
    )


def _hidden_row(name: str) -> GroupRow:
    return GroupRow(
        name=name, could=HIDDEN, had=HIDDEN, rate=HIDDEN, interval=HIDDEN, relative=HIDDEN, relative_interval=HIDDEN
    )


def _total(share: Share, outcome: Outcome, is_dropped: bool) -> tuple[str, ...]:
    """The row of the totals, under `TOTALS_HEAD`."""
    if is_dropped:
        return (outcome.label, *(HIDDEN,) * 4)
    return (outcome.label, f"{share.of:,}", f"{share.count:,}", share.percent, share.interval_words)


def _few(count: int) -> str:
    return HIDDEN if is_small(count) else f"{count:,}"
