"""Scans of signed papers (PDF, PNG or JPEG): read, kept and found again. Nothing here commits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore

from sqlalchemy import select

from pathways import clock
from pathways.documents.copies import Printer
from pathways.documents.kinds import ScanPurpose
from pathways.documents.models import ReceivedPaper
from pathways.refusals import Refused
from pathways.store.base import db, save

# Reading a file that somebody sends in: a scan of a signed paper as PDF, PNG or JPEG, and nothing else.
#
# Bytes in, a `Scan` out, or the reason against them in words. The bytes are read in a process of their own, with limits
# on memory and time. What is kept was drawn again there: it has what can be seen, and nothing that acts, leads
# elsewhere or says where it was made (docs/decisions/0047). Never call it inside a database transaction.


MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
"""Bytes of one scan (design choice): forty pages at 200 dpi in grey."""
LONGEST_NAME = 100
LONGEST_SECONDS = 30.0
"""How many seconds the reader may take in all; at its own limit of processor time it stops earlier."""

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
TAKEN = "a PDF, a PNG or a JPEG of at most 10 MB"

NOT_TAKEN = f"This is not a scan that can be read. Choose {TAKEN}"
TOO_LARGE = "The file is larger than 10 MB. Scan it again in grey at 200 dots an inch, or in two files"
EMPTY = "The file is empty. Choose the scan again"
ENCRYPTED = "The PDF is locked with a password. Save it without one, or scan the paper again"
ACTS = "The PDF carries {what}, which a scan never does. Print it and scan the printed paper"
MORE_THAN_A_PICTURE = "The picture carries more than a picture. Print it and scan the printed paper"
TOO_MANY_DOTS = "The picture has more than 40 million dots. Scan it again at 300 dots an inch"
TOO_MUCH = "The file holds more than a scan does and could not be read. Print it and scan the printed paper"
BUSY = "Several files are being read at this moment. Wait a few seconds, choose the scan again and send it"

_READER = Path(__file__).with_name("scan_reader.py")
_STARTS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
_REFUSED = {
    "NOT_TAKEN": NOT_TAKEN, "ENCRYPTED": ENCRYPTED, "ACTS": ACTS, "MORE_THAN_A_PICTURE": MORE_THAN_A_PICTURE,
    "TOO_MANY_DOTS": TOO_MANY_DOTS, "TOO_MUCH": TOO_MUCH,
}  # fmt: skip
# One file is read at a time in this process and two may wait, so that pressing a button twice while a colleague sends a
# file turns nobody away. Of the eight threads, five stay free for everybody else, however many files somebody sends.
_READING, _IN_THE_ROOM = BoundedSemaphore(1), BoundedSemaphore(3)


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A file that was accepted as a scan and drawn again. `name` is its sender's name for it, made safe to keep and
    show; `sent_sha256` is the hash of the bytes that were sent."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    sent_sha256: str

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def scan_of(content: bytes, name: str) -> Scan:
    """The scan in these bytes, whatever kind its sender says. Raises ValueError with a whole sentence."""
    if not content:
        raise ValueError(EMPTY)
    if len(content) > LARGEST:
        raise ValueError(TOO_LARGE)
    media_type = next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")
    if not media_type:
        raise ValueError(NOT_TAKEN)
    with _turn():
        drawn = _drawn_anew(content)
    return Scan(
        name=named(name, media_type), media_type=media_type, content=drawn, sent_sha256=sha256(content).hexdigest()
    )


def named(name: str, media_type: str) -> str:
    """A name to keep: no folder, no special character, and the ending of its kind."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = " ".join("".join(each if each.isalnum() or each in "-_.()'" else " " for each in stem).split())
    return f"{stem.strip('. ')[:LONGEST_NAME] or 'scan'}.{ENDINGS[media_type]}"


@contextmanager
def _turn() -> Iterator[None]:
    if not _IN_THE_ROOM.acquire(blocking=False):
        raise ValueError(BUSY)
    try:
        with _READING:
            yield
    finally:
        _IN_THE_ROOM.release()


def _drawn_anew(content: bytes) -> bytes:
    """What the reader made of the bytes. It gets no settings or secrets, and is killed if it takes too long."""
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        reader = subprocess.run(  # noqa: S603 - no shell, and every word is ours
            [sys.executable, "-P", "-E", "-s", str(_READER)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            env=environment,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise ValueError(TOO_MUCH) from late
    line, _, drawn = reader.stdout.partition(b"\n")
    verdict, _, what = line.decode("ascii", "replace").partition(" ")
    if reader.returncode or not verdict:
        raise ValueError(TOO_MUCH)  # stopped at a limit
    if verdict in _REFUSED:
        raise ValueError(_REFUSED[verdict].format(what=what))
    return drawn


# Keeping scans that are sent in, and finding them again.


KEPT_ALREADY = "This very scan is kept already. Choose another file, or leave it as it is"


def receive(
    scan: Scan, *, purpose: ScanPurpose, about_id: int, episode_id: int | None, by: Printer, field: str = "scan"
) -> ReceivedPaper:
    """Store a scan as it was drawn again. Raises Refused, at `field`, if it was stored for the same purpose already.

    The caller has checked that the record is in sight, and writes the log. `episode_id` is None for what is about
    nobody.
    """
    same = (ReceivedPaper.purpose == purpose, ReceivedPaper.about_id == about_id, ReceivedPaper.sha256 == scan.sha256)
    if db.session.scalar(select(ReceivedPaper.id).where(*same)) is not None:
        raise Refused(KEPT_ALREADY, field=field)
    row = ReceivedPaper(
        purpose=purpose,
        about_id=about_id,
        episode_id=episode_id,
        name=scan.name,
        media_type=scan.media_type,
        size=scan.size,
        sha256=scan.sha256,
        sent_sha256=scan.sent_sha256,
        content=scan.content,
        received_at=clock.now(),
        received_by_id=by.user_id,
    )
    return save(row)


def received_about(about_id: int, *purposes: ScanPurpose) -> tuple[ReceivedPaper, ...]:
    """The scans for these purposes about one record, in the order they came, without their bytes."""
    of_record = (ReceivedPaper.about_id == about_id, ReceivedPaper.purpose.in_(purposes))
    return tuple(db.session.scalars(select(ReceivedPaper).where(*of_record).order_by(ReceivedPaper.id)))
