"""Files made to break whoever reads them, or to carry more than is seen."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

from tests.scans import JAVASCRIPT, pdf, picture

SCRIPT = b"<< /S /JavaScript /JS (" + JAVASCRIPT.encode() + b") >>"


def written(*objects: bytes, hidden: bytes = b"", tail: bytes = b"", packs_last: bool = False) -> bytes:
    """A PDF of these objects, numbered from 1, the first its catalogue; `hidden` bytes stand among them, unnamed.

    `packs_last` says that the last is a packed stream, and names the object in it.
    """
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    out.write(hidden)
    start = out.tell()
    if packs_last:
        rows = [(0, 0, 65535), *((1, place, 0) for place in places), (2, len(places), 0), (1, start, 0)]
        table = b"".join(struct.pack(">BIH", *row) for row in rows)
        head = b"/Type /XRef /W [1 4 2] /Root 1 0 R /Size %d" % len(rows)
        out.write(b"%d 0 obj\n%s\nendobj\n" % (len(rows) - 1, stream(table, head)))
        out.write(b"startxref\n%d\n%%%%EOF\n" % start)
        return out.getvalue()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start) + tail)
    return out.getvalue()


ONE_PAGE = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
)


def stream(content: bytes, head: bytes = b"") -> bytes:
    """A deflated stream as an object of a PDF."""
    deflated = zlib.compress(content, 9)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (head, len(deflated), deflated)


def packed(content: bytes) -> bytes:
    """A packed stream of one object, number 5."""
    return stream(b"5 0 " + content, b"/Type /ObjStm /N 1 /First 4")


def slow(megabytes: int = 60) -> bytes:
    """Some 200 kB that unfold into millions of objects, one packed stream of which takes a reader half a minute."""
    part = b"[" + b"<<>>" * 65_536 + b"]"
    unfolding = b"[" + part * (megabytes * 4) + b"]"
    return written(*ONE_PAGE, packed(unfolding), packs_last=True) + b"\n" * 145_000


def inflating() -> bytes:
    """A page whose content becomes three hundred megabytes in a viewer."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return written(*ONE_PAGE[:2], page, stream(b"\0" * 300 * 1024 * 1024))


def with_many_pages(count: int = 300) -> bytes:
    kids = b"3 0 R " * count
    return written(ONE_PAGE[0], b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), ONE_PAGE[2])


UNNAMED = {
    "an object that no table names": written(*ONE_PAGE, hidden=b"9 0 obj\n" + SCRIPT + b"\nendobj\n"),
    "an object behind the end": written(*ONE_PAGE, tail=b"9 0 obj\n" + SCRIPT + b"\nendobj\n"),
    "an unnamed packed stream": written(*ONE_PAGE, hidden=b"9 0 obj\n" + packed(SCRIPT) + b"\nendobj\n"),
    "a packed object that no table names": written(*ONE_PAGE, packed(SCRIPT)),
    "a name written in numbers": written(*ONE_PAGE, b"<< /S /J#61vaScript /J#53 (planted) >>"),
    "a kind named elsewhere": written(*ONE_PAGE, b"<< /S 5 0 R /N (planted) >>", b"/Launch"),
}
"""Script that only somebody finds who looks at all the bytes."""


def leading_out() -> bytes:
    """A paper with a link in it, a note stuck on, and ink that was drawn on it."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R 5 0 R 6 0 R] /Metadata 8 0 R >>"
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://planted.example/) >> >>"
    note = b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (planted note) >>"
    ink = b"<< /Type /Annot /Subtype /Ink /Rect [10 10 99 99] /AP << /N 7 0 R >> /Contents (planted ink) >>"
    drawn = stream(b"0 0 m 80 80 l S", b"/Type /XObject /Subtype /Form /BBox [0 0 89 89]")
    return written(*ONE_PAGE[:2], page, link, note, ink, drawn, stream(b"planted metadata"), tail=b"planted tail" * 99)


def photograph() -> bytes:
    """A JPEG that says where it was taken, carries a comment, lies on its side, and has an archive behind it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "planted description"
    exif.get_ifd(0x8825)[1] = "planted place"
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, "JPEG", exif=exif, comment=b"planted comment", dpi=(200, 200))
    return out.getvalue() + b"PK\x03\x04planted archive"


def png_with_words() -> bytes:
    """A PNG with a text beside its dots, and a web page behind them."""
    words = b"tEXt" + b"Comment\0planted words"
    chunk = struct.pack(">I", len(words) - 4) + words + struct.pack(">I", zlib.crc32(words))
    whole = picture("PNG")
    return whole[:33] + chunk + whole[33:] + b"<html>planted page</html>"


PLANTED: dict[str, Any] = {
    "a PDF": leading_out,
    "a photograph": photograph,
    "a PNG": png_with_words,
    "a plain PDF": pdf,
}
