"""What the custody devices look for: their setting, not the law, and dated like it."""

from datetime import date

from pathways.arrest_tests.rules.book import Law, packaged
from pathways.arrest_tests.rules.rows import PanelAnalyte

__all__ = ["PanelAnalyte", "devices_on", "panel_on"]


def panel_on(day: date, law: Law | None = None, *, device: str = "") -> tuple[PanelAnalyte, ...]:
    """What a device, or any of the devices, looks for on a date: each analyte once, in the order it is read."""
    found = (row for row in (law or packaged()).panel if row.covers(day) and device in ("", row.device))
    return tuple({row.code: row for row in found}.values())


def devices_on(day: date, law: Law | None = None) -> tuple[str, ...]:
    """The devices in use on a date, in the order of the table."""
    return tuple(dict.fromkeys(row.device for row in (law or packaged()).panel if row.covers(day)))
