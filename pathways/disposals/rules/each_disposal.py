"""What each disposal does and what it asks of the person, in a line for whoever chooses between them.

Told beside the verdict, and no rule: what stops a disposal stands in the book. Source: `data/each_disposal.csv`, from
the reading view of the data dictionary (2.2), each row with the weakest mark of what it says.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pathways.disposals.rules.table import Kind
from pathways.tables import rows_of
from pathways.vocabulary import Mark


@dataclass(frozen=True, kw_only=True)
class AboutDisposal:
    """One disposal in a line, with its source."""

    message: str
    source: str
    mark: Mark


@cache
def each_disposal() -> dict[Kind, AboutDisposal]:
    """Every disposal that is carried through here."""
    return {
        Kind(row["kind"]): AboutDisposal(
            message=f"{row['does']} Asks: {row['asks'][:1].lower()}{row['asks'][1:]}",
            source=row["source"],
            mark=Mark(row["mark"]),
        )
        for row in rows_of(Path(__file__).parent.parent / "data" / "each_disposal.csv")
    }
