"""Reading a file that somebody sent and drawing it again: a program of its own, which `scans` starts for each file.

It gets the bytes on standard input and writes to standard output a line with the name of a `ScanVerdict`, then words
for what acts, then the new bytes. The new file has only what can be seen: the dots of a picture, the pages of a PDF.

It imports nothing of Pathways and knows no setting; of its own accord it neither writes a file nor opens a connection:
a file that is made to break its reader breaks only this program.
"""

import contextlib
import io
import logging
import os
import re
import resource
import sys
import zlib
from collections.abc import Iterator
from enum import Enum
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject, read_object

MEGABYTE = 1024 * 1024
MOST_PIXELS = 40_000_000
"""An A4 page at 600 dpi has 35 million. More could take hundreds of megabytes of memory to open."""
MOST_OBJECTS = 20_000
MOST_PARTS = 200_000
"""Dictionaries, nested ones included. A scan of forty pages has a few hundred."""
MOST_PAGES = 200
MOST_PACKED = 4 * MEGABYTE
"""Bytes that objects packed in a stream may unpack to; nothing else is unpacked to be read."""
MOST_INFLATED = 200 * MEGABYTE
LARGEST_DRAWN = 20 * MEGABYTE
MEMORY = 1024 * MEGABYTE
CPU_SECONDS = 8


class ScanVerdict(Enum):
    """What the reader makes of a file."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    NOT_TAKEN = "not_taken"
    ENCRYPTED = "encrypted"
    ACTS = "acts"
    MORE_THAN_A_PICTURE = "more_than_a_picture"
    TOO_MANY_DOTS = "too_many_dots"
    TOO_MUCH = "too_much"


class Unfit(Exception):
    """The file is not accepted."""

    def __init__(self, verdict: ScanVerdict, what: str = "") -> None:
        super().__init__(verdict.value)
        self.verdict, self.what = verdict, what


_SCRIPT, _ACTION, _INSIDE, _FILM = "script", "an action of its own", "another file inside it", "a film or sound"
_KEYS = {
    "/JS": _SCRIPT, "/JavaScript": _SCRIPT, "/AA": _ACTION, "/EF": _INSIDE, "/EmbeddedFile": _INSIDE,
    "/EmbeddedFiles": _INSIDE, "/XFA": "a form with script", "/RichMedia": _FILM, "/RichMediaContent": _FILM,
    "/Launch": "a program to start",
}  # fmt: skip
_VALUES = {
    "/JavaScript": _SCRIPT, "/Launch": "a program to start", "/SubmitForm": _ACTION, "/ImportData": _ACTION,
    "/Rendition": _FILM, "/RichMedia": _FILM, "/Movie": _FILM, "/Sound": _FILM, "/Screen": _FILM, "/GoToR": _ACTION,
    "/EmbeddedFile": _INSIDE, "/FileAttachment": _INSIDE, "/GoToE": _INSIDE,
}  # fmt: skip
_OF_A_PAGE = {
    "/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Annots", "/Parent",
}  # fmt: skip
_DRAWN_ON_A_PAGE = {
    "/Stamp", "/Ink", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Square", "/Circle",
    "/Line", "/Polygon", "/PolyLine", "/Caret", "/Widget",
}  # fmt: skip
_OF_WHAT_IS_DRAWN = ("/Rect", "/F", "/AP", "/AS")
_BESIDE_A_STREAM = (
    "/Metadata", "/PieceInfo", "/OPI", "/Ref", "/F", "/FFilter", "/FDecodeParms", "/LastModified", "/StructParent",
    "/StructParents", "/Alternates",
)  # fmt: skip
_OBJECT = re.compile(rb"(?<![0-9])[0-9]{1,10}[\0\t\n\f\r ]+[0-9]{1,5}[\0\t\n\f\r ]+obj[\0\t\n\f\r ]*")

# A library's message about a broken file quotes the file, so it is not logged.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(content: bytes) -> tuple[ScanVerdict, bytes]:
    """The kind of a file, and the file drawn again. Raises Unfit, and whatever a broken file raises in a library."""
    if content.startswith(b"%PDF-"):
        return ScanVerdict.PDF, _pdf_anew(content)
    kind = ScanVerdict.PNG if content.startswith(b"\x89PNG") else ScanVerdict.JPEG
    return kind, _picture_anew(content, kind.name)


def _picture_anew(content: bytes, kind: str) -> bytes:
    """The dots of a picture, the right way up, with their density; no place, camera or comment."""
    if b"<script" in content.lower() or b"%PDF-" in content:
        raise Unfit(ScanVerdict.MORE_THAN_A_PICTURE)
    try:
        picture = Image.open(io.BytesIO(content), formats=(kind,))
    except Image.DecompressionBombError as bomb:
        raise Unfit(ScanVerdict.TOO_MANY_DOTS) from bomb
    if picture.width * picture.height > MOST_PIXELS:
        raise Unfit(ScanVerdict.TOO_MANY_DOTS)
    picture.load()
    inch = picture.info.get("dpi")
    ImageOps.exif_transpose(picture, in_place=True)
    dots = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if picture.mode == "P":
        dots.putpalette(picture.getpalette("RGB") or [])
    if picture.mode == "CMYK":
        dots = dots.convert("RGB")
    out = io.BytesIO()
    # A JPEG keeps as much as an eye can tell apart; each drawing loses a little.
    dots.save(out, kind, quality=92, compress_level=4, **({"dpi": inch} if inch else {}))
    return out.getvalue()


def _pdf_anew(content: bytes) -> bytes:
    """The pages of a PDF with what is drawn on them. Raises Unfit where anything in its bytes could act."""
    with apply_configuration(
        zlib_maximum_output_length=MOST_PACKED,
        zlib_maximum_recovery_input_length=0,
        lzw_maximum_output_length=MOST_PACKED,
        run_length_maximum_output_length=MOST_PACKED,
        array_maximum_element_count=MOST_OBJECTS,
        dictionary_maximum_element_count=MOST_OBJECTS,
        page_tree_maximum_entries=MOST_OBJECTS,
    ):
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Unfit(ScanVerdict.ENCRYPTED)
        _refuse_what_acts(reader, content)
        return _pages_anew(reader)


def _refuse_what_acts(reader: PdfReader, content: bytes) -> None:
    inflated = 0
    for number, part in enumerate(_everything(_objects(reader, content), reader)):
        if number > MOST_PARTS:
            raise Unfit(ScanVerdict.TOO_MUCH)
        if what := _acts(part):
            raise Unfit(ScanVerdict.ACTS, what)
        if isinstance(part, StreamObject):
            if (_says(part, "/Width") or 0) * (_says(part, "/Height") or 0) > MOST_PIXELS:
                raise Unfit(ScanVerdict.TOO_MANY_DOTS)
            inflated += _inflated(part, MOST_INFLATED - inflated)


def _pages_anew(reader: PdfReader) -> bytes:
    if not reader.pages or len(reader.pages) > MOST_PAGES:
        raise Unfit(ScanVerdict.TOO_MUCH if reader.pages else ScanVerdict.NOT_TAKEN)
    writer = PdfWriter()
    for page in reader.pages:
        for key in set(page) - _OF_A_PAGE:
            del page[key]
        if "/Annots" in page:
            page[NameObject("/Annots")] = ArrayObject(_drawn_on(page))
        writer.add_page(page)
    for part in _everything(writer._objects, reader):
        for key in _BESIDE_A_STREAM if isinstance(part, StreamObject) else ():
            part.pop(NameObject(key), None)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _drawn_on(page: Any) -> Iterator[DictionaryObject]:
    """What was drawn or filled in on a page, as a stamp that shows it: no links, fields or notes."""
    for reference in page["/Annots"]:
        annotation = reference.get_object()
        if isinstance(annotation, DictionaryObject) and _says(annotation, "/Subtype") in _DRAWN_ON_A_PAGE:
            drawn = {NameObject(key): annotation.raw_get(key) for key in _OF_WHAT_IS_DRAWN if key in annotation}
            if "/AP" in drawn:
                named = {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Stamp")}
                yield DictionaryObject({**named, **drawn})


def _objects(reader: PdfReader, content: bytes) -> Iterator[Any]:
    """Every object in the bytes of a file: those its table lists, those it does not, and those packed in others."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    outside = _outside(reader, content)
    if len(numbers) + len(outside) > MOST_OBJECTS:
        raise Unfit(ScanVerdict.TOO_MUCH)
    generations = {number: generation for generation, table in reader.xref.items() for number in table}
    yield reader.trailer
    for number in sorted(numbers):
        yield reader.get_object(IndirectObject(number, generations.get(number, 0), reader))
    for place in outside:
        stream = io.BytesIO(content)
        stream.seek(place)
        with contextlib.suppress(Exception):  # then it is no object, and is not drawn
            yield read_object(stream, reader)


def _outside(reader: PdfReader, content: bytes) -> list[int]:
    """Where objects begin that no table lists, because a later change replaced them or they are hidden."""
    named = {place for table in reader.xref.values() for place in table.values()}
    return [match.end() for match in _OBJECT.finditer(content) if match.start() not in named]


def _everything(objects: Any, reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of these objects, nested ones included."""
    for outermost in objects:
        waiting = [outermost]
        while waiting:
            part = waiting.pop()
            if isinstance(part, DictionaryObject):
                yield part
                if _says(part, "/Type") == "/ObjStm":
                    waiting += _packed_in(part, reader)
                waiting += [value for value in part.values() if isinstance(value, DictionaryObject | ArrayObject)]
            elif isinstance(part, ArrayObject):
                waiting += [value for value in part if isinstance(value, DictionaryObject | ArrayObject)]


def _packed_in(stream: Any, reader: PdfReader) -> list[Any]:
    data, first, count = stream.get_data(), int(stream["/First"]), int(stream["/N"])
    places = data[:first].split()[1 : 2 * count : 2]
    if len(places) > MOST_OBJECTS:
        raise Unfit(ScanVerdict.TOO_MUCH)
    inside = io.BytesIO(data)
    objects = []
    for place in places:
        inside.seek(first + int(place))
        objects.append(read_object(inside, reader))
    return objects


def _acts(part: DictionaryObject) -> str:
    """What in this dictionary could act when the file is opened, in words; "" where nothing could."""
    for key, what in _KEYS.items():
        if key in part:
            return what
    if "/OpenAction" in part and not isinstance(part["/OpenAction"], ArrayObject):
        return _ACTION  # an array only says which page is shown first
    for key in ("/S", "/Type", "/Subtype"):
        value = _says(part, key)
        if isinstance(value, NameObject) and str(value) in _VALUES:
            return _VALUES[str(value)]
    return ""


def _says(part: DictionaryObject, key: str) -> Any:
    """The value of a key, with references followed; None where there is none."""
    return part[key] if key in part else None  # noqa: SIM401 - `get` follows no reference


def _inflated(stream: Any, most: int) -> int:
    """How many bytes the stream unpacks to in a viewer, if it is deflated. Raises Unfit for more than `most`."""
    filters = _says(stream, "/Filter") or ()
    names = [filters] if isinstance(filters, str) else list(filters)
    data, total = stream._data, 0
    while names and names.pop(0) in ("/FlateDecode", "/Fl"):
        becomes, wound = bytearray(), zlib.decompressobj()
        while data:
            part = wound.decompress(data, MEGABYTE)
            data, total = wound.unconsumed_tail, total + len(part)
            if total > most:
                raise Unfit(ScanVerdict.TOO_MUCH)
            if names:
                becomes += part
        data = bytes(becomes)
    return total


def _shut_in() -> None:
    """Limit memory, time, files and processes to what a scan needs, and give way to others for the processor."""
    os.nice(5)
    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_FSIZE, 0))
    for which, most in (*limits, (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 16)):
        with contextlib.suppress(ValueError, OSError):  # this system has no such limit, or has a lower one already
            resource.setrlimit(which, (most, most))


def main() -> None:
    """Read standard input, and write the verdict."""
    _shut_in()
    drawn, what = b"", ""
    try:
        verdict, drawn = read(sys.stdin.buffer.read())
        if len(drawn) > LARGEST_DRAWN:
            verdict, drawn = ScanVerdict.TOO_MUCH, b""
    except Unfit as unfit:
        verdict, what = unfit.verdict, unfit.what
    except (MemoryError, LimitReachedError):
        verdict = ScanVerdict.TOO_MUCH
    except Exception:  # a broken file may raise anything; in any case it is no scan
        verdict = ScanVerdict.NOT_TAKEN
    sys.stdout.buffer.write(f"{verdict.name} {what}\n".encode() + drawn)


if __name__ == "__main__":
    main()
