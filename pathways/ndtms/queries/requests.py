"""The files that managers asked for: what waits for the worker, what it puts into a file, and how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pathways import clock
from pathways.auth.models import User
from pathways.auth.queries import viewer_on
from pathways.auth.roles import Role, Viewer
from pathways.ndtms.models import NdtmsFileRequest
from pathways.ndtms.queries.pre_flight import flight_of_file
from pathways.ndtms.rules.file import file_lines
from pathways.ndtms.rules.lists import Month, lists_on
from pathways.ndtms.rules.requests import FileFailure, FileRequestFacts, FileStanding, standing_of
from pathways.outbox.queries import is_at_work, last_beat
from pathways.refusals import OutOfSight
from pathways.store.base import db

# What a manager sees of the asking.


@dataclass(frozen=True, kw_only=True)
class FileRequestLine:
    """How far the file of a month is that somebody of the provider asked for."""

    id: int
    month: Month
    asked_at: datetime
    asked_by: str
    standing: FileStanding
    failure: FileFailure | None
    done: int
    total: int
    file_id: int | None


_ASKED = select(NdtmsFileRequest, User.name).join(User, User.id == NdtmsFileRequest.asked_by_id)


def request_of(viewer: Viewer, request_id: int) -> FileRequestLine:
    """One asking of the viewer's provider, also a colleague's. Raises OutOfSight."""
    row = db.session.execute(_ASKED.where(NdtmsFileRequest.id == request_id)).one_or_none()
    if row is None or viewer.role is not Role.PM or row[0].organisation_id != viewer.organisation_id:
        raise OutOfSight
    return _line(*row)


def last_request(viewer: Viewer, month: Month) -> FileRequestLine | None:
    """How the file of a month stands that was asked for last; None where nobody of the provider asked."""
    of_month = (
        NdtmsFileRequest.organisation_id == viewer.organisation_id,
        NdtmsFileRequest.month_on == month.begins_on,
    )
    row = db.session.execute(_ASKED.where(*of_month).order_by(NdtmsFileRequest.id.desc()).limit(1)).one_or_none()
    return _line(*row) if row else None


def nobody_makes(asked: FileRequestLine) -> bool:
    """Whether a file waits and no worker is known to be at work."""
    return asked.standing is FileStanding.WAITS and not is_at_work(last_beat())


def _line(request: NdtmsFileRequest, asked_by: str) -> FileRequestLine:
    facts = FileRequestFacts(
        has_file=request.file_id is not None, failure=request.failure, leased_until=request.leased_until
    )
    return FileRequestLine(
        id=request.id,
        month=Month(request.month_on),
        asked_at=request.asked_at,
        asked_by=asked_by,
        standing=standing_of(facts, clock.now()),
        failure=request.failure,
        done=request.done,
        total=request.total,
        file_id=request.file_id,
    )


# What the worker makes.


@dataclass(frozen=True, kw_only=True)
class FileContents:
    """A file that is not stored yet. `at` is the moment at which everything in it was so, agreements above all."""

    at: datetime
    content: bytes
    lines: int
    held_back: int
    in_full: list[int]
    reduced: list[int]


def contents_of(request_id: int, tell: Callable[[int, int], None]) -> FileContents | None:
    """The file that was asked for; None where whoever asked may not any more.

    Everything is read by one transaction, and so is of one moment: who may ask, who agrees, what is recorded. `tell` is
    called with how many episodes are read, and of how many.
    """
    at = clock.now()
    request = db.session.get_one(NdtmsFileRequest, request_id)
    today, asked_by, theirs = clock.today(), request.asked_by_id, request.organisation_id
    if (asker := viewer_on(today, Role.PM, user_id=asked_by, organisation_id=theirs)) is None:
        return None
    month = Month(request.month_on)
    looked_at, goes = flight_of_file(asker, month, tell)
    lines = file_lines(goes, lists_on(month.ends_on))
    return FileContents(
        at=at,
        content="".join(lines).encode(),
        lines=len(lines) - 1,
        held_back=looked_at.held_back,
        in_full=[row.referral_id for row in goes if row.goes_in_full],
        reduced=[row.referral_id for row in goes if not row.goes_in_full],
    )
