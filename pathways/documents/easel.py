"""A drawing in CSS pixels with y downwards: the only way charts are drawn.

Shapes only, never reportlab's ready-made chart classes, so that one drawing serves the page (SVG) and the paper (PDF).
"""

from collections.abc import Sequence

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

from pathways.documents import fonts

# The numbers of the chart style; contrast on white in brackets.
INK = "#0b0c0c"  # text and mean line (19.6)
SOFT = "#505a5f"  # secondary text, limits (7.1)
BLUE = "#12436d"  # bars, first series, improving (10.3)
ORANGE = "#bf4f00"  # second series, worsening, overdue (4.8)
GREY = "#6f777b"  # ordinary points (4.6)
RULE = "#b1b4b6"  # axis line (decoration)
GRID = "#e8eaec"  # gridlines and the stage before (decoration)
WHITE = "#ffffff"

SMALLEST = 12  # px; nothing in a chart is smaller (9 pt in print)

Point = tuple[float, float]


class Easel:
    """A white canvas `width` x `height` px. Every method takes coordinates from the top left."""

    def __init__(self, width: float, height: float) -> None:
        fonts.ready()
        self.width, self.height = width, height
        self.drawing = Drawing(width, height)
        # The ground is drawn, so that dark and forced-colour modes leave the chart readable.
        self.rect(0, 0, width, height, fill=WHITE)

    def _up(self, y: float) -> float:
        return self.height - y

    def text(
        self, x: float, y: float, words: str, size: float = 13, *, anchor: str = "start", bold: bool = False,
        colour: str = INK,
    ) -> None:  # fmt: skip
        """One line whose baseline is at y. `anchor` is start, middle or end."""
        face = fonts.BOLD if bold else fonts.BODY
        self.drawing.add(
            String(x, self._up(y), words, fontName=face, fontSize=size, textAnchor=anchor, fillColor=HexColor(colour))
        )

    def rect(
        self, x: float, y: float, width: float, height: float, *, fill: str | None = None, edge: str | None = None
    ) -> None:
        self.drawing.add(
            Rect(
                x, self._up(y + height), width, height,
                fillColor=HexColor(fill) if fill else None, strokeColor=HexColor(edge) if edge else None,
                strokeWidth=1,
            )
        )  # fmt: skip

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, colour: str = INK, width: float = 1,
        dash: Sequence[float] | None = None,
    ) -> None:  # fmt: skip
        self.drawing.add(
            Line(
                x1, self._up(y1), x2, self._up(y2), strokeColor=HexColor(colour), strokeWidth=width,
                strokeDashArray=list(dash) if dash else None,
            )
        )  # fmt: skip

    def curve(
        self, points: Sequence[Point], *, colour: str = INK, width: float = 2, dash: Sequence[float] | None = None
    ) -> None:
        """Straight pieces from point to point, joined round."""
        self.drawing.add(
            PolyLine(
                [v for x, y in points for v in (x, self._up(y))], strokeColor=HexColor(colour), strokeWidth=width,
                strokeDashArray=list(dash) if dash else None, strokeLineJoin=1,
            )
        )  # fmt: skip

    def area(self, points: Sequence[Point], *, fill: str, opacity: float = 1) -> None:
        self.drawing.add(
            Polygon(
                [v for x, y in points for v in (x, self._up(y))],
                fillColor=HexColor(fill), fillOpacity=opacity, strokeColor=None,
            )
        )  # fmt: skip

    def dot(self, x: float, y: float, radius: float = 4, *, fill: str = BLUE) -> None:
        """A filled circle with a white edge, so that it stands off the line below it."""
        self.drawing.add(
            Circle(x, self._up(y), radius, fillColor=HexColor(fill), strokeColor=HexColor(WHITE), strokeWidth=1)
        )

    def hatch(self, x: float, y: float, width: float, height: float, *, colour: str = BLUE, gap: float = 5) -> None:
        """Pending: a box outlined and hatched at 45 degrees, told from a full bar without colour."""
        self.rect(x, y, width, height, fill=WHITE, edge=colour)
        step = gap
        while step < width + height:
            self.line(
                x + max(0.0, step - height), y + min(height, step), x + min(width, step), y + max(0.0, step - width),
                colour=colour, width=0.8,
            )  # fmt: skip
            step += gap
