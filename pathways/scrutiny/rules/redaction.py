"""Taking everything out of a text that says who somebody is, however it was typed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import permutations

from pathways.disposals.proposal.rules.words_of_a_test import words_of_a_test
from pathways.scrutiny.rules.rounds import HiddenText

# Text in the form in which it is searched, with the way back to where each letter stood.
#
# A name is found however it was typed: capitals, accents, typographic apostrophes and hyphens, letters that Unicode
# does not decompose, and invisible characters.


_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
_PLAIN_SIGNS = {
    **dict.fromkeys("\u2019\u2018\u02bc\u02bb`\u00b4\u2032\uff07\u201b", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    "\u2044": "/",
}
_UNSEEN = ("Mn", "Me", "Cf")


@dataclass(frozen=True)
class Folded:
    """`text` is folded; `starts` and `ends` say where in the original each of its letters begins and ends."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text is in the original."""
        return self.starts[start], self.ends[end - 1]


def fold(original: str) -> Folded:
    """The text folded letter by letter, so that every match leads back to the words as typed."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, sign in enumerate(original):
        made = _folded(sign)
        if not made and ends:  # an accent or an unseen sign belongs to the letter before it
            ends[-1] = place + 1
        for letter in made:
            letters.append(letter)
            starts.append(place)
            ends.append(place + 1)
    return Folded("".join(letters), tuple(starts), tuple(ends))


def folded(text: str) -> str:
    """The folded text alone."""
    return fold(text).text


@lru_cache(maxsize=4096)  # letters recur; a pack is searched for every name on every word of it
def _folded(sign: str) -> str:
    if sign in _PLAIN_SIGNS:
        return _PLAIN_SIGNS[sign]
    apart = unicodedata.normalize("NFKD", sign)
    seen = "".join(each for each in apart if unicodedata.category(each) not in _UNSEEN)
    return "".join(_LETTERS.get(each, _PLAIN_SIGNS.get(each, each)) for each in seen.casefold())


# Patterns for every way in which what is known of somebody may be written: names, dates of birth, numbers, places.
#
# They match folded text (`fold`) and err towards hiding: a word too many hidden makes a sentence poorer, but a name
# left standing must never happen.


_BEFORE, _AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
"""A name ends where letters end, so that it is not found inside a longer word."""
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
    """Whole names in any order, run together or with initials, and each part of them alone."""
    for name in names:
        parts = _parts_of(name)
        words = [part for part in parts if len(part) > 1]
        if 1 < len(parts) <= 4:
            for order in (each for length in range(2, len(parts) + 1) for each in permutations(parts, length)):
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


def whole_name_patterns(names: Iterable[Sequence[str]], within: str) -> Iterator[str]:
    """Whole names only, each in its parts, and only those of which every part is in the folded text `within`.

    For the many colleagues who took no part: their single names are too often ordinary words.
    """
    for parts in names:
        if len(parts) > 1 and all(part in within for part in parts):
            for order in permutations(parts[:3]):
                yield _bounded(_BETWEEN.join(_spelled(part) for part in order))


def birth_patterns(days: Iterable[date]) -> Iterator[str]:
    """A date of birth in every usual spelling, and its month and year alone."""
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
    """A number with any signs between its parts, with or without its noughts; a long run of digits alone."""
    for number in numbers:
        groups = re.findall(r"[a-z]+|\d+", folded(number))
        if not groups:
            continue
        loose = [_figures(each) if each.isdigit() else _apart(each) for each in groups]
        yield rf"(?<![^\W_]){_SIGNS.join(loose)}(?![^\W_])"
        for run in (each for each in groups if each.isdigit() and len(each.lstrip("0")) >= 4):
            yield rf"(?<!\d)0*{run.lstrip('0')}(?!\d)"


def place_patterns(places: Iterable[str]) -> Iterator[str]:
    """Places and services by their whole name."""
    for place in places:
        words = folded(place).split()
        if words:
            yield _bounded(r"[\s\-]+".join(re.escape(word) for word in words))


def _parts_of(name: str) -> list[str]:
    return [part for part in re.split(r"[\s\-.,_]+", folded(name)) if part.strip("'")]


def _spelled(part: str) -> str:
    """One part of a name with its apostrophe, a blank instead, or neither; a long one also in the plural."""
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
    """A run of digits, with or without leading noughts."""
    return r"(?:0[\s/.\-_]?)*" + _apart(run.lstrip("0") or "0")


def _apart(letters: str) -> str:
    return r"[\s/.\-_]?".join(letters)


# Names with one slip in them: a letter left out, added or replaced, or two neighbours swapped.


LEAST = 5
"""Letters a name needs before slips are looked for: shorter ones are one letter away from too many words."""
_CAPITALISED = re.compile(r"[A-Z\u00c0-\u00de][^\W\d_]{3,}")


def misspelt_in(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where in a text words with a capital are one slip away from a part of a name."""
    parts = {part for name in names for part in re.findall(r"[^\W\d_]+", folded(name)) if len(part) >= LEAST}
    for match in _CAPITALISED.finditer(text):
        word = folded(match.group())
        if any(is_one_slip_from(word, part) for part in parts):
            yield match.span()


def is_one_slip_from(word: str, name: str) -> bool:
    """Whether one changed letter, or one swap of neighbours, turns one into the other."""
    if word == name or abs(len(word) - len(name)) > 1:
        return False
    start = next(
        (place for place, (letter, other) in enumerate(zip(word, name, strict=False)) if letter != other), None
    )
    if start is None:
        return True
    rest, other = word[start:], name[start:]
    swapped = len(rest) > 1 and len(other) > 1 and rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return swapped or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]


# What looks like an identifier, found by its shape because it is on no record here.
#
# A victim, a relative or an officer of another force is not recorded here, and a crime number is kept by the force's
# own system. Shapes are looked for in the text as typed, because capitals tell names from words.


_WORD = r"[A-Z\u00c0-\u00de][\w'\u2019\-]*"
_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,2}}"
_ROAD = r"(?:street|road|avenue|lane|crescent|gardens|terrace|grove|mews|drive|close)"
_ROAD_IN_CAPITALS = r"(?:Street|Road|Avenue|Lane|Crescent|Gardens|Terrace|Grove|Mews|Drive|Close)"
_ROAD_OR_HOUSE = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Crescent|Cres|Gardens|Gdns|Terrace|Grove|Mews|Drive|Dr|Close|Cl|Court|Ct|"
    r"Way|Place|Pl|Hill|Walk|Row|Square|Sq|Park|Rise|View|House|Lodge|Gate|Green|Parade|Bank|Buildings|Wharf|Yard)"
)
_NO_STREET_NAME = r"(?!(?:in|on|the|at|of|and|to|from|by|a|an|was|were|with|into|down|off)\b)"
_RANKS = (
    r"(?:P\.?C|P\.?S|D\.?C|D\.?S|D\.?I|D\.?C\.?I|[DTA]/?P?[Ss]gt|PCSO|WPC|DDO|[Ii]nsp(?:ector)?|INSPECTOR|[Ss]gt|SGT|"
    r"[Ss]ergeant|SERGEANT|[Cc]onstable|CONSTABLE|[Ss]uperintendent|[Ss]upt|[Oo]fficer|[Dd]etective)"
)
_DAY = r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})"
_REFERRED_TO = r"(?:crime|occurrence|incident|custody|case|collar|shoulder|urn|nhs|pnc|reference|ref)"

SHAPES: tuple[tuple[HiddenText, re.Pattern[str]], ...] = (
    (HiddenText.EMAIL, re.compile(r"[\w.+\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)+")),
    (HiddenText.PHONE, re.compile(r"(?<!\d)(?:\+\s?44|0044|\(?0)[\s()\-.]*\d(?:[\s()\-.]*\d){7,9}(?!\d)")),
    (HiddenText.ADDRESS, re.compile(r"(?<![A-Za-z\d])[A-Za-z]{1,2}\d[A-Za-z\d]?\s{0,2}\d[A-Za-z]{2}(?![A-Za-z\d])")),
    (HiddenText.ADDRESS, re.compile(r"\b(?:flat|apartment|apt|bedsit)\s+(?:no\.?\s*)?\d{1,4}[a-z]?\b", re.IGNORECASE)),
    (
        HiddenText.ADDRESS,
        re.compile(
            rf"\b\d{{1,4}}[a-z]?,?\s+(?:{_NO_STREET_NAME}[A-Za-z][\w'\u2019\-]*\s+){{1,3}}?{_ROAD}\b", re.IGNORECASE
        ),
    ),
    (HiddenText.ADDRESS, re.compile(rf"\b\d{{1,4}}[A-Za-z]?,?\s+(?:{_WORD}\s+){{1,3}}?{_ROAD_OR_HOUSE}\b\.?")),
    (HiddenText.ADDRESS, re.compile(rf"\b(?:{_WORD}\s+){{1,3}}?{_ROAD_IN_CAPITALS}\b")),
    (HiddenText.OFFICER, re.compile(rf"\b{_RANKS}\.?\s+(?:no\.?\s*)?\d{{2,6}}\b(?:\s+{_NAME})?")),
    (HiddenText.OFFICER, re.compile(rf"\b{_RANKS}\.?\s+{_NAME}")),
    (HiddenText.NAME, re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Lady|MR|MRS|MISS)\.?\s+{_NAME}")),
    (HiddenText.NUMBER, re.compile(r"\b\d{2}(?:\d{2})?/\d{1,7}[A-Za-z]\b")),
    (
        HiddenText.NUMBER,
        re.compile(
            rf"(?<![\w/.\-])(?!{_DAY}(?![\w/\-]))(?=(?:[^\s\d]*\d){{5}})[A-Za-z\d]+(?:(?:[/*.\-_]|\s[/*\-]\s)[A-Za-z\d]+)*"
        ),
    ),
    (
        HiddenText.NUMBER,
        re.compile(
            rf"\b{_REFERRED_TO}\s*(?:record\s*)?(?:number|no|ref|id|reference)?\s*[.:#]?\s*([A-Za-z]{{0,6}}[/\-]?\d[\w/\-]{{2,}})",
            re.IGNORECASE,
        ),
    ),
)
"""Each shape with what it is. Only its group is hidden, where it has one; otherwise the whole match."""


# Redacting a text, and what a reader should look at twice in what is left.
#
# Nothing hidden is in what is returned: a piece holds either words or a mark.


@dataclass(frozen=True, kw_only=True)
class KnownNames:
    """What is on record of the person and the staff of a case. Of `colleagues`, who took no part, only whole names."""

    names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    colleagues: tuple[str, ...] = ()
    born: tuple[date, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    further: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A stretch of a redacted text: words as typed, or the mark of what was hidden."""

    words: str
    hidden: HiddenText | None = None


class Redactor:
    """Made once for a case, then asked for each of its texts."""

    def __init__(self, known: KnownNames) -> None:
        by_kind: list[tuple[HiddenText, list[str]]] = [
            (HiddenText.ORGANISER, list(place_patterns(known.further))),
            (HiddenText.NAME, list(name_patterns(known.names))),
            (HiddenText.OFFICER, list(name_patterns(known.staff))),
            (HiddenText.BORN, list(birth_patterns(known.born))),
            (HiddenText.PHONE, list(number_patterns(known.phones))),
            (HiddenText.NUMBER, list(number_patterns(known.numbers))),
            (HiddenText.PLACE, list(place_patterns(known.places))),
        ]
        self._colleagues = [_parts_of(name) for name in known.colleagues]
        self._of_the_case = ((HiddenText.NAME, known.names), (HiddenText.OFFICER, known.staff))
        self._known = [(what, _compiled(patterns)) for what, patterns in by_kind if patterns]

    def pieces(self, text: str, *, was_typed: bool = True) -> tuple[Piece, ...]:
        """The text with a mark wherever something was hidden. Overlapping marks become one.

        Words of the law (`was_typed` false) may speak of a test, since refusing one may be the offence.
        """
        pieces: list[Piece] = []
        place = 0
        for start, end, what in self._spans(text, was_typed):
            if start > place:
                pieces.append(Piece(text[place:start]))
            pieces.append(Piece(what.mark, what))
            place = end
        if place < len(text):
            pieces.append(Piece(text[place:]))
        return tuple(pieces)

    def redacted(self, text: str) -> str:
        """The text in one piece, with marks in it."""
        return "".join(piece.words for piece in self.pieces(text))

    def _spans(self, text: str, was_typed: bool) -> list[tuple[int, int, HiddenText]]:
        spans: list[tuple[int, int, HiddenText]] = []
        for match in _SENTENCE.finditer(text):
            if was_typed and words_of_a_test(match.group()):
                spans.append((*match.span(), HiddenText.TEST))
        text_folded = fold(text)
        colleagues = list(whole_name_patterns(self._colleagues, text_folded.text))
        for what, pattern in [*self._known, *([(HiddenText.OFFICER, _compiled(colleagues))] if colleagues else [])]:
            for match in pattern.finditer(text_folded.text):
                if match.end() > match.start():
                    spans.append((*text_folded.place(match.start(), match.end()), what))
        for what, names in self._of_the_case:
            spans += [(start, end, what) for start, end in misspelt_in(text, names)]
        for what, pattern in SHAPES:
            group = 1 if pattern.groups else 0
            spans += [(*match.span(group), what) for match in pattern.finditer(text)]
        return _joined(sorted(spans, key=lambda span: (span[0], -span[1])))


def _joined(spans: Sequence[tuple[int, int, HiddenText]]) -> list[tuple[int, int, HiddenText]]:
    """Overlapping stretches as one, with the kind of the first."""
    joined: list[tuple[int, int, HiddenText]] = []
    for start, end, what in spans:
        if joined and start < joined[-1][1]:
            before = joined[-1]
            joined[-1] = (before[0], max(before[1], end), before[2])
        else:
            joined.append((start, end, what))
    return joined


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(set(patterns), key=lambda pattern: (-len(pattern), pattern))
    return re.compile("|".join(f"(?:{pattern})" for pattern in longest_first))


_SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*[.!?]*")
"""Any sentence about a drug test is hidden whole: a result has no use for a panel (PACE 1984 s.63B(7))."""
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z\u00c0-\u00de][\w'\u2019\-]+")
_OF_LAW = re.compile(r"\b(?:[A-Z][a-z]+ (?:of |and )?)+Act \d{4}|\b(?:CPS|DPP|PACE|PNC|PND)\b")
_DIGITS = re.compile(r"(?<![\w\u00a3.])\d{3,}(?!\w)")


def to_look_at(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Words left in a text that may be a name or number, each once: a capital inside a sentence, a run of digits."""
    doubtful: dict[str, None] = {}
    for piece in pieces:
        if piece.hidden is None:
            words = _OF_LAW.sub(" ", piece.words)
            for pattern in (_CAPITAL, _DIGITS):
                doubtful |= dict.fromkeys(match.group() for match in pattern.finditer(words))
    return tuple(doubtful)
