"""Whether a person can read every word of a drawing."""

from reportlab.graphics.shapes import String
from reportlab.pdfbase.pdfmetrics import stringWidth

SMALLEST = 12  # px; nothing in a chart is smaller (9 pt in print)


def unreadable(drawing):
    """What nobody could read: text outside the canvas, under 12 px, or overlapping. Empty means all is well."""
    texts = [shape for shape in drawing.contents if isinstance(shape, String)]
    faults = []
    for index, shape in enumerate(texts):
        left, low, right, high = box = _box(shape)
        if left < 0 or low < 0 or right > drawing.width or high > drawing.height:
            faults.append(("outside", shape.text))
        if shape.fontSize < SMALLEST:
            faults.append(("small", shape.text))
        faults.extend(("overlap", shape.text, other.text) for other in texts[index + 1 :] if _touch(box, _box(other)))
    return faults


def _box(shape):
    width = stringWidth(shape.text, shape.fontName, shape.fontSize)
    left = shape.x - {"start": 0.0, "middle": width / 2, "end": width}[shape.textAnchor]
    return left, shape.y - 0.21 * shape.fontSize, left + width, shape.y + 0.73 * shape.fontSize


def _touch(box, other):
    """Whether two boxes overlap by more than the half pixel that nobody sees."""
    slack = 0.5
    return (
        box[0] < other[2] - slack
        and other[0] < box[2] - slack
        and box[1] < other[3] - slack
        and other[1] < box[3] - slack
    )
