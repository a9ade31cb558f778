"""What every page of a link shares: nothing of the house around it, and one page for all links that do not work.

Whoever has the address of such a page has what it opens. So it is told to no other page, and the forms of these pages
carry the token and are sent to an address without it: what stands in a log of requests is at most where the link was
first opened.
"""

from typing import Any

from flask import Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.audit import SystemActor
from pathways.auth import throttle
from pathways.store import db
from pathways.ui.frame import Frame
from pathways.ui.pages import show

GONE = 410
PREFIXES = ("link", "answer", "told")
STRANGER = SystemActor(role="none")


def install(app: Flask) -> None:
    """Whatever is answered at the address of a link, an error too, tells that address to no other page."""

    @app.after_request
    def tell_nobody(response: Response) -> Response:
        if request.path.split("/")[1:2] in ([prefix] for prefix in PREFIXES):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


def token_sent() -> str:
    """The token that a form of these pages carries."""
    return request.form.get("token", "")


def link_over(token: str) -> ResponseReturnValue:
    """Used, over, replaced, withdrawn, taken, forged: one page for all, and not without end."""
    note_failed(token)
    return bare_page("errors/link_over.html", status=GONE, phone=current_app.config["PARTNERSHIP_PHONE"])


def note_failed(token: str, *, user_id: int | None = None, organisation_id: int | None = None) -> None:
    """Count a link that did not work, and put it in the log, without its token; answers 429 past the limit.

    `user_id` and `organisation_id` are whose it was, where that is known.
    """
    db.session.rollback()
    try:
        throttle.begin(name=token, address=request.remote_addr, apart="link")
    except throttle.Wait:
        abort(429)
    audit.administered(STRANGER, "login.link.failed", organisation_id, kind=request.path.split("/")[1], user_id=user_id)


def bare_page(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page without navigation, whoever is signed in on this machine."""
    frame = Frame(partnership="Answer a referral", home_url="#main-content", marking="OFFICIAL")
    response = show(template, status=status, bare=frame, run_by=current_app.config["PARTNERSHIP_NAME"], **context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
