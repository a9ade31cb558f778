"""Error pages: what is wrong and what to do about it, telling nothing else."""

import errno
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, make_response, request
from flask_wtf.csrf import CSRFError, validate_csrf
from markupsafe import escape
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, default_exceptions
from wtforms import ValidationError

from pathways.refusals import OutOfSight
from pathways.server_log import request_number, told_without_words
from pathways.store import long_reads
from pathways.store.base import roll_back
from pathways.store.engines import LOCK_SECONDS, STATEMENT_SECONDS, Outage, outage_of
from pathways.ui import fields as plain

# What the error pages say.


WORDS: Mapping[int, tuple[str, str, str]] = {
    400: (
        "This could not be read",
        "Something in what was sent is not in a form that Pathways can read. Nothing was saved.",
        "Go back, check what you typed and send it again.",
    ),
    403: (
        "You may not do this",
        "The role you are signed in with does not include this page. Nothing was saved.",
        "If your work needs it, ask the administrator of your organisation.",
    ),
    404: (
        "Page not found",
        "There is nothing at this address that you may see.",
        "If you typed the address, check it. If you followed a link, the record may have closed.",
    ),
    405: (
        "This page does not take that",
        "The page was asked for in a way it does not answer. Nothing was saved.",
        "Go back and use the links and buttons of the page.",
    ),
    413: (
        "That is too much at once",
        "What was sent is larger than Pathways takes. Nothing was saved. A scan may have at most 10 MB, "
        "a file of services 40 MB.",
        "Go back: what you typed is still on the page. Choose a smaller file or shorten the text, and send it again.",
    ),
    429: (
        "Too many tries",
        "There were too many tries in a short time. You are not locked out.",
        "Wait five minutes and try again.",
    ),
    500: (
        "Something went wrong here",
        "This is our fault, not yours. Nothing was half saved.",
        "Try again. If it happens twice, tell the person who runs Pathways what you were doing, with this number:",
    ),
}


# Its status is 400 too, but something else is to be done about it.
TOO_OLD = (
    "This page is too old to send",
    "It was made before you signed in, or in another session. Nothing was saved.",
    "Copy what you typed, open the page again from its link, and send it from there.",
)


NOT_THERE_ANY_MORE = (
    "This was not saved",
    "What your page asked has been settled or changed. Somebody else may have dealt with it while your page was open, "
    "or it is not yours to see.",
    "Copy what you need from here, then look at the record.",
)

KEPT_AS_DRAFT = "What you typed is kept as a draft: open the page again, and it is there."
"""Said with a 500 only where it was."""


@dataclass(frozen=True)
class OutageWords:
    """The page of an outage: what is wrong, when it makes sense to try again, and that in seconds for a browser; and
    whether a page that was only to be read asks by itself until it is served."""

    title: str
    what: str
    again: str
    seconds: int
    asks_again: bool = False

    @property
    def to_read(self) -> str:
        """What to do about a page that was only to be read."""
        if self.asks_again:
            return f"{self.again} This page does so by itself."
        return f"{self.again} Reload this page then."

    @property
    def to_send(self) -> str:
        """What to do about a page that was sent. Its form has a key: it is taken once, however often it comes."""
        return (
            f"{self.again} Reload this page then and let the browser send it once more: it sends what you typed again, "
            "and Pathways accepts a form only once."
        )


OUTAGES: Mapping[Outage, OutageWords] = {
    Outage.LOCKED: OutageWords(
        "The record is in use",
        f"Other work held the record for more than {LOCK_SECONDS} seconds, so Pathways stopped waiting. "
        "Nothing was saved.",
        "Try again in half a minute.",
        30,
    ),
    Outage.BUSY: OutageWords(
        "Pathways is busy",
        "Too much is being asked at the same moment. Nothing was saved.",
        "Try again in ten seconds.",
        10,
        asks_again=True,
    ),
    Outage.SLOW: OutageWords(
        "This took too long",
        f"The database worked on this page for more than {STATEMENT_SECONDS} seconds and was stopped. "
        "Nothing was saved.",
        "Try again in a minute. If it is a report, ask for a shorter period.",
        60,
    ),
    Outage.REPORT_TOO_LONG: OutageWords(
        "This report took too long",
        f"It was not ready after {long_reads.SECONDS:.0f} seconds, so Pathways stopped it: a long report slows "
        "everybody down. Nothing is wrong with the record.",
        "Go back and ask for a shorter period. If it is short already, try again in five minutes.",
        300,
    ),
    Outage.REPORTS_BUSY: OutageWords(
        "Other reports are running",
        "Pathways runs only a few reports at a time, so that everybody else can go on working. Yours waits its turn.",
        "Try again in five seconds.",
        5,
        asks_again=True,
    ),
    Outage.FULL: OutageWords(
        "There is no room left to save",
        "The disk that holds the record is full. Nothing was saved, and no record of a person can be shown, because "
        "each look is recorded.",
        "Tell the person who runs Pathways: the disk is full. Try again in five minutes.",
        300,
    ),
    Outage.READ_ONLY: OutageWords(
        "The record cannot be written",
        "The database takes no changes at the moment: it is set to read only. Nothing was saved, and no record of a "
        "person can be shown, because each look is recorded.",
        "Tell the person who runs Pathways: the database is read only. Try again in five minutes.",
        300,
    ),
    Outage.GONE: OutageWords(
        "Pathways cannot reach its record",
        "The database does not answer. Nothing was half saved.",
        "Try again in half a minute. If it goes on, tell the person who runs Pathways, and use the paper forms for an "
        "outage.",
        30,
    ),
}


# Error pages: plain, complete, and telling nothing.
#
# They are made once at start-up, without the person's frame: no token, form, nonce, request id or echoed address. What
# answers with one asks nothing of the database. A page one may not see and a page that is not there are the same bytes
# with the same headers. Only what stands in the server's log, our own fault or an outage, carries its number there.
# Whoever sends a page of ours that cannot be saved is shown their own sentences once more: nothing typed is lost.


logger = logging.getLogger(__name__)

NUMBER = "the number of this error"
"""Stands in the ready-made page of a fault or an outage until the number of the error takes its place."""
OF_THE_DISK = {errno.ENOSPC: Outage.FULL, errno.EDQUOT: Outage.FULL, errno.EROFS: Outage.READ_ONLY}


def sentences_sent() -> list[str] | None:
    """What somebody wrote on a page of ours that they sent: every answer of more than one word, but for secrets.

    None for a post that another site may have made: its words are not to stand on a page of ours.
    """
    try:
        validate_csrf(request.form.get("csrf_token"))
    except (ValidationError, HTTPException):
        return None
    texts = (text for name in request.form if "password" not in name for text in request.form.getlist(name))
    return [plain.fit_to_show(text) for text in texts if " " in text.strip()]


def outage_in(error: BaseException) -> Outage | None:
    """Which outage an error tells of, of the database or of the disk."""
    if isinstance(error, OSError):
        return OF_THE_DISK.get(error.errno or 0)
    return outage_of(error)


def _say_nothing(exc_info: object) -> None:
    """What Flask calls to log an error that we have logged."""


def install(app: Flask, *, unseen: Callable[[], None] = lambda: None) -> None:
    """Make the error pages and let them answer for everything that goes wrong on `app`.

    `unseen` is called when somebody asks for what they may not see, or what is not there.
    """

    def rendered(name: str, title: str, what: str, next_step: str, **more: Any) -> str:
        # Not Flask's way: that asks who is signed in, and so the database.
        template = app.jinja_env.get_template(f"errors/{name}.html")
        return template.render(title=title, what=what, next_step=next_step, **more)

    made = {status: rendered(str(status), *words) for status, words in WORDS.items() if status != 500}
    of_ours = {draft: rendered("500", *WORDS[500], number=NUMBER, draft=draft) for draft in ("", KEPT_AS_DRAFT)}
    too_old_page = rendered("400", *TOO_OLD)
    down = {
        (kind, number): rendered("503", words.title, words.what, words.to_read, number=number)
        for kind, words in OUTAGES.items()
        for number in ("", NUMBER)
    }

    def answer(body: str, status: int) -> Response:
        response = make_response(body, status)
        response.headers["Cache-Control"] = "no-store"
        # An error page belongs to nobody, so it asks for no session to be kept or dropped.
        response.headers.pop("Vary", None)
        return response

    def our_fault() -> Response:
        body = of_ours[KEPT_AS_DRAFT if g.pop("typed_is_kept", False) else ""]
        return answer(body.replace(NUMBER, str(escape(request_number()))), 500)

    def outage_page(kind: Outage, number: str = "") -> Response:
        words = OUTAGES[kind]
        body = down[kind, NUMBER if number else ""].replace(NUMBER, str(escape(number)))
        if request.method == "POST" and (typed := sentences_sent()) is not None:
            body = rendered("not_saved", words.title, words.what, words.to_send, typed=typed, number=number)
        response = answer(body, 503)
        response.headers["Retry-After"] = str(words.seconds)
        if words.asks_again and request.method == "GET":
            response.headers["Refresh"] = str(words.seconds)
        return response

    def wrong_request(error: HTTPException) -> Response:
        if isinstance(cause := getattr(error, "original_exception", None), Exception):
            return went_wrong(cause)  # it happened after the page had answered
        roll_back()
        code = error.code or 500
        if code < 400 and error.response is not None:
            return make_response(error.get_response())
        if code in made:
            return answer(made[code], code)
        return answer(made[400], 400) if code < 500 else our_fault()

    def too_old(error: CSRFError) -> Response:
        roll_back()
        return answer(too_old_page, 400)

    def out_of_sight(error: OutOfSight) -> Response:
        roll_back()
        try:
            unseen()
        except SQLAlchemyError as failed:
            return went_wrong(failed)
        if request.method == "POST" and (typed := sentences_sent()) is not None:
            return answer(rendered("not_saved", *NOT_THERE_ANY_MORE, typed=typed), 404)
        return answer(made[404], 404)

    def went_wrong(error: Exception) -> Response:
        roll_back()
        return answer_to(error)

    def answer_to(error: Exception) -> Response:
        """The page for what went wrong, once it stands in the log."""
        number, words = request_number(), told_without_words(error)
        if kind := outage_in(error):
            repeated = {"repeated": f"outage: {kind}", "request": number, "error": error}
            logger.error("No page can be served, the database is %s: %s", kind, words, extra=repeated)
            return outage_page(kind, number)
        logger.error("A request failed: %s", words, extra={"request": number, "error": error})
        return our_fault()

    app.log_exception = _say_nothing  # type: ignore[method-assign]  # its line holds the address; ours is above
    app.extensions["outage_page"] = outage_page
    for code in default_exceptions:
        app.register_error_handler(code, wrong_request)
    app.register_error_handler(CSRFError, too_old)
    app.register_error_handler(OutOfSight, out_of_sight)
    app.register_error_handler(Exception, went_wrong)
