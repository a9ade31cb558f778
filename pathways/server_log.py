"""What the server and the worker log for the people who run them: one line an error, and nothing that anybody typed.

Each line has its time in UTC, level, process, the number of the request (which the audit record and the error page
carry too), the name of its route, and where the error arose: as text to read, or as JSON for a collector of logs. The
words of an error are never written: they may hold a statement's values, an address with a live link in it, or a row
that was refused. An error that repeats by the thousand is written once and then counted, so that an outage does not
fill the disk.
"""

import atexit
import contextlib
import json
import logging
import secrets
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from flask import has_request_context, request

ROOT = Path(__file__).resolve().parent.parent
COUNTED_FOR = 10.0
"""Seconds for which the same line is counted before it is written again."""
OWN_FRAMES = 3
_OTHERS = ("sqlalchemy", "psycopg", "gunicorn", "alembic", "py.warnings")
"""Loggers of libraries: nobody has checked the words of their errors for values, so those are left out."""


def request_number() -> str:
    """The number of the request in hand; "" outside of one."""
    return str(request.environ.setdefault("pathways.number", secrets.token_hex(8))) if has_request_context() else ""


def _chain(error: BaseException) -> list[BaseException]:
    """An error and what caused it, the first cause first."""
    errors: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in errors:
        errors.insert(0, cause)
        cause = cause.__cause__ or cause.__context__
    return errors


def _kind(error: BaseException) -> str:
    """What an error is: its class, the database's code, and the name of the constraint that it broke."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    marks = [mark for mark in (code, getattr(error, "constraint", None)) if mark]
    return f"{type(error).__name__} ({', '.join(marks)})" if marks else type(error).__name__


def _own_places(errors: list[BaseException]) -> list[str]:
    """The innermost lines of our own code that the first of these errors in our code came through, outermost first."""
    for error in errors:
        places = []
        for frame in traceback.extract_tb(error.__traceback__):
            path = Path(frame.filename)
            if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
                places.append(f"{path.relative_to(ROOT)}:{frame.lineno} {frame.name}")
        if places:
            return places[-OWN_FRAMES:]
    return []


def told_without_words(error: BaseException) -> str:
    """What kind an error and its causes are, with the database's code, and where in our code it arose: one line."""
    errors = _chain(error)
    kinds = " then ".join(dict.fromkeys(_kind(cause) for cause in errors))
    places = _own_places(errors)
    return f"{kinds} at {' > '.join(places)}" if places else kinds


def trace_without_words(error: BaseException) -> str:
    """Every line of code that an error and its causes came through, where traces are on. No words of the error."""
    parts = ("".join((_kind(cause), "\n", *traceback.format_tb(cause.__traceback__))) for cause in _chain(error))
    return "then ".join(parts)


def _warned_at(record: logging.LogRecord) -> str:
    """Place and kind of a Python warning, which comes as "place: kind: words"."""
    return ": ".join(record.getMessage().split(": ", 2)[:2])


def _error_of(record: logging.LogRecord) -> BaseException | None:
    """The error that a record is about: passed by our code, or caught by a library's logger."""
    error: BaseException | None = getattr(record, "error", None) or (record.exc_info[1] if record.exc_info else None)
    return error


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record: of an error its kind and place, of a library's message no values."""
    error = record.exc_info[1] if record.exc_info else None
    is_others = record.name.split(".")[0] in _OTHERS
    # A library's message is written as it stands in its source, without the values that it would put in.
    words = str(record.msg) if is_others and (error or record.levelno >= logging.WARNING) else record.getMessage()
    if record.name == "py.warnings":
        words = _warned_at(record)
    if error is not None:
        words = f"{words}: {told_without_words(error)}"
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return {
        "at": f"{at}.{int(record.msecs):03d}Z",
        "level": record.levelname,
        "process": record.process,
        "request": getattr(record, "request", None) or request_number() or "-",
        # The name our code gives the page. Its address could hold a live link, or something that somebody typed.
        "route": (request.endpoint if has_request_context() else None) or "-",
        "logger": record.name,
        "words": " ".join(words.split()),
    }


class OneLine(logging.Formatter):
    """A record as one line of text. `traces` adds below it every line of code that an error came through."""

    def __init__(self, *, traces: bool = False) -> None:
        super().__init__()
        self.traces = traces

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, process, request=, route=, and the words."""
        line = "{at} {level} {process} request={request} route={route} {logger}: {words}".format_map(facts_of(record))
        return f"{line}\n{trace}" if (trace := self.trace_of(record)) else line

    def trace_of(self, record: logging.LogRecord) -> str:
        """The trace of the record's error; "" where traces are off or there is no error."""
        error = _error_of(record)
        return trace_without_words(error) if self.traces and error is not None else ""


class OneObject(OneLine):
    """A record as one JSON object on one line: the same facts by name, with an error's facts in fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, with `error`, `constraint`, `places` and `trace` where there is one."""
        facts = facts_of(record)
        if (error := _error_of(record)) is not None:
            errors = _chain(error)
            broken = [name for cause in errors if (name := getattr(cause, "constraint", None))]
            facts["error"] = [_kind(cause) for cause in errors]
            facts["places"] = _own_places(errors)
            facts |= {"constraint": broken[0]} if broken else {}
        if trace := self.trace_of(record):
            facts["trace"] = trace.splitlines()
        return json.dumps(facts, ensure_ascii=False)


FORMATS = {"text": OneLine, "json": OneObject}
"""By the setting LOG_FORMAT. An unknown one stops the start, and that message is written as text."""


class Counting(logging.Filter):
    """Lets the first of a repeated error through, then counts it, and says every ten seconds how many there were.

    Only records marked `repeated`, and those of libraries, are counted: the number of any other error is on a page that
    somebody has in front of them.
    """

    def __init__(self, handler: logging.Handler, seconds: float = COUNTED_FOR) -> None:
        super().__init__()
        self.handler, self.seconds = handler, seconds
        self.counts: dict[str, int] = {}
        self.records: dict[str, logging.LogRecord] = {}
        self.lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written now."""
        kind = getattr(record, "repeated", None)
        if kind is None and record.name.split(".")[0] in _OTHERS and record.levelno >= logging.WARNING:
            kind = f"{record.name}: {_warned_at(record) if record.name == 'py.warnings' else record.msg}"
        if kind is None or getattr(record, "is_count", False):
            return True
        with self.lock:
            if kind in self.counts:
                self.counts[kind] += 1
                return False
            self.counts[kind], self.records[kind] = 0, record
        waiting = threading.Timer(self.seconds, self.tell, (kind,))
        waiting.daemon = True
        waiting.start()
        return True

    def tell(self, kind: str) -> None:
        """Write how often an error came since it was written."""
        with self.lock:
            count, record = self.counts.pop(kind, 0), self.records.pop(kind, None)
        if count and record is not None:
            words = f"{count} more like request={getattr(record, 'request', None) or '-'}: {kind}"
            counted = logging.LogRecord(record.name, record.levelno, record.pathname, record.lineno, words, None, None)
            counted.is_count = True
            self.handler.handle(counted)

    def tell_all(self) -> None:
        """Write every count, because the process ends."""
        for kind in list(self.counts):
            self.tell(kind)


class ToStandardError(logging.Handler):
    """Writes to standard error. What cannot be written, because the disk is full, is dropped without a word.

    The standard handler would print what went wrong, and with it the words of the error that was to be logged.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        with contextlib.suppress(Exception):
            print(self.format(record), file=sys.stderr, flush=True)


def install(*, form: str, traces: bool) -> None:
    """Write all that is logged in this process in one of the FORMATS. Safe to call again."""
    for old in [handler for handler in logging.root.handlers if isinstance(handler, ToStandardError)]:
        logging.root.removeHandler(old)
    handler = ToStandardError()
    handler.setFormatter(FORMATS.get(form, OneLine)(traces=traces))
    counting = Counting(handler)
    handler.addFilter(counting)
    atexit.register(counting.tell_all)
    logging.root.addHandler(handler)
    for of_gunicorn in logging.getLogger("gunicorn.error").handlers:  # it has its own, and passes nothing on
        of_gunicorn.setFormatter(handler.formatter)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # they would print an error of writing, and with it the one that was to be written
