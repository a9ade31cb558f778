"""What the custody device looks for: the device's setting, not the law, and dated like it."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from pathways.arrest_tests.rules.tables import covers, day_or_none, table
from pathways.vocabulary import Mark


@dataclass(frozen=True, kw_only=True)
class PanelAnalyte:
    """One thing the custody device looks for: the device's setting, not the law."""

    code: str
    label: str
    effective_from: date
    effective_to: date | None
    source: str
    mark: Mark


@cache
def _panel() -> tuple[PanelAnalyte, ...]:
    return tuple(
        PanelAnalyte(
            code=row["analyte"],
            label=row["label"],
            effective_from=date.fromisoformat(row["effective_from"]),
            effective_to=day_or_none(row["effective_to"]),
            source=row["source"],
            mark=Mark(row["mark"]),
        )
        for row in table("device_panel")
    )


def panel_on(day: date) -> tuple[PanelAnalyte, ...]:
    """What the device looks for on a date, in the order it is read."""
    return tuple(row for row in _panel() if covers(day, row.effective_from, row.effective_to))
