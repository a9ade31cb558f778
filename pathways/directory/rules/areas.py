"""In which area a town lies, and what may be entered about an area. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from pathways.refusals import Reason
from pathways.vocabulary import ELSEWHERE, Area


@dataclass(frozen=True, kw_only=True)
class TownFacts:
    """A town of the county. `centre` is (north, east) in degrees, None where nobody measured it."""

    name: str
    area_code: str | None = None
    centre: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Map:
    """The areas in use on a day, in the order they were set up, and the towns."""

    areas: tuple[Area, ...] = ()
    towns: tuple[TownFacts, ...] = ()

    @property
    def places(self) -> tuple[Area, ...]:
        """What a form offers: each area, and everywhere else."""
        return (*self.areas, ELSEWHERE)

    def area_of(self, town: str | None) -> Area:
        """The area a town lies in: as its row says, else the area of its name, else elsewhere in the county."""
        called = (town or "").strip().casefold()
        code = next(
            (town_facts.area_code for town_facts in self.towns if called and town_facts.name.casefold() == called), None
        )
        return next(
            (area for area in self.areas if area.value == code or (not code and area.label.casefold() == called)),
            ELSEWHERE,
        )


def code_for(name: str, taken: Collection[str]) -> str:
    """The code of a new area: its name in small letters, with a number where that code was given out before."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:32] or "area"
    given = {*taken, ELSEWHERE.value}
    tries = (stem, *(f"{stem}_{number}" for number in range(2, len(given) + 3)))
    return next(code for code in tries if code not in given)


def area_faults(name: str, in_use: Iterable[Area]) -> tuple[Reason, ...]:
    """Why an area may not go by this name."""
    called = name.strip().casefold()
    if called in {area.label.casefold() for area in (*in_use, ELSEWHERE)}:
        return (Reason("There is an area of this name", "name"),)
    return ()


def day_faults(on: date, began: date, field: str) -> tuple[Reason, ...]:
    """Why something may not end, or change, on a day: it cannot before it began."""
    if on <= began:
        return (Reason(f"The day must be after {began.day} {began:%B %Y}, when it began", field),)
    return ()
