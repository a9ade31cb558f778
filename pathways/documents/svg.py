"""A drawing as SVG, with presentation attributes only.

reportlab's own writer sets `style=`, which the strict content policy blocks, loses opacity and closes dashed lines.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String

from pathways.documents.fonts import BOLD, WEB_FONTS


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
        case PolyLine():  # a subclass relation with Polygon does not exist: the order does not matter
            return f'<polyline points="{_points(shape.points, height)}"{_stroke(shape)}/>'
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
