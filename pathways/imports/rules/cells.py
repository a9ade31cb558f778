"""One cell: what it holds, or what is wrong and what would be right; and how a record is written in cells. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final

from rapidfuzz import fuzz, process

from pathways.dates import LONDON, day_in_words, from_london
from pathways.imports.rules.columns import Column, Kind, What, codes_of, columns_of
from pathways.imports.rules.faults import CellFault, FaultKind
from pathways.people.identity.rules import name_reasons
from pathways.people.rules import fold_name, fold_number, is_pnc_id
from pathways.vocabulary import Worded

Value = str | date | datetime | bool | Worded | tuple[Worded, ...] | None

# What is wrong with a cell whatever column it is in.


_SUSPECT: Final = re.compile(r"[^ -~]|^['=+@#\-]")
_FORMULA: Final = re.compile(r"^'?[=+\-@\uff1d\uff0b\uff0d\uff20\u2212](?!-*$)")
_ERRORS: Final = re.compile(r"^#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)$", re.IGNORECASE)
_ROUNDED: Final = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
_LATIN: Final = re.compile(r"^[ -~\u00c0-\u024f\u1e00-\u1eff]+$")
"""Letters of the languages of Europe and Vietnam: what else comes of reading in another way was not meant."""
_INVISIBLE: Final = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))


def cleaned(cell: str) -> str:
    """A cell without blanks around it and with one blank for several, as a form takes it. Line breaks stay."""
    if cell.isascii():
        plain = cell.strip()
        return re.sub(" +", " ", plain) if "  " in plain else plain
    plain = unicodedata.normalize("NFC", cell.translate(_INVISIBLE).replace("\u00a0", " "))
    return re.sub(" +", " ", plain.strip())


def suspicion(text: str) -> CellFault | None:
    """What a spreadsheet or another program left in a cell."""
    if not _SUSPECT.search(text):
        return None
    if _ERRORS.match(text):
        return CellFault(
            kind=FaultKind.SPREADSHEET_ERROR,
            wrong="A spreadsheet wrote an error here",
            right="Put the formula right or widen the column, and save the file again",
        )
    if _FORMULA.match(text):
        return CellFault(
            kind=FaultKind.FORMULA,
            wrong="A spreadsheet would read this as a formula",
            right="Put the value itself here",
        )
    if "\n" in text or "\r" in text:
        return CellFault(kind=FaultKind.LINE_BREAK, wrong="There is a line break in the cell", right=_in_one_line(text))
    if any(unicodedata.category(each) in ("Cc", "Cs", "Co") or each == "\ufffd" for each in text):
        return CellFault(
            kind=FaultKind.CHARACTER,
            wrong="There is a character in it that cannot be read",
            right="Type the words again, or save the file as “CSV UTF-8”",
        )
    return _misread(text)


def _in_one_line(text: str) -> str:
    plain = " ".join(text.split())
    return f"Put it in one line: {plain}" if len(plain) <= 60 else "Put it in one line"


def _misread(text: str) -> CellFault | None:
    """Letters that were written as UTF-8 and read as Windows-1252, here or by another program before."""
    if text.isascii():
        return None
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    if not _LATIN.match(meant):
        return None
    return CellFault(
        kind=FaultKind.CHARACTER,
        wrong="Letters with accents were read in the wrong way",
        right=f"It seems to be {meant}",
    )


# Dates and times.


_YEAR_FIRST: Final = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_DAY_FIRST: Final = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})$")
_IN_WORDS: Final = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[ \-]([A-Za-z]{3,9})\.?,?[ \-](\d{4}|\d{2})$")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK: Final = re.compile(r"^(.+?)(?:,? +|T)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?$")
_DAYS: Final = re.compile(r"^(\d{4,5})(?:[.,]\d+)?$")
_FIRST_DAY: Final = date(1899, 12, 30)
EARLIEST, LATEST = 1850, 2200
"""No record is of a year before or after (design choice: slips of the hand)."""
_AS: Final = "Write a date as 1991-06-09 or 09/06/1991"


@lru_cache(maxsize=50_000)
def day_of(text: str) -> date | CellFault:
    """A date: year-month-day, day/month/year with bars, dots or hyphens, or the month in letters."""
    if parts := _YEAR_FIRST.match(text):
        return _day(int(parts[1]), int(parts[2]), int(parts[3]))
    if parts := _DAY_FIRST.match(text):
        if len(parts[3]) == 2:
            return _short_year(f"{int(parts[1]):02d}/{int(parts[2]):02d}/", parts[3])
        return _day(int(parts[3]), int(parts[2]), int(parts[1]))
    if (parts := _IN_WORDS.match(text)) and parts[2][:3].lower() in _MONTHS:
        if len(parts[3]) == 2:
            return _short_year(f"{parts[1]} {parts[2]} ", parts[3])
        return _day(int(parts[3]), _MONTHS.index(parts[2][:3].lower()) + 1, int(parts[1]))
    if (parts := _DAYS.match(text)) and LATEST < int(parts[1]) < 80_000:
        meant = _FIRST_DAY + timedelta(days=int(parts[1]))
        return CellFault(
            kind=FaultKind.DAY_NUMBER,
            wrong="A spreadsheet counts days like this",
            right=f"Give the column the format of a date. It would be {meant}, or four years later from an old Mac",
        )
    if (parts := _CLOCK.match(text)) and int(parts[2]) == int(parts[3]) == int(parts[4] or 0) == 0 and not parts[5]:
        return day_of(parts[1])
    wrong = "This is only a year" if re.fullmatch(r"\d{4}", text) else "This is no date"
    return CellFault(kind=FaultKind.NOT_A_DATE, wrong=wrong, right=_AS)


def _day(year: int, month: int, day: int) -> date | CellFault:
    if not EARLIEST <= year <= LATEST:
        return CellFault(kind=FaultKind.NO_SUCH_DAY, wrong=f"The year {year} cannot be right", right=_AS)
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if month > 12 >= day > 0 and month <= 31:
        return CellFault(
            kind=FaultKind.MONTH_FIRST,
            wrong=f"There is no month {month}: the month seems to stand first",
            right=f"The day comes first: {month:02d}/{day:02d}/{year}. Look at the other dates of this column too",
        )
    if not 1 <= month <= 12:
        return CellFault(kind=FaultKind.NO_SUCH_DAY, wrong=f"There is no month {month}", right=_AS)
    last = _last_day(year, month)
    return CellFault(
        kind=FaultKind.NO_SUCH_DAY,
        wrong=f"There is no such day: that month ended on {last.day} {last:%B %Y}" if day else "There is no day 0",
        right="Look the date up",
    )


def _last_day(year: int, month: int) -> date:
    following = date(year, month, 28) + timedelta(days=4)
    return following - timedelta(days=following.day)


def _short_year(before: str, year: str) -> CellFault:
    return CellFault(
        kind=FaultKind.SHORT_YEAR,
        wrong="The year has two figures",
        right=f"Write it in four: {before}19{year} or {before}20{year}",
    )


@lru_cache(maxsize=50_000)
def moment_of(text: str) -> datetime | CellFault:
    """An instant: a date and a time of the clock in London, or with its distance from UTC."""
    parts = _CLOCK.match(text)
    if not parts:
        day = day_of(text)
        if isinstance(day, CellFault) and day.kind is not FaultKind.NOT_A_DATE:
            return day
        is_day = isinstance(day, date)
        return CellFault(
            kind=FaultKind.NO_TIME if is_day else FaultKind.NOT_A_DATE,
            wrong="The time is missing" if is_day else "This is no date and time",
            right="Write both: 2019-03-02 21:40",
        )
    day = day_of(parts[1])
    if isinstance(day, CellFault):
        return day
    hour, minute, second = int(parts[2]), int(parts[3]), int(parts[4] or 0)
    try:
        at = time(hour, minute, second)
        return _with_zone(day, at, parts[5]) if parts[5] else from_london(day, at)
    except ValueError:
        is_skipped = hour < 24 and minute < 60 and second < 60
    return CellFault(
        kind=FaultKind.NO_SUCH_TIME,
        wrong=f"{hour:02d}:{minute:02d} did not exist on {day_in_words(day)}: the clock went forward"
        if is_skipped
        else "There is no such time",
        right="Look the time up" if is_skipped else "Write a time from 00:00 to 23:59",
    )


def _with_zone(day: date, at: time, zone: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{at}{zone.replace('Z', '+00:00')}").astimezone(UTC)


# Codes, names and numbers.


NEAR: Final = 60


def code_of(column: Column, text: str) -> Worded | CellFault:
    """A word of the column's list, by its value or by what staff read, whatever its capitals."""
    codes = codes_of(column.codes)
    word = codes.get(text.casefold())
    if word is not None:
        return word
    values = list(dict.fromkeys(each.value for each in codes.values()))
    near = process.extractOne(text.casefold(), list(codes), scorer=fuzz.ratio, score_cutoff=NEAR)
    meant = f"Did you mean {codes[near[0]].value}? " if near else ""
    return CellFault(
        kind=FaultKind.CODE, wrong="This is not in the list", right=f"{meant}The list has {', '.join(values)}"
    )


def codes_in(column: Column, text: str) -> tuple[Worded, ...] | CellFault:
    """Several words of the column's list, with a semicolon or a bar between them, each once."""
    words: dict[Worded, None] = {}
    for part in re.split(r"[;|]", text):
        if cleaned(part):
            word = code_of(column, cleaned(part))
            if isinstance(word, CellFault):
                return word
            words[word] = None
    return tuple(words)


_YES: Final[Mapping[str, bool]] = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def yes_no_of(_column: Column, text: str) -> bool | CellFault:
    """Yes or no, also as a spreadsheet writes it."""
    answer = _YES.get(text.casefold())
    if answer is None:
        return CellFault(kind=FaultKind.YES_NO, wrong="This is neither yes nor no", right="Write yes or no")
    return answer


def name_of(column: Column, text: str) -> str | CellFault:
    """A name, by the desk's own rules: letters of any script, no brackets of markup."""
    if name_reasons(text, None):
        wrong = f"{column.label} cannot have < or > in it"
        return CellFault(kind=FaultKind.NAME, wrong=wrong, right="Write the name alone")
    if not fold_name(text):
        return CellFault(kind=FaultKind.NAME, wrong=f"{column.label} must have a letter in it", right="Write the name")
    return text


def number_of(column: Column, text: str) -> str | CellFault:
    """A key or a number of another system, as it stands there: a spreadsheet must not have rounded it."""
    if _ROUNDED.match(text):
        return CellFault(
            kind=FaultKind.ROUNDED,
            wrong="A spreadsheet rounded this number",
            right="Give the column the format of text before the numbers are put in, and save the file again",
        )
    if not text.isalnum() and not fold_number(text):
        wrong = f"{column.label} must have letters or numbers in it"
        return CellFault(kind=FaultKind.NUMBER, wrong=wrong, right=f"It is written like {column.example}")
    return text


_PNC_IN_ONE: Final = re.compile(r"^((?:\d\d)?\d\d)(\d{7}[A-Za-z])$")


def pnc_of(column: Column, text: str) -> str | CellFault:
    """A PNC ID, with its bar or without it."""
    number = number_of(column, text)
    if isinstance(number, CellFault) or is_pnc_id(text):
        return number
    if parts := _PNC_IN_ONE.match(text):
        return f"{parts[1]}/{parts[2]}"
    return CellFault(
        kind=FaultKind.NUMBER,
        wrong="This is not written like a PNC ID",
        right="It has a year, a bar, up to seven figures and a letter: 09/184473K. Leave it blank where there is none",
    )


def words_of(_column: Column, text: str) -> str:
    """Words as they stand."""
    return text


_READ: Final[Mapping[What, Callable[[Column, str], Value | CellFault]]] = {
    What.KEY: number_of,
    What.PERSON: number_of,
    What.DETENTION: number_of,
    What.REFERRAL: number_of,
    What.NUMBER: number_of,
    What.PNC: pnc_of,
    What.NAME: name_of,
    What.WORDS: words_of,
    What.SUITE: words_of,
    What.OFFENCE: words_of,
    What.DRUG: words_of,
    What.SERVICE: words_of,
    What.AREA: words_of,
    What.CODES: lambda column, text: codes_in(column, text),
    What.CODE: code_of,
    What.YES_NO: yes_no_of,
    What.DATE: lambda _column, text: day_of(text),
    What.MOMENT: lambda _column, text: moment_of(text),
}


def value_of(column: Column, text: str) -> Value | CellFault:
    """What a cell holds; None where it is blank. `text` is `cleaned`."""
    if not text:
        if not column.is_required:
            return None
        wrong = "Nothing is filled in"
        return CellFault(kind=FaultKind.BLANK, wrong=wrong, right=f"Fill in {_for_example(column)}")
    if suspected := suspicion(text):
        return suspected
    if column.most and len(text) > column.most:
        wrong = f"It has {len(text)} characters"
        return CellFault(kind=FaultKind.LENGTH, wrong=wrong, right=f"It may have {column.most}")
    return _READ[column.what](column, text)


def _for_example(column: Column) -> str:
    if column.what is What.CODE:
        return "one of " + ", ".join(dict.fromkeys(each.value for each in codes_of(column.codes).values()))
    return f"something like {column.example}" if column.example else column.label.lower()


# Records as cells: what is written here is read back alike.


def cells_of(kind: Kind, facts: Any, **keys: str) -> list[str]:
    """The cells of a record, in the order of the template, from the facts that its desk takes. `keys` are the columns
    that no fact holds."""
    names = [each.column for each in columns_of(kind)]
    return [written(keys[name] if name in keys else getattr(facts, name)) for name in names]


def written(value: object) -> str:
    """A value as a cell of a file. A time is the clock of London; in the hour that comes twice it says which it is."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, datetime):
        return _moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment(at: datetime) -> str:
    wall = at.astimezone(LONDON)
    text = f"{wall:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    is_first = from_london(wall.date(), wall.time().replace(microsecond=0, fold=0)) == at.replace(
        microsecond=0
    ).astimezone(UTC)
    return text if is_first else f"{text}{wall:%z}"
