"""The file itself: the same episodes give the same bytes."""

from collections.abc import Iterable

from pathways.exports import csv_lines
from pathways.ndtms.rules.cells import file_rows, head
from pathways.ndtms.rules.episodes import EpisodeRow
from pathways.ndtms.rules.lists import Lists


def file_lines(episodes: Iterable[EpisodeRow], lists: Lists) -> tuple[str, ...]:
    """The CSV line by line, head first: UTF-8, comma, CRLF, ISO dates, an empty cell for what is not there.

    A machine reads it, and a spreadsheet may. No cell holds free text: each is a code of a list, a date, a number, one
    letter or an identifier of ours, so none starts like a formula and the guard against those changes nothing.
    """
    return tuple(csv_lines(head(), file_rows(episodes, lists)))
