"""What a chart is: a drawing, the words for those who do not see it, and its table; never one without the others."""

from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing, String
from reportlab.pdfbase.pdfmetrics import stringWidth

from pathways.documents import svg
from pathways.documents.easel import SMALLEST


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart, already counted and suppressed: builders draw figures, they never count.

    `alt` says the message first and stays under 300 characters; `head` and `rows` are the table of page, CSV and PDF
    alike, first column the row's name; `note` says method and source. Where nothing may be drawn there is no drawing,
    and `instead` says so in a sentence: an empty axis says nothing.
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
        return svg.written(self.drawing, self.title, self.alt)


def audit(drawing: Drawing) -> list[tuple[str, ...]]:
    """What nobody could read: text outside the canvas, text under 12 px, texts that overlap. Empty is well."""
    texts = [shape for shape in drawing.contents if isinstance(shape, String)]
    found: list[tuple[str, ...]] = []
    for index, shape in enumerate(texts):
        left, low, right, high = box = _box(shape)
        if left < 0 or low < 0 or right > drawing.width or high > drawing.height:
            found.append(("outside", shape.text))
        if shape.fontSize < SMALLEST:
            found.append(("small", shape.text))
        found.extend(("overlap", shape.text, other.text) for other in texts[index + 1 :] if _touch(box, _box(other)))
    return found


Box = tuple[float, float, float, float]


def _box(shape: String) -> Box:
    width = stringWidth(shape.text, shape.fontName, shape.fontSize)
    left = shape.x - {"start": 0.0, "middle": width / 2, "end": width}[shape.textAnchor]
    return left, shape.y - 0.21 * shape.fontSize, left + width, shape.y + 0.73 * shape.fontSize


def _touch(one: Box, other: Box) -> bool:
    """Half a pixel of shared edge is not an overlap anybody sees."""
    slack = 0.5
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )
