"""Reads of this room: who may be drawn, what a pack says, what the organiser and what a member sees."""

from pathways.scrutiny.queries.content import Part, Told, as_kept, as_released, doubtful, told_of
from pathways.scrutiny.queries.identifiers import involved_in
from pathways.scrutiny.queries.panel import PackView, case_of_panel, how_far, my_rounds, pack, seat_of
from pathways.scrutiny.queries.population import population
from pathways.scrutiny.queries.rounds import (
    CaseLine,
    RoundView,
    case_line,
    closed_rounds,
    learning_line,
    may_sit,
    round_view,
    rounds_of,
)

__all__ = [
    "CaseLine", "PackView", "Part", "RoundView", "Told", "as_kept", "as_released", "case_line", "case_of_panel",
    "closed_rounds", "doubtful", "how_far", "involved_in", "learning_line", "may_sit", "my_rounds", "pack",
    "population", "round_view", "rounds_of", "seat_of", "told_of",
]  # fmt: skip
