"""The auditor's list of many misses in a row: what puts somebody on it, and what takes them off."""

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer, viewer_or_none
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.people import actions, queries
from pathways.people.forms import CloseMissesForm
from pathways.people.queries import ManyMisses
from pathways.people.views.blueprint import pages
from pathways.store import db
from pathways.ui.pages import show


@pages.get("/misses")
@permit("misuse.read")
def misses() -> ResponseReturnValue:
    """Who of the own organisation asked for record after record in vain; it names no person of a record."""
    waiting, closed = queries.open_misses(viewer()), queries.closed_misses(viewer())
    audit.listed(viewer(), "misuse.listed", [])
    return show("people/misses.html", waiting=waiting, closed=closed, names=_names(*waiting, *closed))


@pages.route("/misses/<int:event_id>", methods=["GET", "POST"])
@permit("misuse.read")
def close_misses(event_id: int) -> ResponseReturnValue:
    """Say what they were: they leave the open list, and stay with what was found."""
    flagged = queries.misses_told(viewer(), event_id)
    form = open_form(CloseMissesForm, title="What many misses were")
    if form.submitted():

        def close() -> str:
            actions.close_misses(by=viewer(), event_id=event_id, outcome=form.outcome.data, words=form.words.data)
            return url_for("people.misses")

        if location := once(form, close):
            return redirect(location)
    flagged = queries.misses_told(viewer(), event_id)
    audit.listed(viewer(), "misuse.listed", [])
    is_mine = flagged.user_id == viewer().user_id
    return show("people/close_misses.html", form=form, flagged=flagged, is_mine=is_mine, names=_names(flagged))


def _names(*rows: ManyMisses) -> dict[int | None, str]:
    return names_of(each for row in rows for each in (row.user_id, row.closed.closed_by_id if row.closed else None))


@pages.after_app_request
def tell_of_misses(response: Response) -> Response:
    """Once somebody asked for many records that are not theirs, or not there, the auditor is told."""
    if response.status_code == 404 and (looking := viewer_or_none()):
        actions.tell_of_misses(by=looking)
        db.session.commit()
    return response
