"""Pages that bring somebody in: they open from the officer's own search, never by counting (`auth.references`)."""

from flask import Response, request

from pathways.auth.guard import viewer
from pathways.auth.references import Standing, reference_to, standing_of
from pathways.drafts import by_field, queries
from pathways.drafts.desk import park
from pathways.refusals import OutOfSight
from pathways.ui.pages import show

FOUND = "found"
"""The name of the reference in an address."""
ENDED = "your search for this person ended. What you typed is still on this page"


def found_by_search(person_id: int) -> str:
    """The reference by which the pages that bring this person in open for the viewer, from now on."""
    return reference_to(person_id, user_id=viewer().user_id, session_id=viewer().session_id)


def search_again(person_id: int) -> Response | None:
    """None where the page may be shown. Else the page that asks to search again, the same for everybody: what was typed
    is kept, and filled in when the same person is chosen. Raises OutOfSight for whoever never found them."""
    is_sent = request.method == "POST"
    standing = standing_of(
        request.args.get(FOUND, ""),
        person_id,
        user_id=viewer().user_id,
        session_id=viewer().session_id,
        to_send=is_sent,
    )
    if standing is Standing.LIVES:
        return None
    if standing is Standing.NONE and queries.draft_at(viewer().user_id, request.path) is None:
        raise OutOfSight
    if by_field.is_draft_only():
        return by_field.told(ENDED)
    if is_sent:
        park(viewer().user_id)
    draft = queries.draft_at(viewer().user_id, request.path)
    return show("drafts/_search_again.html", has_draft=draft is not None)
