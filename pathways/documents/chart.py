"""Charts: typeface, drawing in CSS pixels, SVG, and the chart with its words and table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any

import reportlab
from reportlab import rl_config
from reportlab.graphics import shapes
from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

# The typeface of papers and charts: Arimo, embedded; reportlab's own Vera where it is not installed.
#
# Arimo has the advance widths of Arial, so a label measured here fits in a browser that draws it in Arial.


BODY, BOLD = "Body", "Body-Bold"
WEB_FONTS = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif"

_ARIMO = "@expo-google-fonts/arimo"


class _Place:
    """Where npm put its packages: beside the repository, unless the application says otherwise."""

    node_modules = Path(__file__).resolve().parents[2] / "node_modules"


def look_in(node_modules: Path) -> None:
    """Take the typeface from this npm folder (the setting NODE_MODULES). Called whenever an application is made."""
    if node_modules != _Place.node_modules:
        _Place.node_modules = node_modules
        ready.cache_clear()
        width_of.cache_clear()


@cache
def ready() -> str:
    """Register the typeface and return its name: "Arimo" or, as a fallback, "Vera"."""
    arimo = _Place.node_modules / _ARIMO
    files = (arimo / "400Regular" / "Arimo_400Regular.ttf", arimo / "700Bold" / "Arimo_700Bold.ttf")
    name = "Arimo"
    if not all(file.is_file() for file in files):
        bundled = Path(reportlab.__file__).parent / "fonts"
        files, name = (bundled / "Vera.ttf", bundled / "VeraBd.ttf"), "Vera"
    for face, file in zip((BODY, BOLD), files, strict=True):
        pdfmetrics.registerFont(TTFont(face, str(file)))
    pdfmetrics.registerFontFamily(BODY, normal=BODY, bold=BOLD, italic=BODY, boldItalic=BOLD)
    # Both defaults of reportlab name Helvetica, which is not embedded: such a file fails on a machine without it.
    shapes.STATE_DEFAULTS["fontName"] = BODY
    rl_config.canvas_basefontname = BODY
    return name


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is, in the unit of `size`."""
    ready()
    return float(pdfmetrics.stringWidth(text, BOLD if bold else BODY, size))


# Drawing in CSS pixels with y downwards: charts are drawn in no other way.
#
# It uses shapes only, never reportlab's ready-made charts, so that one drawing serves the page (SVG) and the paper
# (PDF).


# The colours of the chart style, with contrast on white in brackets.
INK = "#0b0c0c"  # text and mean line (19.6)
SOFT = "#505a5f"  # secondary text, limits (7.1)
BLUE = "#12436d"  # bars, first series, improving (10.3)
GREY = "#6f777b"  # ordinary points (4.6)
ORANGE = "#bf4f00"  # second series, worsening, overdue (4.8)
RULE = "#b1b4b6"  # axis line (decoration)
GRID = "#e8eaec"  # gridlines and the stage before (decoration)
WHITE = "#ffffff"

Point = tuple[float, float]


class Easel:
    """A white canvas `width` x `height` px. Every method takes coordinates from the top left."""

    def __init__(self, width: float, height: float) -> None:
        ready()
        self.width, self.height = width, height
        self.drawing = Drawing(width, height)
        # The background is drawn, so that the chart stays readable in dark and forced-colour modes.
        self.rect(0, 0, width, height, fill=WHITE)

    def _up(self, y: float) -> float:
        return self.height - y

    def text(
        self, x: float, y: float, words: str, size: float = 13, *, anchor: str = "start", bold: bool = False,
        colour: str = INK,
    ) -> None:  # fmt: skip
        """One line whose baseline is at y. `anchor` is start, middle or end."""
        face = BOLD if bold else BODY
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
        """A box with an outline and hatching at 45 degrees, for pending: it differs from a full bar without colour."""
        self.rect(x, y, width, height, fill=WHITE, edge=colour)
        step = gap
        while step < width + height:
            self.line(
                x + max(0.0, step - height), y + min(height, step), x + min(width, step), y + max(0.0, step - width),
                colour=colour, width=0.8,
            )  # fmt: skip
            step += gap


# A drawing as SVG, with presentation attributes only.
#
# reportlab's own writer sets `style=`, which the strict content policy blocks, loses opacity and closes dashed lines.


def written(drawing: Drawing, title: str, alt: str) -> bytes:
    """The drawing as a complete SVG file. Raises TypeError for a shape that no chart of ours uses."""
    width, height = _n(drawing.width), _n(drawing.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" font-family="{WEB_FONTS}" stroke="none" fill="none">'
        f"<title>{escape(title)}</title><desc>{escape(alt)}</desc>"
    ]
    parts.extend(_shape(shape, drawing.height) for shape in drawing.contents)
    return ("".join(parts) + "</svg>").encode()


def _shape(shape: Any, height: float) -> str:
    match shape:
        case Rect():
            top = height - shape.y - shape.height
            return (
                f'<rect x="{_n(shape.x)}" y="{_n(top)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
                f"{_fill(shape)}{_stroke(shape)}/>"
            )
        case Line():
            start, end = f"{_n(shape.x1)} {_n(height - shape.y1)}", f"{_n(shape.x2)} {_n(height - shape.y2)}"
            return f'<path d="M{start}L{end}"{_stroke(shape)}/>'
        case Polygon():
            return f'<polygon points="{_points(shape.points, height)}"{_fill(shape)}{_stroke(shape)}/>'
        case Circle():
            centre = f'cx="{_n(shape.cx)}" cy="{_n(height - shape.cy)}"'
            return f'<circle {centre} r="{_n(shape.r)}"{_fill(shape)}{_stroke(shape)}/>'
        case String():
            return _text(shape, height)
    raise TypeError(f"no SVG is written for {type(shape).__name__}")


def _text(shape: Any, height: float) -> str:
    weight = ' font-weight="bold"' if shape.fontName == BOLD else ""
    anchor = "" if shape.textAnchor == "start" else f' text-anchor="{shape.textAnchor}"'
    return (
        f'<text x="{_n(shape.x)}" y="{_n(height - shape.y)}" font-size="{_n(shape.fontSize)}"{weight}{anchor}'
        f' fill="{_colour(shape.fillColor)}">{escape(shape.text)}</text>'
    )


def _fill(shape: Any) -> str:
    opacity = shape.fillOpacity if shape.fillOpacity not in (None, 1) else None
    return f' fill="{_colour(shape.fillColor)}"' + (f' fill-opacity="{_n(opacity)}"' if opacity is not None else "")


def _stroke(shape: Any) -> str:
    if shape.strokeColor is None:
        return ""
    dash = " ".join(_n(v) for v in shape.strokeDashArray or ())
    return (
        f' stroke="{_colour(shape.strokeColor)}" stroke-width="{_n(shape.strokeWidth)}"'
        + (f' stroke-dasharray="{dash}"' if dash else "")
        + (' stroke-linejoin="round"' if shape.strokeLineJoin == 1 else "")
    )


def _points(flat: Sequence[float], height: float) -> str:
    return " ".join(f"{_n(x)},{_n(height - y)}" for x, y in zip(flat[::2], flat[1::2], strict=True))


def _n(value: float) -> str:
    """Two decimals are finer than any screen; whole numbers stay short."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _colour(colour: Any) -> str:
    return "none" if colour is None else f"#{colour.hexval()[2:]}"


# A chart: its drawing, the words for people who do not see it, and its table; never one without the others.


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart. Its figures are already counted and masked: builders draw, they never count.

    `alt` gives the message first and stays under 300 characters. `head` and `rows` are the table of page, CSV and PDF
    alike, with the row's name in the first column; `note` says method and source. Where nothing may be drawn, `drawing`
    is None and `instead` says so in a sentence, because an empty axis tells nothing.
    """

    drawing: Drawing | None
    title: str
    alt: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    instead: str = ""

    def svg(self) -> bytes:
        """The drawing for the page. Raises ValueError where there is none."""
        if self.drawing is None:
            raise ValueError(f"Nothing is drawn of {self.title}")
        return written(self.drawing, self.title, self.alt)
