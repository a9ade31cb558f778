"""A service closes, or opens again. It is never deleted: what was sent there, and what it said, stays."""

from flask import current_app
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.directory import actions, queries
from pathways.directory.forms import CloseForm, Confirm
from pathways.directory.views.blueprint import entry_page, pages


@pages.route("/services/<int:service_id>/close", methods=["GET", "POST"])
@permit("entry.keep")
def close(service_id: int) -> ResponseReturnValue:
    """From which day it takes nobody, and how many people are on their way to it."""
    found = queries.service_kept_by(viewer(), service_id)
    on_their_way = current_app.extensions["on_their_way"](found.id)  # the referrals room stands above this one

    def act(form: CloseForm) -> None:
        actions.close_service(
            by=viewer(), service=found, closed_on=form.closed_on.data, why=form.why.data, seen=form.seen_change
        )

    filled = {"closed_on": clock.today()}
    return entry_page(
        "directory/close.html", found, CloseForm, act, title="Close a service", filled=filled, on_their_way=on_their_way
    )


@pages.route("/services/<int:service_id>/open-again", methods=["GET", "POST"])
@permit("entry.keep")
def open_again(service_id: int) -> ResponseReturnValue:
    """It takes referrals again."""
    found = queries.service_kept_by(viewer(), service_id)

    def act(form: Confirm) -> None:
        actions.open_again(by=viewer(), service=found, seen=form.seen_change)

    return entry_page("directory/open_again.html", found, Confirm, act, title="Open a service again")
