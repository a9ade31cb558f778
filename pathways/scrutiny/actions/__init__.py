"""What people do in scrutiny: the organiser with a round (`rounds`, `learning`), a member with a case (`panel`)."""

from pathways.scrutiny.actions.learning import add_learning, finish_learning, record_finding
from pathways.scrutiny.actions.panel import declare_link, score
from pathways.scrutiny.actions.rounds import close_round, hide_words, open_round, pack_for_organiser, release

__all__ = [
    "add_learning", "close_round", "declare_link", "finish_learning", "hide_words", "open_round", "pack_for_organiser",
    "record_finding", "release", "score",
]  # fmt: skip
