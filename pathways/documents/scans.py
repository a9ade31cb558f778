"""Reading a file that somebody sends in: a scan of a signed paper, as PDF, PNG or JPEG, and nothing else.

Pure: bytes in, a `Scan` out, or the reason against them in words. The file is kept byte for byte, so nothing in it is
taken out or repaired: what could act when it is opened is refused whole.
"""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
"""Bytes of one scan (design choice): forty pages at 200 dpi in grey."""
MOST_PIXELS = 40_000_000
"""An A4 page at 600 dpi has 35 million. More would take hundreds of megabytes of memory to open."""
MOST_OBJECTS = 20_000
LONGEST_NAME = 100

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
TAKEN = "a PDF, a PNG or a JPEG of at most 10 MB"

NOT_TAKEN = f"This is not a scan that can be read. Choose {TAKEN}"
TOO_LARGE = "The file is larger than 10 MB. Scan it again in grey at 200 dots an inch, or in two files"
EMPTY = "The file is empty. Choose the scan again"
ENCRYPTED = "The PDF is locked with a password. Save it without one, or scan the paper again"
ACTS = "The PDF carries {what}, which a scan never does. Print it and scan the printed paper"
TOO_MANY_DOTS = "The picture has more than 40 million dots. Scan it again at 300 dots an inch"

_KEYS = {
    "/JS": "script", "/JavaScript": "script", "/AA": "an action of its own", "/EF": "another file inside it",
    "/EmbeddedFile": "another file inside it", "/EmbeddedFiles": "another file inside it", "/XFA": "a form with script",
    "/RichMedia": "a film or sound", "/RichMediaContent": "a film or sound", "/Launch": "a program to start",
}  # fmt: skip
_SAYS_WHAT = ("/S", "/Type", "/Subtype")
_VALUES = {
    "/JavaScript": "script", "/Launch": "a program to start", "/SubmitForm": "an action of its own",
    "/ImportData": "an action of its own", "/Rendition": "a film or sound", "/RichMedia": "a film or sound",
    "/Movie": "a film or sound", "/Sound": "a film or sound", "/Screen": "a film or sound",
    "/EmbeddedFile": "another file inside it", "/FileAttachment": "another file inside it",
    "/GoToE": "another file inside it", "/GoToR": "an action of its own",
}  # fmt: skip

# What the reader says of a broken file quotes the file, and a server's log is no place for that.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A file that was found to be a scan. `name` is what its sender called it, fit to keep and to show."""

    name: str
    media_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def scan_of(content: bytes, name: str) -> Scan:
    """The scan in these bytes. What its sender calls its kind is not asked. Raises ValueError with a whole sentence."""
    if not content:
        raise ValueError(EMPTY)
    if len(content) > LARGEST:
        raise ValueError(TOO_LARGE)
    if content.startswith(b"%PDF-"):
        _refuse_what_acts(content)
        media_type = PDF
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        _refuse_no_picture(content, "PNG")
        media_type = PNG
    elif content.startswith(b"\xff\xd8\xff"):
        _refuse_no_picture(content, "JPEG")
        media_type = JPEG
    else:
        raise ValueError(NOT_TAKEN)
    return Scan(name=named(name, media_type), media_type=media_type, content=content)


def named(name: str, media_type: str) -> str:
    """A name to keep: no folder, no character that a system reads as more than a letter, the ending of its kind."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = " ".join("".join(each if each.isalnum() or each in "-_.()'" else " " for each in stem).split())
    return f"{stem.strip('. ')[:LONGEST_NAME] or 'scan'}.{ENDINGS[media_type]}"


def _refuse_no_picture(content: bytes, kind: str) -> None:
    if b"<script" in content.lower() or b"%PDF-" in content:
        raise ValueError("The picture carries more than a picture. Print it and scan the printed paper")
    try:
        picture = Image.open(io.BytesIO(content), formats=(kind,))
        too_many = picture.width * picture.height > MOST_PIXELS
        if not too_many:
            picture.load()
    except Image.DecompressionBombError:
        too_many = True
    except Exception as unreadable:  # a broken file may raise anything: whatever it is, it is no picture
        raise ValueError(NOT_TAKEN) from unreadable
    if too_many:
        raise ValueError(TOO_MANY_DOTS)


def _refuse_what_acts(content: bytes) -> None:
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted
        found = "" if locked else next((what for each in _objects(reader) if (what := _acts(each))), "")
        pages = 0 if locked else len(reader.pages)
    except Exception as unreadable:  # as above
        raise ValueError(NOT_TAKEN) from unreadable
    if locked:
        raise ValueError(ENCRYPTED)
    if found:
        raise ValueError(ACTS.format(what=found))
    if not pages:
        raise ValueError(NOT_TAKEN)


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, those inside others and those that nothing leads to included."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    if len(numbers) > MOST_OBJECTS:
        raise ValueError("more objects than a scan has")
    generations = {number: generation for generation, table in reader.xref.items() for number in table}
    waiting: list[Any] = [reader.trailer]
    waiting += [_object(reader, number, generations.get(number, 0)) for number in sorted(numbers)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            yield each
            waiting += [value for value in each.values() if isinstance(value, DictionaryObject | ArrayObject)]
        elif isinstance(each, ArrayObject):
            waiting += [value for value in each if isinstance(value, DictionaryObject | ArrayObject)]


def _object(reader: PdfReader, number: int, generation: int) -> Any:
    return reader.get_object(IndirectObject(number, generation, reader))


def _acts(found: DictionaryObject) -> str:
    """What in this dictionary could act when the file is opened, in words; "" for nothing."""
    for key, what in _KEYS.items():
        if key in found:
            return what
    opens = found.raw_get("/OpenAction") if "/OpenAction" in found else None
    if opens is not None and not isinstance(opens.get_object(), ArrayObject):
        return "an action of its own"  # an array only says which page is shown first
    for key in _SAYS_WHAT:
        value = found.raw_get(key) if key in found else None
        if isinstance(value, NameObject) and str(value) in _VALUES:
            return _VALUES[str(value)]
    return ""
