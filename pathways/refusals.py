"""How any part of the house says no: with reasons that a person can act on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True)
class Reason:
    """Why something is refused.

    `message` is a whole sentence that says what to do; `field` names the form field it belongs to, if one;
    `source` and `mark` carry the law or guidance behind it and whether that was verified.
    """

    message: str
    field: str | None = None
    source: str = ""
    mark: str = ""


class Refused(Exception):
    """An action says no. Nothing was written; the page shows every reason and keeps what was typed."""

    def __init__(self, message: str = "", *, field: str | None = None, reasons: tuple[Reason, ...] = ()) -> None:
        self.reasons = reasons or (Reason(message, field),)
        super().__init__("; ".join(reason.message for reason in self.reasons))


class Stale(Refused):
    """Somebody else changed the record after this form was made."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "Somebody else changed this record after you opened the page. "
            "What you typed is still here: check it against the record and save again"
        )


class OutOfSight(Exception):
    """Not there, or not theirs to see. The two answer alike: 404."""


Row = TypeVar("Row")


def or_out_of_sight(row: Row | None) -> Row:
    """What was read. Raises OutOfSight where nothing was."""
    if row is None:
        raise OutOfSight
    return row


def refuse_if(reasons: Iterable[Reason]) -> None:
    """Raises Refused with every reason, if there is one."""
    if every := tuple(reasons):
        raise Refused(reasons=every)
