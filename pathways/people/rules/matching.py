"""Search before create: when enough was asked, what counts as the same, and how close a hit is.

Names are the same whatever their capitals, accents, apostrophes and hyphens: Nuñez is Nunez, O'Brien is OBrien.
Spelling that only sounds alike and swapped dates come with the custody desk.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from pathways.refusals import Reason
from pathways.vocabulary import Worded

MOST_HITS = 20
"""More than that is a browse, not a search (trust.md, person search)."""

SHORTEST_NUMBER = 4

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_APOSTROPHES = "'’‘ʼʻ`´"


def fold_name(name: str) -> str:
    """A name as it is compared: lower case, no accents, no apostrophes, one blank where a hyphen or blanks were."""
    base = "".join(letter for letter in unicodedata.normalize("NFKD", name) if unicodedata.category(letter) != "Mn")
    plain = base.casefold().translate(_LETTERS)
    without = "".join(letter for letter in plain if letter not in _APOSTROPHES)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in without).split())


def fold_number(number: str) -> str:
    """A custody record number or PNC id as it is compared: capitals and digits only, so 09/184473K is 09184473K."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", number).upper() if letter.isalnum())


def is_pnc_id(number: str) -> bool:
    """Is it written like a PNC id (09/184473K), not like a custody record number? (Practice.)"""
    return re.fullmatch(r"(\d{2}|\d{4})/\d{1,7}[A-Za-z]", number.strip()) is not None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an officer searched for. Blank means not given."""

    surname: str = ""
    given_names: str = ""
    date_of_birth: date | None = None
    number: str = ""

    @property
    def fields_given(self) -> tuple[str, ...]:
        """The names of the fields that were filled, for the audit: never what stood in them."""
        return tuple(name for name in ("surname", "given_names", "date_of_birth", "number") if getattr(self, name))


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What is known of a person that a search can match."""

    surname: str
    given_names: str | None
    date_of_birth: date
    pnc_id: str | None = None
    custody_record_nos: tuple[str, ...] = ()


class Closeness(Worded):
    """In words, never a percentage. The order is the order of the list."""

    VERY_CLOSE = "very_close", "Very close"
    POSSIBLE = "possible", "Possible"
    LESS_LIKELY = "less_likely", "Less likely"


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How close a hit is, and every reason why it was found."""

    closeness: Closeness
    reasons: tuple[str, ...]


def too_little(asked: Asked) -> tuple[Reason, ...]:
    """Why this is not enough to search with (trust.md: at least two facts, or one number)."""
    if asked.number:
        if len(fold_number(asked.number)) < SHORTEST_NUMBER:
            return (Reason(f"Enter the whole number, at least {SHORTEST_NUMBER} letters and digits", "number"),)
        return ()
    if fold_name(asked.surname) and asked.date_of_birth:
        return ()
    missing = "date_of_birth" if fold_name(asked.surname) else "surname"
    return (Reason("Enter a surname and date of birth, or one number", missing),)


def likeness(asked: Asked, known: Identity) -> Likeness:
    """Why somebody was found. The caller found them by number, or by surname and date of birth."""
    number, surname, first = _number(asked, known), _surname(asked, known), _first_name(asked, known)
    birth = ("Date of birth the same",) if asked.date_of_birth == known.date_of_birth else ()
    if number or first == "First name the same":
        closeness = Closeness.VERY_CLOSE
    elif first.startswith("First name differs"):
        closeness = Closeness.LESS_LIKELY
    else:
        closeness = Closeness.POSSIBLE
    return Likeness(closeness=closeness, reasons=(*number, *surname, *birth, *((first,) if first else ())))


def _number(asked: Asked, known: Identity) -> tuple[str, ...]:
    wanted = fold_number(asked.number)
    if not wanted:
        return ()
    pnc = ("PNC ID the same",) if known.pnc_id and fold_number(known.pnc_id) == wanted else ()
    held = next((number for number in known.custody_record_nos if fold_number(number) == wanted), None)
    return (*pnc, *((f"Custody record number the same: {held}",) if held else ()))


def _surname(asked: Asked, known: Identity) -> tuple[str, ...]:
    if not asked.surname or fold_name(asked.surname) != fold_name(known.surname):
        return ()
    if asked.surname.strip() == known.surname:
        return ("Surname the same",)
    return (f"Surname the same but for capitals, accents or marks: {known.surname}",)


def _first_name(asked: Asked, known: Identity) -> str:
    """Empty when no first name was asked for. The first of several given names is enough."""
    wanted = fold_name(asked.given_names)
    if not wanted:
        return ""
    held = fold_name(known.given_names or "")
    if not held:
        return "No first name held"
    if held == wanted or held.split()[0] == wanted.split()[0]:
        return "First name the same"
    return f"First name differs: {known.given_names}"
