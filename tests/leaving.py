"""Letting somebody go with whatever is still open, each part with a reason."""

from pathways.auth.roles import Viewer
from pathways.people.custody import queries as custody_queries
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.leaving_custody.rules import NotDone
from pathways.people.models.custody import Episode
from pathways.people.rules import WhyNotDone


def no_time(by: Viewer, episode: Episode) -> NotDone:
    """There was no time for any part that is open."""
    left = leaving_custody_queries.open_parts(by, custody_queries.view_of(episode))
    return NotDone(why={part.key: WhyNotDone.NO_TIME for part in left})
