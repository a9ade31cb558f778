"""How each kind of text and table looks on a paper."""

from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle

from pathways.documents import fonts
from pathways.documents.easel import INK, RULE, SOFT

BULLET: Final = "•\u00a0 "
HANG: Final = fonts.width_of(BULLET, 11)


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    bold = more.pop("bold", False)
    return ParagraphStyle(
        name,
        fontName=fonts.BOLD if bold else fonts.BODY,
        bulletFontName=fonts.BODY,
        fontSize=size,
        leading=leading,
        textColor=HexColor(more.pop("colour", INK)),
        splitLongWords=1,
        **more,
    )


STYLES: Final = {
    "H1": _style("H1", 20, 24, spaceAfter=10, bold=True, keepWithNext=1),
    "H2": _style("H2", 14, 18, spaceBefore=12, spaceAfter=6, bold=True, keepWithNext=1),
    "P": _style("P", 11, 15.5, spaceAfter=8),
    "Lead": _style("Lead", 13, 18, spaceAfter=10),
    "Opening": _style("Opening", 11, 15.5, spaceAfter=8, keepWithNext=1),
    "Large": _style("Large", 20, 25, spaceAfter=8, bold=True),
    "Item": _style("Item", 11, 15.5, spaceAfter=3, leftIndent=HANG, firstLineIndent=-HANG),
    "Caption": _style("Caption", 11, 14, spaceBefore=8, spaceAfter=4, bold=True),
    "Note": _style("Note", 9, 12, spaceBefore=3, spaceAfter=8, colour=SOFT),
    "Cell": _style("Cell", 9.5, 12),
    "Number": _style("Number", 9.5, 12, alignment=2),
    "Head": _style("Head", 9.5, 12, bold=True),
    "HeadNumber": _style("HeadNumber", 9.5, 12, alignment=2, bold=True),
}

GRID: Final = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("FONTNAME", (0, 0), (-1, -1), fonts.BODY),
    ("TOPPADDING", (0, 0), (-1, -1), 3.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(RULE)),
]
