"""The typeface of papers and charts: Arimo, embedded; reportlab's own Vera where it is not installed.

Arimo has the advance widths of Arial, so a label measured here fits in a browser that draws it in Arial.
"""

from functools import cache, lru_cache
from pathlib import Path

import reportlab
from reportlab import rl_config
from reportlab.graphics import shapes
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

BODY, BOLD = "Body", "Body-Bold"
WEB_FONTS = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif"

_ARIMO = "@expo-google-fonts/arimo"


class _Place:
    """Where npm put its packages. Beside the repository unless the application says otherwise."""

    node_modules = Path(__file__).resolve().parents[2] / "node_modules"


def look_in(node_modules: Path) -> None:
    """Take the typeface from this npm folder (the application's setting NODE_MODULES). Called once at start-up."""
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
    # Both defaults name Helvetica, which is not embedded: a file that names it fails on a machine without it.
    shapes.STATE_DEFAULTS["fontName"] = BODY
    rl_config.canvas_basefontname = BODY
    return name


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is, in the unit of `size`."""
    ready()
    return float(pdfmetrics.stringWidth(text, BOLD if bold else BODY, size))


def wrapped(text: str, size: float, width: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than `width`, broken at spaces; a single longer word keeps its own line."""
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size, bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)
