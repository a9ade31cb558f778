"""What stays together when a page is turned: a heading with what it heads, signatures with what is signed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import CondPageBreak, KeepTogether

from pathways.documents.parts import Text

_MOST = 500.0  # points; more room than a page has cannot be asked for


@dataclass(frozen=True)
class Part:
    """What one call on a paper adds. `is_signed`: lines to sign on, or the record of a signature."""

    pieces: list[Any]
    is_signed: bool = False


class Signed(KeepTogether):
    """Signatures and the words that are signed."""


def story_of(parts: Iterable[Part], width: float) -> list[Any]:
    """The pieces of a paper in their order, with those that must not be parted tied together."""
    story: list[Any] = []
    for part in parts:
        if part.is_signed:
            block = [*_words_signed(story), *(each for each in part.pieces if not isinstance(each, CondPageBreak))]
            story.append(Signed(block))
            continue
        if story and isinstance(story[-1], Signed) and all(_is_small_print(each) for each in part.pieces):
            story[-1] = Signed([*story[-1]._content, *part.pieces])
            continue
        pieces = part.pieces
        if pieces and isinstance(pieces[0], CondPageBreak):
            headings = _headings_at_the_end_of(story)
            room = pieces[0].height + sum(_height(each, width) for each in headings)
            pieces = [CondPageBreak(min(room, _MOST)), *headings, *pieces[1:]]
        story += pieces
    return story


def _words_signed(story: list[Any]) -> list[Any]:
    """Taken off the end of the story: the last words under a heading of their own, with every heading between."""
    words: list[Any] = []
    while story and isinstance(story[-1], Text):
        if words and _is_heading(words[0]) and not all(map(_is_heading, words)) and not _is_heading(story[-1]):
            break
        words.insert(0, story.pop())
    return words


def _headings_at_the_end_of(story: list[Any]) -> list[Any]:
    headings: list[Any] = []
    while story and _is_heading(story[-1]):
        headings.insert(0, story.pop())
    return headings


def _is_heading(piece: Any) -> bool:
    return isinstance(piece, Text) and bool(getattr(piece.style, "keepWithNext", 0))


def _is_small_print(piece: Any) -> bool:
    return isinstance(piece, Text) and not _is_heading(piece)


def _height(piece: Text, width: float) -> float:
    return float(piece.wrap(width, _MOST)[1] + piece.getSpaceBefore() + piece.getSpaceAfter())
