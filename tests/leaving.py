"""Letting somebody go with whatever is still open, each part with a reason."""

from pathways.auth import Viewer
from pathways.people import queries as people
from pathways.people.models import Episode
from pathways.people.rules import NotDone, WhyNotDone


def no_time(by: Viewer, episode: Episode) -> NotDone:
    """There was no time for any part that is open."""
    left = people.open_parts(by, people.view_of(episode))
    return NotDone(why={part.key: WhyNotDone.NO_TIME for part in left})
