"""Error pages: plain, complete, and telling nothing.

They are made once at start-up, without the person's frame: no token, form, nonce, request id or echoed address. What
answers with one asks nothing of the database. A page one may not see and a page that is not there are the same bytes
with the same headers. Only what stands in the server's log, our own fault or an outage, carries its number there.
Whoever sends a page of ours that cannot be saved is shown their own sentences once more: nothing typed is lost.
"""

import errno
import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, make_response, request
from flask_wtf.csrf import CSRFError, validate_csrf
from markupsafe import escape
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, default_exceptions
from wtforms import ValidationError

from pathways.refusals import OutOfSight
from pathways.server_log import request_number, told_without_words
from pathways.store import roll_back
from pathways.store.constraints import constraint_of
from pathways.store.outages import Outage, outage_of
from pathways.ui import plain
from pathways.ui.error_words import KEPT_AS_DRAFT, NOT_THERE_ANY_MORE, OUTAGES, TOO_OLD, WORDS

logger = logging.getLogger(__name__)

NUMBER = "the number of this error"
"""What stands in the page of a fault of ours, or of an outage, until it answers for one."""
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
        return response

    def wrong_request(error: HTTPException) -> Response:
        if isinstance(cause := getattr(error, "original_exception", None), Exception):
            return went_wrong(cause)  # it arose after the page had answered
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
        if isinstance(error, IntegrityError):
            words = f"{constraint_of(error)} was broken: {words}"
        logger.error("A request failed: %s", words, extra={"request": number, "error": error})
        return our_fault()

    app.log_exception = _say_nothing  # type: ignore[method-assign]  # its line holds the address; ours is above
    app.extensions["outage_page"] = outage_page
    for code in default_exceptions:
        app.register_error_handler(code, wrong_request)
    app.register_error_handler(CSRFError, too_old)
    app.register_error_handler(OutOfSight, out_of_sight)
    app.register_error_handler(Exception, went_wrong)
