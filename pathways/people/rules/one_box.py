"""What was typed into one box, dealt out to the boxes of the search: a name, a birth date, a number. Pure.

The box of the custody board: "Surname and date of birth, or a number". Nothing that was typed is dropped, so that the
search page shows it all and says what is wrong with it.
"""

import re
from collections.abc import Iterator

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = (
    re.compile(r"\b(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})\s+(?P<month>[a-z]{3,9})\.?\s+(?P<year>\d{4})\b", re.IGNORECASE),
    re.compile(r"(?<!\S)(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})(?!\S)"),
)


def in_boxes(words: str) -> dict[str, str]:
    """The fields of the search as somebody would have typed them there; a field that is not meant is left out.

    A comma ends the surname; without one it is the first word. What holds a digit and is no date is the number.
    """
    text = " ".join(words.split())
    found = dict(_date_of(text))
    if found:
        text = " ".join(text.replace(found.pop("as written"), " ", 1).split())
    numbers = [word for word in text.split(" ") if any(letter.isdigit() for letter in word)]
    if numbers:
        found["number"] = " ".join(numbers)
        text = " ".join(word for word in text.split(" ") if word not in numbers)
    surname, comma, rest = text.partition(",")
    if not comma:
        surname, _, rest = text.partition(" ")
    names = {"surname": surname.strip(), "given_names": rest.strip(" ,")}
    return found | {name: typed for name, typed in names.items() if typed}


def _date_of(text: str) -> Iterator[tuple[str, str]]:
    for pattern in _DATES:
        if (match := pattern.search(text)) and (month := _month(match["month"])):
            yield "as written", match[0]
            for part, typed in (("day", match["day"]), ("month", month), ("year", match["year"])):
                yield f"date_of_birth-{part}", typed
            return


def _month(written: str) -> str:
    """The month in figures; "" where the word is none."""
    if written.isdigit():
        return written
    begins = written[:3].lower()
    return str(MONTHS.index(begins) + 1) if begins in MONTHS else ""
