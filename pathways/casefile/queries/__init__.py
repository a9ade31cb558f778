"""Reads over the whole pathway: the board, the task list, the timelines, and what became of a referral."""

from pathways.casefile.queries.became import Became, as_police_see, became, failure_reported, others, visible_facts
from pathways.casefile.queries.board import Released, Row, clock_of, detained, early_until, flags_of, place_of, released
from pathways.casefile.queries.carrying_on import left_half_written
from pathways.casefile.queries.facts import facts_of
from pathways.casefile.queries.liaison import ToSee, to_be_seen
from pathways.casefile.queries.police_link import police_view
from pathways.casefile.queries.tasks import Parts, parts, parts_of
from pathways.casefile.queries.timeline import PersonTimeline, for_police, for_service
from pathways.casefile.queries.way import Entry, Stage

__all__ = [
    "Became",
    "Entry",
    "Parts",
    "PersonTimeline",
    "Released",
    "Row",
    "Stage",
    "ToSee",
    "as_police_see",
    "became",
    "clock_of",
    "detained",
    "early_until",
    "facts_of",
    "failure_reported",
    "flags_of",
    "for_police",
    "for_service",
    "left_half_written",
    "others",
    "parts",
    "parts_of",
    "place_of",
    "police_view",
    "released",
    "to_be_seen",
    "visible_facts",
]
