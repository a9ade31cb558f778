"""One-time links, invitation or reset: only the hash of a token is kept; and what every page of a link shares."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select, update

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import Actor, SystemActor
from pathways.auth import passwords as throttle
from pathways.auth.models import OneTimeLink, Organisation, User
from pathways.auth.queries import mail_of, roles_of
from pathways.links.rules import hash_of, new_name, token_of
from pathways.outbox import actions as outbox
from pathways.refusals import OutOfSight, Refused, Stale, or_out_of_sight
from pathways.store.base import db, save
from pathways.ui.forms import Form
from pathways.ui.pages import Frame, show

# What every page of a link shares: nothing of the house around it, and one page for all links that do not work.
#
# Whoever has the address of such a page has what it opens. So it is told to no other page, and the forms of these
# pages carry the token and are sent to an address without it: what stands in a log of requests is at most where the
# link was first opened.


GONE = 410
ANSWERS = "Answer a referral"
PREFIXES = ("link", "answer", "told", "minutes")
STRANGER = SystemActor(role="none")
Answer = TypeVar("Answer")


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


def answered_by_link(form: Form, act: Callable[[], Answer]) -> Answer | None:
    """What `once` is for people who sign in: the answer that was given, which uses the link up. None where the page is
    to be shown, because a field is wrong or `act` refused. Raises OutOfSight for who comes second."""
    if not form.submitted():
        return None
    try:
        return act()
    except Stale:
        db.session.rollback()
        raise OutOfSight from None
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal.reasons)
        return None


def answered_once(
    form: Form, *, before: Callable[[], Answer], is_open: Callable[[], object], act: Callable[[], Answer]
) -> Answer | None:
    """The same, of a link with one page: the form that was sent before gets what it got then (`before`), and whoever
    comes with a link that does not work is told so whatever their form holds. Both raise OutOfSight."""
    try:
        return before()
    except OutOfSight:
        is_open()
    return answered_by_link(form, act)


def link_over(token: str, head: str = ANSWERS) -> ResponseReturnValue:
    """Used, over, replaced, withdrawn, taken, forged: one page for all, and not without end."""
    note_failed(token)
    return bare_page("errors/link_over.html", status=GONE, head=head, phone=current_app.config["PARTNERSHIP_PHONE"])


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


def bare_page(template: str, *, status: int = 200, head: str = ANSWERS, **context: Any) -> Response:
    """A page without navigation, even when somebody is signed in on this machine. `head` stands at its top."""
    frame = Frame(partnership=head, home_url="#main-content", marking="OFFICIAL")
    response = show(template, status=status, bare=frame, run_by=current_app.config["PARTNERSHIP_NAME"], **context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


# One-time links: an invitation, or a reset. Only the hash of its token is kept.
#
# Where mail works the link goes to the person and is shown to nobody; elsewhere it is shown once, to be handed over.


NO_ROLE = "none yet"


class LinkPurpose(StrEnum):
    """How long a link works: a day to answer an invitation, half an hour for a reset. Also the kind of its message."""

    INVITATION = "invitation"
    RESET = "reset"

    @property
    def works_for(self) -> timedelta:
        return timedelta(hours=24) if self is LinkPurpose.INVITATION else timedelta(minutes=30)


def make(*, user: User, purpose: LinkPurpose, by: Actor, key: str = "") -> str:
    """A fresh link; every earlier one of that user stops working. In the caller's transaction.

    With `key`, the service's key where it can send mail, the link goes to the user's own address and "" is returned;
    else its token, which is kept nowhere.
    """
    revoke(user.id)
    name = new_name() if key else ""
    token = token_of(name, key) if key else secrets.token_urlsafe(32)
    at = clock.now()
    link = OneTimeLink(
        user_id=user.id,
        purpose=purpose.value,
        token_hash=hash_of(token),
        made_at=at,
        made_by_id=by.user_id,
        expires_at=at + purpose.works_for,
    )
    save(link)
    if not key:
        return token
    outbox.queue(
        by=by,
        kind=purpose.value,
        to=mail_of(user),
        reference=f"L{link.id}",
        link="/link/{secret}",
        secret_of=name,
        key=f"one-time-link {link.id}",
    )
    return ""


def revoke(user_id: int) -> None:
    """No link of this user works any more. In the caller's transaction."""
    at = clock.now()
    live = (OneTimeLink.user_id == user_id, *OneTimeLink.live(at))
    db.session.execute(update(OneTimeLink).where(*live).values(expires_at=at))


def user_of(token: str) -> User:
    """Whose link it is. Raises OutOfSight for one that is used, ended, forged, or of somebody disabled: all alike."""
    live = (OneTimeLink.token_hash == hash_of(token), *OneTimeLink.live(clock.now()), User.disabled_at.is_(None))
    read = select(User).join(OneTimeLink, OneTimeLink.user_id == User.id).where(*live)
    return or_out_of_sight(db.session.execute(read).scalar_one_or_none())


def owner_of(token: str) -> dict[str, int]:
    """Whose link it was, for the log of one that does not work; nothing for one that never was."""
    whose = select(User.id, User.organisation_id).join(OneTimeLink, OneTimeLink.user_id == User.id)
    row = db.session.execute(whose.where(OneTimeLink.token_hash == hash_of(token))).one_or_none()
    return {"user_id": row[0], "organisation_id": row[1]} if row else {}


def whereabouts_of(token: str) -> dict[str, str]:
    """For the words of its message: the organisation that a link lets somebody in at, and as what."""
    whose = select(User.id, Organisation.name).join(OneTimeLink, OneTimeLink.user_id == User.id)
    whose = whose.join(Organisation, Organisation.id == User.organisation_id)
    row = db.session.execute(whose.where(OneTimeLink.token_hash == hash_of(token))).one_or_none()
    if row is None:
        return {"organisation": "your organisation", "role": NO_ROLE}
    roles = [role.label.lower() for role in roles_of(row[0], clock.today())]
    return {"organisation": row[1], "role": " and ".join(roles) or NO_ROLE}
