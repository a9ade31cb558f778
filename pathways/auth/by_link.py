"""What every page of a link shares: nothing of the house around it, and one page for all links that do not work."""

from typing import Any

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from pathways.auth import throttle
from pathways.store import db
from pathways.ui.frame import Frame
from pathways.ui.pages import show

GONE = 410


def link_over(token: str) -> ResponseReturnValue:
    """Used, over, replaced, withdrawn, taken, forged: one page for all, and not without end."""
    db.session.rollback()
    try:
        throttle.begin(name=token, address=request.remote_addr, apart="link")
    except throttle.Wait:
        abort(429)
    return bare_page("errors/link_over.html", status=GONE, phone=current_app.config["PARTNERSHIP_PHONE"])


def bare_page(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page without navigation, whoever is signed in on this machine; its address is told to no other."""
    frame = Frame(partnership="Answer a referral", home_url="#main-content", marking="OFFICIAL")
    response = show(template, status=status, bare=frame, run_by=current_app.config["PARTNERSHIP_NAME"], **context)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
