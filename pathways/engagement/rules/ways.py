"""The steps of a case that one page takes, and which of them end it with a national reason.

Source: treatment-and-statistics 1.8 (reasons) and 2.1 (steps).
"""

from collections.abc import Iterable, Mapping
from typing import Any

IN_CASE = (
    *("contact_made", "contact_made_in_treatment", "released", "return_not_known"),
    *("taken_into_custody", "admitted_to_hospital", "transfer_out", "moved_away_no_receiver", "hand_back"),
    *("picked_up", "receiver_declines", "care_taken_over", "withdrawn_by_service", "not_returning"),
    *("worker_left", "reopen_before_start", "reopen_in_treatment"),
)
"""In the order in which the page of a case offers them."""
_FINDS = frozenset({"contact_made", "contact_made_in_treatment", "return_not_known"})
_ENDS = frozenset({"withdrawn_by_service", "not_returning", "reopen_before_start", "reopen_in_treatment"})


def by_what_they_do(steps: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """The steps, as (event, title), in three groups: to find the person, to move or pause the case, to end it."""
    groups: dict[str, list[tuple[str, str]]] = {"find": [], "move": [], "end": []}
    for event, title in steps:
        groups["find" if event in _FINDS else "end" if event in _ENDS else "move"].append((event, title))
    return groups


CLOSING = ("picked_up", "care_taken_over", "withdrawn_by_service", "not_returning")


def reason_of_leaving(event: str, given: Mapping[str, Any]) -> str:
    """The national reason that a step stands for; "" where it ends nothing."""
    if event == "care_taken_over":
        return "84" if given.get("where") == "custody" else "83"
    return {"picked_up": "83", "withdrawn_by_service": "86", "not_returning": "87"}.get(event, "")
