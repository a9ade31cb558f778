"""Error pages: plain, complete, and telling nothing.

They are made once at start-up, without the person's frame: no token, form, nonce, request id or echoed address. A page
one may not see and a page that is not there are the same bytes with the same headers. Whoever sends a page of ours
about a record that is gone meanwhile is shown their own sentences once more: nothing that was typed is lost.
"""

import logging
import traceback
from collections.abc import Callable, Mapping

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError, validate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, default_exceptions
from wtforms import ValidationError

from pathways.refusals import OutOfSight
from pathways.store import db
from pathways.ui import plain

logger = logging.getLogger(__name__)

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
        "This is our fault, not yours. Nothing was saved by halves.",
        "Go back and try again. If it happens twice, tell the person who runs Pathways what you were doing.",
    ),
    503: (
        "Pathways is busy",
        "The record could not be reached in time. Nothing was saved by halves.",
        "Wait a moment, go back and send it again. What you typed is still on the page.",
    ),
}


# Its status is 400 too, but what to do is another thing.
TOO_OLD = (
    "This page is too old to send",
    "It was made before you signed in, or in another session. Nothing was saved.",
    "Copy what you typed, open the page again from its link, and send it from there.",
)


NOT_THERE_ANY_MORE = (
    "This was not saved",
    "There is nothing at this address that you may see. Somebody else may have dealt with it while your page was open.",
    "Copy what you need from here, then look at the record.",
)


def sentences_sent() -> list[str] | None:
    """What somebody wrote on a page of ours that they sent: every answer of more than one word, but for secrets.

    None for a post that another site may have made: its words are not to stand on a page of ours.
    """
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return None
    texts = (text for name in request.form if "password" not in name for text in request.form.getlist(name))
    return [plain.fit_to_show(text) for text in texts if " " in text.strip()]


def told_without_words(error: BaseException) -> str:
    """Where an error and its causes arose, of which kind, with the database's code for it. Never in their own words:
    those hold what was typed (a statement's values, a row that was refused), and a server's log is no place for it.
    """
    told: list[str] = []
    each: BaseException | None = error
    while each is not None:
        code = getattr(each, "sqlstate", None) or getattr(each, "sqlite_errorname", None)
        kind = f"{type(each).__name__} ({code})" if code else type(each).__name__
        told.insert(0, "".join((kind, "\n", *traceback.format_tb(each.__traceback__))))
        each = each.__cause__ or each.__context__
    return "then ".join(told)


def install(app: Flask, *, unseen: Callable[[], None] = lambda: None) -> None:
    """Make the error pages and let them answer for everything that goes wrong on `app`.

    `unseen` is called when somebody asks for what they may not see, or what is not there.
    """
    made: dict[tuple[str, str, str], str] = {}

    def page(status: int, words: tuple[str, str, str] | None = None) -> Response:
        words = words or WORDS[status]
        if words not in made:
            title, what, next_step = words
            made[words] = render_template(f"errors/{status}.html", title=title, what=what, next_step=next_step)
        response = make_response(made[words], status)
        response.headers["Cache-Control"] = "no-store"
        # An error page belongs to nobody, so it asks for no session to be kept or dropped.
        response.headers.pop("Vary", None)
        return response

    def wrong_request(error: HTTPException) -> Response:
        db.session.rollback()
        code = error.code or 500
        if code < 400 and error.response is not None:
            return make_response(error.get_response())
        return page(code if code in WORDS else 400 if code < 500 else 500)

    def too_old(error: CSRFError) -> Response:
        db.session.rollback()
        return page(400, TOO_OLD)

    def out_of_sight(error: OutOfSight) -> Response:
        db.session.rollback()
        unseen()
        if request.method == "POST" and (typed := sentences_sent()) is not None:
            title, what, next_step = NOT_THERE_ANY_MORE
            words = {"title": title, "what": what, "next_step": next_step}
            response = make_response(render_template("errors/not_saved.html", typed=typed, **words), 404)
            response.headers["Cache-Control"] = "no-store"
            return response
        return page(404)

    def database_failed(error: SQLAlchemyError) -> Response:
        db.session.rollback()
        logger.error("The database failed: %s", told_without_words(error))
        return page(503 if "locked" in str(error) or "timeout" in str(error).lower() else 500)

    def went_wrong(error: Exception) -> Response:
        db.session.rollback()
        logger.error("A request failed: %s", told_without_words(error))
        return page(500)

    for code in default_exceptions:
        app.register_error_handler(code, wrong_request)
    app.register_error_handler(CSRFError, too_old)
    app.register_error_handler(OutOfSight, out_of_sight)
    app.register_error_handler(SQLAlchemyError, database_failed)
    app.register_error_handler(Exception, went_wrong)
