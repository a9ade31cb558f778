"""How a link reaches its person, and what a page answers when something waits for a second person instead."""

from collections.abc import Callable

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.admin.models import AccessProposal
from pathways.auth.models import User
from pathways.drafts.desk import once
from pathways.outbox.channels import settings_of
from pathways.outbox.rules import Medium
from pathways.ui.forms import Form
from pathways.ui.pages import show


def mail_key() -> str:
    """The key that mailed links are made with; "" where no mail is set up, and a link is handed over by hand."""
    settings = settings_of(current_app.config)
    return settings.secret_key if Medium.EMAIL in settings.media else ""


def proposed_once(form: Form, propose: Callable[[], AccessProposal]) -> ResponseReturnValue | None:
    """Propose once, and lead to what waits. None when the action refused."""
    location = once(form, lambda: url_for("admin.proposal", proposal_id=propose().id, done="proposed"))
    return redirect(location) if location else None


def link_once(form: Form, act: Callable[[], tuple[User, str]], *, purpose: str) -> ResponseReturnValue | None:
    """Make a link once. One that was mailed is shown to nobody; another is shown here, this once.

    A second post of the same form finds it made and goes to the user's page, where another can be made: the link itself
    is kept nowhere. None when the action refused.
    """
    made: list[tuple[User, str]] = []

    def run() -> str:
        made.append(act())
        user, token = made[0]
        return url_for("admin.user", user_id=user.id, mailed=None if token else purpose)

    location = once(form, run)
    if location is None or not made or not made[0][1]:
        return redirect(location) if location else None
    user, token = made[0]
    return show_link(user, token, purpose=purpose, back=url_for("admin.user", user_id=user.id))


def show_link(user: User, token: str, *, purpose: str, back: str) -> ResponseReturnValue:
    """The page that shows a link once, to whoever hands it over."""
    link = url_for("auth.link", token=token, _external=True)
    return show("admin/reset_link.html", user=user, link=link, purpose=purpose, back=back)
