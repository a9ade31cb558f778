"""What staff do with people and episodes. Keyword-only, with `by`; change and audit together; never committed here."""

from pathways.people.actions.deaths import decide_death_error, say_death_is_wrong
from pathways.people.actions.episodes import (
    close_episode,
    correct_detention,
    open_episode,
    release,
)
from pathways.people.actions.leaving import plan_release, transfer
from pathways.people.actions.merges import decide_merge, propose_merge, propose_unmerge
from pathways.people.actions.misses import close_misses, tell_of_misses
from pathways.people.actions.names import add_alias, correct_alias
from pathways.people.actions.persons import add_person, correct_details, merge, record_death
from pathways.people.actions.restrictions import decide_restriction, propose_restriction, review_restriction
from pathways.people.actions.young_people import record_youth_handover

__all__ = [
    "add_alias",
    "add_person",
    "close_episode",
    "close_misses",
    "correct_alias",
    "correct_details",
    "correct_detention",
    "decide_death_error",
    "decide_merge",
    "decide_restriction",
    "merge",
    "open_episode",
    "plan_release",
    "propose_merge",
    "propose_restriction",
    "propose_unmerge",
    "record_death",
    "record_youth_handover",
    "release",
    "review_restriction",
    "say_death_is_wrong",
    "tell_of_misses",
    "transfer",
]
