"""A file that a manager asked for: how it stands, and why there is none."""

from dataclasses import dataclass
from datetime import datetime

from pathways.leases.rules import is_leased
from pathways.vocabulary import Worded


class FileStanding(Worded):
    """What has become of the asking."""

    WAITS = "waits", "Waiting"
    MAKING = "making", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Not made"


class FileFailure(Worded):
    """Why no file was made."""

    ASKER_LEFT = "asker_left", "Whoever asked is no longer a manager here", "Ask for the file yourself."
    GAVE_UP = (
        "gave_up",
        "It was begun three times and never finished",
        "Ask for it again. If it fails again, tell whoever looks after Pathways: the log of the server says why.",
    )


@dataclass(frozen=True, kw_only=True)
class FileRequestFacts:
    """What is stored of the asking. `leased_until` is when another worker may take it up."""

    has_file: bool
    failure: FileFailure | None
    leased_until: datetime | None


def standing_of(request: FileRequestFacts, now: datetime) -> FileStanding:
    """How it stands. One whose worker has said nothing for too long waits again: it will be begun anew."""
    if request.failure is not None:
        return FileStanding.FAILED
    if request.has_file:
        return FileStanding.READY
    return FileStanding.MAKING if is_leased(request.leased_until, now) else FileStanding.WAITS
