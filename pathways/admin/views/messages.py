"""Messages that were not sent: kind, number, why and how often. No address, no person, no text is on the page."""

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways.admin.forms import Confirm
from pathways.admin.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once
from pathways.outbox import actions, queries
from pathways.outbox.channels import kept_in, settings_of
from pathways.outbox.rules import Failure, Receiver, receiver_of, wordings
from pathways.ui.forms import Form
from pathways.ui.pages import show

MOST_KEPT = 20
"""So many of the letters in the folder of a demonstration are listed."""


@pages.get("/admin/messages")
@permit("message.resend")
def messages() -> ResponseReturnValue:
    """What is tried no more, and what waits."""
    return _show_messages()


@pages.post("/admin/messages/<int:message_id>/resend")
@permit("message.resend")
def resend(message_id: int) -> ResponseReturnValue:
    """Once more, under the message id it had."""
    form = Confirm()

    def act() -> str:
        actions.resend(by=viewer(), message_id=message_id)
        return url_for("admin.messages", done="again")

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return _show_messages(refused=form)


def _show_messages(refused: Form | None = None) -> ResponseReturnValue:
    """The page, with the reasons of `refused` above it. Each button has a form of its own: no two share a key."""
    after = request.args.get("after")
    page, settings = queries.not_sent(after), settings_of(current_app.config)
    lines = [(row, receiver_of(row.kind, row.medium)) for row in page.rows]
    names = {one.code: one.called for one in wordings()}
    return show(
        "admin/messages.html",
        forms=[refused] if refused else [],
        page=page,
        causes=[
            (failure, [(row, to, Confirm(None)) for row, to in lines if row.failure is failure]) for failure in Failure
        ],
        receivers=Receiver,
        kind_names=names,
        waiting=queries.waiting(),
        last_beat=(last_beat := queries.last_beat()),
        is_at_work=queries.is_at_work(last_beat),
        media=settings.media,
        folder=settings.folder,
        kept=kept_in(settings.folder, MOST_KEPT) if settings.folder else (),
        after=after,
        is_sent_again="done" in request.args,
    )
