"""The auditor's list of many misses in a row, and what puts somebody on it."""

from flask import Response
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer, viewer_or_none
from pathways.auth.queries import names_of
from pathways.people import actions, queries
from pathways.people.views.blueprint import pages
from pathways.store import db
from pathways.ui.pages import show


@pages.get("/misses")
@permit("misuse.read")
def misses() -> ResponseReturnValue:
    """Who of the own organisation asked for record after record in vain; it names no person of a record."""
    rows = queries.many_misses(viewer())
    audit.listed(viewer(), "misuse.listed", [])
    return show("people/misses.html", rows=rows, names=names_of(row.user_id for row in rows))


@pages.after_app_request
def tell_of_misses(response: Response) -> Response:
    """Once somebody asked for many records that are not theirs, or not there, the auditor is told."""
    if response.status_code == 404 and (looking := viewer_or_none()):
        actions.tell_of_misses(by=looking)
        db.session.commit()
    return response
