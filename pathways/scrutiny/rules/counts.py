"""What is published of closed rounds: how many cases the panel found what of, with small numbers hidden.

Findings of one round add up to its cases, so a hidden one must not follow from the others: the mask is solved over the
line on which the findings stand one after the other (`small_numbers`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.scrutiny.rules.words import Score
from pathways.small_numbers import HIDDEN, Cell, hidden_of


@dataclass(frozen=True, kw_only=True)
class RoundCounts:
    """The published line of one round, every number as it is printed."""

    cases: str
    found: tuple[str, ...]
    hides_any: bool


def published(findings: Mapping[Score, int]) -> RoundCounts:
    """The counts of a round, each finding in the order of the scale. All are hidden where no mask is safe."""
    cells, mark = [], 0
    for score in Score:
        cells.append(Cell(name=score.value, start=f"m{mark}", end=f"m{mark + 1}", people=findings.get(score, 0)))
        mark += 1
    total = sum(cell.people for cell in cells)
    hidden = hidden_of([*cells, Cell(name="all", start="m0", end=f"m{mark}", people=total)])
    names = frozenset([cell.name for cell in cells] + ["all"]) if hidden is None else hidden
    return RoundCounts(
        cases=HIDDEN if "all" in names else str(total),
        found=tuple(HIDDEN if cell.name in names else str(cell.people) for cell in cells),
        hides_any=bool(names),
    )
