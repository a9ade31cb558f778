"""What scrutiny decides: which cases are drawn, what is taken out of them, who may score, what is published. Pure."""

from pathways.scrutiny.rules.ages import age_band
from pathways.scrutiny.rules.counts import RoundCounts, published
from pathways.scrutiny.rules.redacting import Known, Piece, Redactor, to_look_at
from pathways.scrutiny.rules.sampling import (
    METHOD,
    NOT_RECORDED,
    Candidate,
    Sample,
    draw,
    fingerprint,
    read_back,
    recorded,
)
from pathways.scrutiny.rules.scoring import (
    LEAST_WORDS,
    MOST_CASES,
    Seat,
    finding_reasons,
    learning_reasons,
    link_reasons,
    may_close,
    opening_reasons,
    score_reasons,
    stands_aside,
    words_reasons,
)
from pathways.scrutiny.rules.words import NEXT_OF, NO_APPEAL, SOURCE, Hidden, LinkWhy, RoundState, Score

__all__ = [
    "LEAST_WORDS", "METHOD", "MOST_CASES", "NEXT_OF", "NOT_RECORDED", "NO_APPEAL", "SOURCE", "Candidate", "Hidden",
    "Known", "LinkWhy", "Piece", "Redactor", "RoundCounts", "RoundState", "Sample", "Score", "Seat", "age_band", "draw",
    "finding_reasons", "fingerprint", "learning_reasons", "link_reasons", "may_close", "opening_reasons",
    "published", "read_back", "recorded", "score_reasons", "stands_aside", "to_look_at", "words_reasons",
]  # fmt: skip
