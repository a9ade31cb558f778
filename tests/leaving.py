"""Letting somebody go with whatever is still open, each part with a reason."""

from pathways.auth.roles import Viewer
from pathways.people.custody import queries as custody_queries
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.leaving_custody.rules import NotDone, reasons_left_open
from pathways.people.models.custody import Episode


def no_time(by: Viewer, episode: Episode) -> NotDone:
    """There was no time for any part that is open."""
    left = leaving_custody_queries.open_parts(by, custody_queries.view_of(episode))
    return NotDone(why={part.key: reasons_left_open()["no_time"] for part in left})
