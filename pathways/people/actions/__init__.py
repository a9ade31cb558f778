"""What staff do with people and episodes. Keyword-only, with `by`; change and audit together; never committed here."""

from pathways.people.actions.episodes import (
    close_episode,
    correct_detention,
    open_episode,
    release,
)
from pathways.people.actions.leaving import plan_release, transfer
from pathways.people.actions.persons import add_person, correct_details, merge, record_death
from pathways.people.actions.young_people import record_youth_handover

__all__ = [
    "add_person",
    "close_episode",
    "correct_details",
    "correct_detention",
    "merge",
    "open_episode",
    "plan_release",
    "record_death",
    "record_youth_handover",
    "release",
    "transfer",
]
