"""The area of a town, what may be entered about an area, and the form of British postcodes. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.dates import day_in_words
from pathways.refusals import Reason
from pathways.vocabulary import ELSEWHERE, Area

# Areas and towns: which area a town is in, and what may be entered.


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
        """The area that a town is in: as its row says, else the area of the same name, else elsewhere in the county."""
        called = (town or "").strip().casefold()
        code = next(
            (town_facts.area_code for town_facts in self.towns if called and town_facts.name.casefold() == called), None
        )
        return next(
            (area for area in self.areas if area.value == code or (not code and area.label.casefold() == called)),
            ELSEWHERE,
        )


def code_for(name: str, taken: Collection[str]) -> str:
    """The code of a new area: its name in small letters, with a number if that code was given before."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:32] or "area"
    given = {*taken, ELSEWHERE.value}
    tries = (stem, *(f"{stem}_{number}" for number in range(2, len(given) + 3)))
    return next(code for code in tries if code not in given)


def area_faults(name: str, in_use: Iterable[Area]) -> tuple[Reason, ...]:
    """Why an area cannot have this name."""
    called = name.strip().casefold()
    if called in {area.label.casefold() for area in (*in_use, ELSEWHERE)}:
        return (Reason("There is an area of this name", "name"),)
    return ()


def day_faults(on: date, began: date, field: str) -> tuple[Reason, ...]:
    """Why something cannot end or change on a day: it is before the day on which it began."""
    if on <= began:
        return (Reason(f"The day must be after {day_in_words(began)}, when it began", field),)
    return ()


# The form of British postcodes, whole or the first half. Nothing is looked up, so a postcode of valid form may belong
# to no house. Form from Royal Mail's Programmers' Guide, areas from general knowledge (mark: recalled).


_AREAS: Final = re.compile(
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|"
    "G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|"
    "NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|"
    "WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_FIRST_HALF: Final = re.compile(r"([A-Z]{1,2})[0-9](?:[0-9]|[A-HJKMNP-Y])?")
_SECOND_HALF: Final = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")

TYPE_POSTCODE: Final = "This is not a postcode. Type one like LN2 5AB, or leave it blank"
TYPE_OUTCODE: Final = "This is not the first half of a postcode. Type it like LN2 or PE25"


def outcode_of(text: str) -> str | None:
    """The first half of a postcode in capitals, from a first half or a whole postcode; None where there is none."""
    packed = _packed(text)
    if _is_first_half(packed):
        return packed
    whole = postcode_of(packed)
    return whole.split()[0] if whole else None


def postcode_of(text: str) -> str | None:
    """A whole postcode as it is written on a letter, "LN2 5AB", however it was typed; None for any other form."""
    packed = _packed(text)
    first, second = packed[:-3], packed[-3:]
    return f"{first} {second}" if _is_first_half(first) and _SECOND_HALF.fullmatch(second) else None


def outcodes_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first halves in a list typed with commas or spaces, each once and in order; and the words that are none."""
    outcodes: dict[str, None] = {}
    wrong: list[str] = []
    for word in re.split(r"[,;\s]+", text.strip()):
        if word and (first := _packed(word)) and _is_first_half(first):
            outcodes[first] = None
        elif word:
            wrong.append(word)
    return tuple(outcodes), tuple(wrong)


def _is_first_half(packed: str) -> bool:
    match = _FIRST_HALF.fullmatch(packed)
    return match is not None and _AREAS.fullmatch(match.group(1)) is not None


def _packed(text: str) -> str:
    return "".join(text.split()).upper()
