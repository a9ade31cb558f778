"""Every way in which what is known of somebody may stand in a text: names, dates of birth, numbers, places.

Each function returns patterns for folded text (`folded.fold`). They err towards hiding: a word too many hidden makes a
sentence poorer, a name left standing is what the pack must never hold.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import permutations

from pathways.scrutiny.rules.folded import folded

_BEFORE, _AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
"""A name ends where letters end, so that no name is found inside a longer word."""
_BETWEEN = r"[\s,.'\-_]*"
_SIGNS = r"[\s/.\-_]*"
_PARTICLES = frozenset(
    (
        *("da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "al", "la", "le", "van", "von", "bin"),
        *("ben", "ibn", "ap", "ab", "y", "e", "st", "o", "mac", "mc"),
    )
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)


def name_patterns(names: Iterable[str]) -> Iterator[str]:
    """Whole names in any order, run together or by initials, and every part of them alone."""
    for name in names:
        parts = _parts_of(name)
        words = [part for part in parts if len(part) > 1]
        if 1 < len(parts) <= 4:
            for order in (each for many in range(2, len(parts) + 1) for each in permutations(parts, many)):
                yield _bounded(_BETWEEN.join(_spelled(part) for part in order))
            for initial in {part[0] for part in parts}:
                for word in (each for each in words if len(each) > 2):
                    yield _bounded(rf"{initial}\.?\s*{_spelled(word)}")
                    yield _bounded(rf"{_spelled(word)},?\s+{initial}\.")
            yield _bounded(r"\.\s?".join(part[0] for part in parts) + r"\.")
        for word in words:
            if word not in _PARTICLES or len(parts) == 1:
                yield _bounded(_spelled(word))
                yield from _without_prefix(word)


def whole_name_patterns(names: Iterable[str], within: str) -> Iterator[str]:
    """Whole names only, of those whose every part stands in the folded text `within`.

    For the many colleagues who took no part: their single names are ordinary words too often.
    """
    for name in names:
        parts = _parts_of(name)
        if len(parts) > 1 and all(part in within for part in parts):
            for order in permutations(parts[:3]):
                yield _bounded(_BETWEEN.join(_spelled(part) for part in order))


def birth_patterns(days: Iterable[date]) -> Iterator[str]:
    """A date of birth in every usual spelling, with and without its day."""
    for day in days:
        month, word = day.month, _MONTHS[day.month - 1]
        named = rf"(?:{word}|{word[:3]}|{word[:4]})\.?"
        year = rf"(?:{day.year}|'?{day.year % 100:02})"
        gap = r"[\s,]*(?:of\s+)?"
        ordinal = rf"0?{day.day}(?:st|nd|rd|th)?"
        for first, second in ((day.day, month), (month, day.day)):
            yield rf"(?<!\d)0?{first}\s?[/.\-\s]\s?0?{second}\s?[/.\-\s]\s?{year}(?!\d)"
            yield rf"(?<!\d){first:02}{second:02}{year}(?!\d)"
        yield rf"(?<!\d){day.year}\s?[/.\-]?\s?0?{month}\s?[/.\-]?\s?0?{day.day}(?!\d)"
        yield rf"(?<!\d){ordinal}{gap}{named}{gap}(?:{year}(?!\d))?"
        yield rf"{_BEFORE}{named}{gap}{ordinal}(?!\d)(?:{gap}{year}(?!\d))?"
        yield rf"{_BEFORE}{named}{gap}{day.year}(?!\d)"
        yield rf"{_BEFORE}(?:born|dob|d\.o\.b\.?|birth)\W+(?:\w+\W+){{0,3}}?{day.year}(?!\d)"


def number_patterns(numbers: Iterable[str]) -> Iterator[str]:
    """A number with any signs between its letters and digits, without its noughts; a long run of digits alone."""
    for number in numbers:
        groups = re.findall(r"[a-z]+|\d+", folded(number))
        if not groups:
            continue
        loose = [_figures(each) if each.isdigit() else _apart(each) for each in groups]
        yield rf"(?<![^\W_]){_SIGNS.join(loose)}(?![^\W_])"
        for run in (each for each in groups if each.isdigit() and len(each.lstrip("0")) >= 4):
            yield rf"(?<!\d)0*{run.lstrip('0')}(?!\d)"


def place_patterns(places: Iterable[str]) -> Iterator[str]:
    """Places and services by their names, in whole only."""
    for place in places:
        words = folded(place).split()
        if words:
            yield _bounded(r"[\s\-]+".join(re.escape(word) for word in words))


def _parts_of(name: str) -> list[str]:
    return [part for part in re.split(r"[\s\-.,_]+", folded(name)) if part.strip("'")]


def _spelled(part: str) -> str:
    """One part of a name with its apostrophe, a blank for it, or neither; a long one also as "the Rawcliffes"."""
    spelled = r"['\s]?".join(re.escape(piece) for piece in part.split("'") if piece)
    return f"{spelled}s?" if len(part) > 5 else spelled


def _without_prefix(word: str) -> Iterator[str]:
    """Brien of O'Brien."""
    rest = word.split("'")[-1]
    if "'" in word and len(rest) > 2:
        yield _bounded(re.escape(rest))


def _bounded(pattern: str) -> str:
    return rf"{_BEFORE}{pattern}\d*{_AFTER}"


def _figures(run: str) -> str:
    """A run of digits with or without its noughts before."""
    return r"(?:0[\s/.\-_]?)*" + _apart(run.lstrip("0") or "0")


def _apart(letters: str) -> str:
    return r"[\s/.\-_]?".join(letters)
