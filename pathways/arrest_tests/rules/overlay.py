"""Approved changes laid over the packaged rows: the old row ends, the new one starts, nothing is overwritten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pathways.tables import Row, day_or_none
from pathways.vocabulary import Mark, Worded

ONE_DAY = timedelta(days=1)


class LawTable(Worded):
    """The dated tables that two people may change."""

    REGIME = "regimes", "Statutory regime", "How many samples, and which drugs are specified"
    TRIGGER = "trigger_offences", "Trigger offence", "An offence that joins, changes or leaves the trigger list"
    DRUG = "controlled_drugs", "Controlled drug", "A drug, its class and its paragraph of Schedule 2"
    LOOK_ALIKE = "non_trigger_lookalikes", "Look-alike", "An offence that looks like a trigger offence and is not one"
    PANEL = "device_panel", "Device panel", "What a custody device looks for"


@dataclass(frozen=True, kw_only=True)
class LawChange:
    """From its first day the row of a code says `values`; with no values the row ends the day before.

    `number` is the place in which it was approved, `stopped` that in which it was stopped before it began, if it was.
    `until` is its own last day, after which what held before holds again.
    """

    number: int
    table: LawTable
    code: str
    starts_on: date
    values: tuple[tuple[str, str], ...] = ()
    until: date | None = None
    source: str = ""
    mark: Mark = Mark.UNCERTAIN
    stopped: int | None = None

    @property
    def ends_the_row(self) -> bool:
        return not self.values

    @property
    def row(self) -> Row:
        """The new row, as a packaged table would hold it."""
        return {
            **dict(self.values),
            "code": self.code,
            "effective_from": self.starts_on.isoformat(),
            "effective_to": self.until.isoformat() if self.until else "",
            "source": self.source,
            "mark": self.mark.value,
            "note": f"Approved change {self.number}" if self.number else "",
        }


def laid_over(rows: Iterable[Row], changes: Iterable[LawChange]) -> tuple[Row, ...]:
    """The rows of one table with its changes, in the order of their approval. Every row keeps its source and mark."""
    standing = [dict(row) for row in rows]
    for change in changes:
        place = next((n for n, row in enumerate(standing) if row["code"] == change.code), len(standing))
        of_code = [part for row in standing if row["code"] == change.code for part in _left_of(row, change)]
        of_code += [] if change.ends_the_row else [change.row]
        others = [row for row in standing if row["code"] != change.code]
        standing = others[:place] + sorted(of_code, key=lambda row: row["effective_from"]) + others[place:]
    return tuple(standing)


def _left_of(row: Row, change: LawChange) -> list[Row]:
    """What is left of a row beside a change of the same code: the days before it, and those after its last day."""
    first, last = day_or_none(row["effective_from"]), day_or_none(row["effective_to"])
    if first is None:
        return [row] if change.ends_the_row else []
    before = min(last, change.starts_on - ONE_DAY) if last else change.starts_on - ONE_DAY
    left = [_between(row, first, before)] if first <= before else []
    if change.until and (last is None or last > change.until):
        left.append(_between(row, max(first, change.until + ONE_DAY), last))
    return left


def _between(row: Row, first: date, last: date | None) -> Row:
    return {**row, "effective_from": first.isoformat(), "effective_to": last.isoformat() if last else ""}
