"""Taking a file: the fields, how large a request the pages that have one may be sent, and when it is read.

What comes over the network comes at its sender's pace, and a file takes as long to read as its maker wants. So both
happen while no transaction is open: the body before anything is asked of the database, the file once it is known that
its sender may use the page.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

from pathways.documents import scans
from pathways.store.base import db
from pathways.ui import fields as plain
from pathways.ui.fields import AskedField

CHOOSE_AGAIN = "Choose the scan again: a browser does not keep a file when a page comes back."
ONE_AT_A_TIME = "Several files came with this page, and one was expected. Send one file at a time"
NAMES_NO_FILE = "The scan did not arrive as a file. Choose it again"

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class ScanField(AskedField):
    """A scanned paper. `data` is a `pathways.documents.scans.Scan`, or None when no file was chosen.

    Nothing of it is kept in a draft: the page that comes back says that it must be chosen again. The view of a form
    with this field is marked `@takes_a_file`.
    """

    kind = "file"
    asks = "Choose"
    taken = scans.TAKEN
    accepts = ".pdf,.png,.jpg,.jpeg"
    largest = scans.LARGEST
    choose_again = CHOOSE_AGAIN
    names_no_file = NAMES_NO_FILE

    def __init__(self, label: str = "", *, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, hint=f"{hint} It may be {self.taken}.".strip(), **kwargs)
        self.was_sent = False

    def process_data(self, value: Any) -> None:
        self.data, self.typed = None, ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data, self.fault = None, ""
        sent = valuelist[0] if valuelist else None
        if isinstance(sent, FileStorage) and (sent.filename or sent.stream.read(1)):
            self.was_sent = True
            self._take(sent)
        elif isinstance(sent, str) and sent and not sent.startswith("[object "):  # the script's draft says that of it
            self.fault = self.names_no_file

    def _take(self, sent: FileStorage) -> None:
        scan = g.scans_read[id(sent)]
        if isinstance(scan, scans.Scan):
            self.data = scan
        else:
            self.fault = scan

    @property
    def hint(self) -> str:
        return f"{self.description} {self.choose_again}" if self.was_sent else str(self.description)


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file as it came. `name` is what its sender called it, fit to keep and to show."""

    name: str
    content: bytes


class JsonFile(ScanField):
    """A file of data. `data` is a `SentFile`, unread: its reader says what is wrong with it, row by row."""

    accepts = ".json,application/json"
    largest = 40 * scans.MEGABYTE
    taken = "a JSON file in UTF-8 of at most 40 MB"
    choose_again = "Choose the file again: a browser does not keep a file when a page comes back."
    names_no_file = "The file did not arrive as a file. Choose it again"

    def _take(self, sent: FileStorage) -> None:
        name, content = _name_and_bytes(sent, self.largest)
        if not content:
            self.fault = "The file is empty. Choose it again"
        else:
            self.data = SentFile(name=name[: scans.LONGEST_NAME], content=content)


def _name_and_bytes(sent: FileStorage, largest: int) -> tuple[str, bytes]:
    sent.stream.seek(0)
    return plain.fit_to_show(sent.filename or ""), sent.stream.read(largest + 1)


def takes_a_file(view: View) -> View:
    """Let the requests of this view be as large as a scan and the form around it, and read the scans it is sent."""
    view.reads_scans = True  # type: ignore[attr-defined]  # the mark that `read_scans` reads
    return _takes(view, scans.LARGEST)


def takes_a_data_file(view: View) -> View:
    """Let the requests of this view be as large as a file of data and the form around it."""
    return _takes(view, JsonFile.largest)


def _takes(view: View, largest: int) -> View:
    view.takes_a_file = largest  # type: ignore[attr-defined]  # the mark that `_take_the_body` reads
    return view


def _take_the_body() -> None:
    """Read what was sent, as far as this page takes it; nothing large from somebody not signed in."""
    if largest := getattr(_view(), "takes_a_file", 0):
        request.max_content_length = largest + int(current_app.config["MAX_FORM_MEMORY_SIZE"])
    if request.method == "POST" and request.cookies:
        with suppress(HTTPException):  # refused later, with everything else that is wrong with the form
            _ = request.form


def read_scans() -> None:
    """Read the scan that was sent to a page that takes one. Asked once the sender is known to be let in."""
    if request.method != "POST" or not getattr(_view(), "reads_scans", False):
        return
    db.session.commit()  # finding out who it is takes a lock, and nobody should wait for a file
    g.scans_read = {}
    for place, (_, sent) in enumerate(request.files.items(multi=True)):
        if place > 0:  # no form has two, and a thousand would keep the reader busy while everybody waits
            g.scans_read[id(sent)] = ONE_AT_A_TIME
            continue
        name, content = _name_and_bytes(sent, scans.LARGEST)
        try:
            g.scans_read[id(sent)] = scans.scan_of(content, name)
        except ValueError as refusal:
            g.scans_read[id(sent)] = str(refusal)


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")


def _close_what_was_sent(_error: BaseException | None) -> None:
    """A large file lies on the disk until it is closed."""
    for sent in request.__dict__.get("files", {}).values():
        sent.close()


def install(app: Flask) -> None:
    """Before anything reads the form. Every other page keeps the small limit of the settings."""
    app.before_request(_take_the_body)
    app.teardown_request(_close_what_was_sent)
