"""Taking out of a text whatever says who somebody is; and what is left that a reader should look at twice.

Nothing that was hidden is kept in what is returned: a pack is made of pieces that hold the mark alone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pathways.disposals.rules import words_of_a_test
from pathways.scrutiny.rules.folded import fold
from pathways.scrutiny.rules.identifiers import (
    birth_patterns,
    name_patterns,
    number_patterns,
    place_patterns,
    whole_name_patterns,
)
from pathways.scrutiny.rules.misspelt import misspelt_in
from pathways.scrutiny.rules.shapes import SHAPES
from pathways.scrutiny.rules.words import Hidden


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is recorded of the person and of the staff of a case. `colleagues` took no part: only their whole names."""

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
    hidden: Hidden | None = None


class Redactor:
    """Made once for a case, then asked for each of its texts."""

    def __init__(self, known: Known) -> None:
        found: list[tuple[Hidden, list[str]]] = [
            (Hidden.ORGANISER, list(place_patterns(known.further))),
            (Hidden.NAME, list(name_patterns(known.names))),
            (Hidden.OFFICER, list(name_patterns(known.staff))),
            (Hidden.BORN, list(birth_patterns(known.born))),
            (Hidden.PHONE, list(number_patterns(known.phones))),
            (Hidden.NUMBER, list(number_patterns(known.numbers))),
            (Hidden.PLACE, list(place_patterns(known.places))),
        ]
        self._colleagues = known.colleagues
        self._of_the_case = ((Hidden.NAME, known.names), (Hidden.OFFICER, known.staff))
        self._known = [(what, _compiled(patterns)) for what, patterns in found if patterns]

    def pieces(self, text: str, *, was_typed: bool = True) -> tuple[Piece, ...]:
        """The text with a mark wherever something was hidden. Marks that overlap become one.

        Words of the law, which nobody typed (`was_typed` false), may speak of a test: an offence may be to refuse one.
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
        """The same as one text."""
        return "".join(piece.words for piece in self.pieces(text))

    def _spans(self, text: str, was_typed: bool) -> list[tuple[int, int, Hidden]]:
        found: list[tuple[int, int, Hidden]] = []
        for match in _SENTENCE.finditer(text):
            if was_typed and words_of_a_test(match.group()):
                found.append((*match.span(), Hidden.TEST))
        text_folded = fold(text)
        colleagues = list(whole_name_patterns(self._colleagues, text_folded.text))
        for what, pattern in [*self._known, *([(Hidden.OFFICER, _compiled(colleagues))] if colleagues else [])]:
            for match in pattern.finditer(text_folded.text):
                if match.end() > match.start():
                    found.append((*text_folded.place(match.start(), match.end()), what))
        for what, names in self._of_the_case:
            found += [(start, end, what) for start, end in misspelt_in(text, names)]
        for what, pattern in SHAPES:
            group = 1 if pattern.groups else 0
            found += [(*match.span(group), what) for match in pattern.finditer(text)]
        return _joined(sorted(found, key=lambda span: (span[0], -span[1])))


def _joined(spans: Sequence[tuple[int, int, Hidden]]) -> list[tuple[int, int, Hidden]]:
    """Stretches that overlap become one, named after the first."""
    kept: list[tuple[int, int, Hidden]] = []
    for start, end, what in spans:
        if kept and start < kept[-1][1]:
            before = kept[-1]
            kept[-1] = (before[0], max(before[1], end), before[2])
        else:
            kept.append((start, end, what))
    return kept


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(set(patterns), key=lambda one: (-len(one), one))
    return re.compile("|".join(f"(?:{one})" for one in longest_first))


_SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*[.!?]*")
"""A sentence that speaks of a drug test goes whole: PACE 1984 s.63B(7) says what a result may be used for, and a panel
is not in it."""
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z\u00c0-\u00de][\w'\u2019\-]+")
_OF_LAW = re.compile(r"\b(?:[A-Z][a-z]+ (?:of |and )?)+Act \d{4}|\b(?:CPS|DPP|PACE|PNC|PND)\b")
_DIGITS = re.compile(r"(?<![\w\u00a3.])\d{3,}(?!\w)")


def to_look_at(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Words left in a text that may be a name or a number: a capital inside a sentence, a run of digits. Each once."""
    found: dict[str, None] = {}
    for piece in pieces:
        if piece.hidden is None:
            words = _OF_LAW.sub(" ", piece.words)
            for pattern in (_CAPITAL, _DIGITS):
                found |= dict.fromkeys(match.group() for match in pattern.finditer(words))
    return tuple(found)
