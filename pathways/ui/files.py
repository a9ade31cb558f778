"""Taking a file: the field, and how large a request the pages that have one may be sent."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from pathways.documents import scans
from pathways.ui import plain
from pathways.ui.asked import Asked

CHOOSE_AGAIN = "Choose the scan again: a browser does not keep a file when a page comes back."
NAMES_NO_FILE = "The scan did not arrive as a file. Choose it again"

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class Scan(Asked):
    """A scanned paper. `data` is a `pathways.documents.scans.Scan`, or None when no file was chosen.

    Nothing of it is kept in a draft: the page that comes back says that it must be chosen again. The view of a form
    with this field is marked `@takes_a_file`.
    """

    kind = "file"
    asks = "Choose"

    def __init__(self, label: str = "", *, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, hint=f"{hint} It may be {scans.TAKEN}.".strip(), **kwargs)
        self.was_sent = False

    def process_data(self, value: Any) -> None:
        self.data, self.typed = None, ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data, self.fault = None, ""
        sent = valuelist[0] if valuelist else None
        if isinstance(sent, FileStorage) and (sent.filename or sent.stream.read(1)):
            self.was_sent = True
            sent.stream.seek(0)
            self._take(sent.stream.read(scans.LARGEST + 1), plain.fit_to_show(sent.filename or ""))
        elif isinstance(sent, str) and sent and not sent.startswith("[object "):  # the script's draft says that of it
            self.fault = NAMES_NO_FILE

    def _take(self, content: bytes, name: str) -> None:
        try:
            self.data = scans.scan_of(content, name)
        except ValueError as refusal:
            self.fault = str(refusal)

    @property
    def hint(self) -> str:
        return f"{self.description} {CHOOSE_AGAIN}" if self.was_sent else str(self.description)


def takes_a_file(view: View) -> View:
    """Let the requests of this view be as large as a scan and the form around it."""
    view.takes_a_file = True  # type: ignore[attr-defined]  # the mark that `_room_for_a_file` reads
    return view


def _room_for_a_file() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_a_file", False):
        request.max_content_length = scans.LARGEST + int(current_app.config["MAX_FORM_MEMORY_SIZE"])


def _close_what_was_sent(_error: BaseException | None) -> None:
    """A large file lies on the disk until it is closed."""
    for sent in request.__dict__.get("files", {}).values():
        sent.close()


def install(app: Flask) -> None:
    """Before anything reads the form. Every other page keeps the small limit of the settings."""
    app.before_request(_room_for_a_file)
    app.teardown_request(_close_what_was_sent)
