"""Names and numbers as they are compared.

Names are the same whatever their capitals, accents, apostrophes and hyphens: Nuñez is Nunez, O'Brien is OBrien.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_APOSTROPHES = "'’‘ʼʻ`´"
_PNC_ID = re.compile(r"(?:\d\d)?(\d\d)/?(\d{1,7})([A-Z])")
_MISREAD = str.maketrans({"O": "0", "I": "1"})


@lru_cache(maxsize=50_000)
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


def numbers_meant(number: str) -> Mapping[str, bool]:
    """Every folded number that somebody may have meant, and whether it is the number itself, only written otherwise.

    The same number: the year of a PNC id with its century or without, its noughts before the digits or not. A slip: two
    neighbours swapped, O for 0, I for 1.
    """
    folded = fold_number(number)
    meant = dict.fromkeys((folded, *_pnc_ids(number, folded)), True)
    swapped = (
        folded[:at] + folded[at + 1] + folded[at] + folded[at + 2 :]
        for at in range(len(folded) - 1)
        if folded[at] != folded[at + 1]
    )
    for slip in (folded.translate(_MISREAD), *swapped):
        meant.setdefault(slip, False)
    return meant


def _pnc_ids(number: str, folded: str) -> tuple[str, ...]:
    written = _PNC_ID.fullmatch(number.strip().upper()) if "/" in number else None
    if not written:
        return ()
    year, digits, letter = written.groups()
    plain = digits.lstrip("0") or "0"
    century = "20" if int(year) < 60 else "19"
    return tuple(
        start + middle + letter for start in (year, century + year) for middle in (digits, plain, plain.zfill(7))
    )
