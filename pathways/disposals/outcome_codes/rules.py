"""The outcome codes, the steps of one until the registrar has answered, and what a disposal's step asks for."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pathways.tables import rows_of
from pathways.vocabulary import Worded


class CodeStep(Worded):
    """The steps of an outcome code between this product and the force's own system."""

    REQUESTED = "requested", "Asked for"
    ACCEPTED = "accepted", "Accepted"
    CORRECTED = "corrected", "Corrected"
    REMOVAL_ASKED = "removal_asked", "Removal asked for"
    REMOVED = "removed", "Removed"
    NOTED = "noted", "Entered in the force's own system"


@dataclass(frozen=True)
class OutcomeCode:
    """One code of the outcome framework with its short label."""

    code: str
    label: str


@cache
def outcome_codes() -> tuple[OutcomeCode, ...]:
    """Every outcome code that a crime can be given (`data/outcome_codes.csv`); 0 is none."""
    return tuple(
        OutcomeCode(row["code"], row["short_label"])
        for row in rows_of(Path(__file__).parent / "data" / "outcome_codes.csv")
        if row["code"] != "0"
    )


class CodeMove(Worded):
    """What a step of a disposal means for its outcome code."""

    NONE = "none"
    REQUEST = "request"
    REMOVE = "remove"
    NOTE = "note"


def code_move(effect: str, recorded_code: str = "") -> tuple[CodeMove, str]:
    """What a step means for the code, from the words of the transitions table, with the code ("" if none).

    The product asks for 3, 6, 7, 8 and 22. Every other code is entered in the force's own system and only noted here
    (data dictionary, section 4).
    """
    words = effect.replace(";", " ").split()
    if words[:1] == ["request"]:
        return CodeMove.REQUEST, words[1]
    if effect.startswith("ask for removal"):
        return CodeMove.REMOVE, ""
    if "changes" in words:
        return CodeMove.NOTE, words[-1]
    if effect.startswith("case system sets"):
        codes = [word for word in words if word.isdigit()]
        return (CodeMove.NOTE, recorded_code or codes[0]) if recorded_code in ("", *codes) else (CodeMove.NONE, "")
    return CodeMove.NONE, ""
