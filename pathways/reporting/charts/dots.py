"""Rows with a name, figures in words, and a dot with its interval between them; and the widths of every chart."""

from collections.abc import Callable, Sequence
from math import inf

from pathways.documents.chart import BLUE, SOFT, Easel, width_of

NARROW = 480  # px; below it a chart is drawn again, never shrunk
NO_INTERVAL = (0.0, 0.0)
WIDTHS = (640, 320, 1200)
"""Widths in pixels; the first is used where an address says nothing. A page shows the widest one it has room for."""


class DotRows:
    """A row for each name above one axis. Where it is narrow, the words of a row stand above its dot."""

    def __init__(self, names: Sequence[str], words: Sequence[str], width: int, below: int = 42) -> None:
        self.names, self.words, self.width, self.narrow = names, words, width, width < NARROW
        self.step, self.top = (50, 4) if self.narrow else (36, 12)
        self.base = self.top + self.step * len(names)
        self.easel = Easel(width, self.base + below)
        self.left = 10.0 if self.narrow else max(width_of(name, 14) for name in names) + 16
        self.right = width - 14.0 if self.narrow else width - max(width_of(each, 13) for each in words) - 24

    def write_below(self, axis: str) -> None:
        self.easel.text((self.left + self.right) / 2, self.base + 34, axis, 12, anchor="middle", colour=SOFT)

    def write(self, place: int) -> float:
        """The name and the words of a row; gives the height of its dot."""
        y = self.top + self.step * place + (36 if self.narrow else self.step / 2)
        if self.narrow:
            self.easel.text(4, y - 20, self.names[place], 13, bold=True)
            self.easel.text(self.width - 4, y - 20, self.words[place], 12, anchor="end")
        else:
            self.easel.text(self.left - 10, y + 5, self.names[place], 14, anchor="end")
            self.easel.text(self.width - 4, y + 5, self.words[place], 13, anchor="end")
        return y


def draw_dot(
    easel: Easel,
    y: float,
    interval: tuple[float, float],
    value: float | None,
    across: Callable[[float], float],
    *,
    most: float = inf,
) -> None:
    """The interval as a line, then the dot; no end and no dot past `most`."""
    easel.line(across(interval[0]), y, across(interval[1]), y, colour=BLUE, width=3)
    for end in interval:
        if end <= most:
            easel.line(across(end), y - 5, across(end), y + 5, colour=BLUE, width=2)
    if value is not None and value <= most:
        easel.dot(across(value), y, 5)
