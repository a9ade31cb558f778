"""Asking for the file of a month, making it, and entering the agency code of a service."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import SYSTEM
from pathways.auth.roles import Viewer
from pathways.leases import LEASE, is_given_up
from pathways.ndtms.models import AgencyCode, NdtmsFile, NdtmsFileRequest
from pathways.ndtms.queries import files as queries
from pathways.ndtms.queries import requests
from pathways.ndtms.queries.requests import FileContents
from pathways.ndtms.rules.lists import IN_USE, Month, code_faults, month_faults
from pathways.ndtms.rules.requests import FileFailure
from pathways.refusals import Stale, refuse_if
from pathways.store import long_reads
from pathways.store.base import db, rows_changed, save
from pathways.store.constraints import unless_at_once

# A manager asks for the file of a month. The worker makes it: what is read is of one moment, and takes no lock.


def ask_for_file(*, by: Viewer, month: Month) -> NdtmsFileRequest:
    """Ask for the file of a month. Where a colleague's is being made, it is that one: nobody makes two at once.

    Raises Refused for a month that is not over.
    """
    refuse_if(month_faults(month, clock.today()))
    request = _open_request(by.organisation_id, month) or _asked_now(by, month)
    audit.administered(by, "export.asked", by.organisation_id, report="ndtms", month=month.address, request=request.id)
    return request


def _asked_now(by: Viewer, month: Month) -> NdtmsFileRequest:
    """A new request, or that of a colleague who asked between the look and the row."""
    request = NdtmsFileRequest(
        organisation_id=by.organisation_id, month_on=month.begins_on, asked_at=clock.now(), asked_by_id=by.user_id
    )
    try:
        with db.session.begin_nested():
            return save(request)
    except IntegrityError as error:
        unless_at_once(error, "uq_ndtms_file_request_open")
        if (theirs := _open_request(by.organisation_id, month)) is None:
            raise Stale from error  # theirs has ended in the same moment
        return theirs


def _open_request(organisation_id: int, month: Month) -> NdtmsFileRequest | None:
    of_month = (NdtmsFileRequest.organisation_id == organisation_id, NdtmsFileRequest.month_on == month.begins_on)
    return db.session.scalar(select(NdtmsFileRequest).where(*of_month, NdtmsFileRequest.ended_at.is_(None)))


def take_request(*, worker: str) -> int | None:
    """The number of the request that waits longest, leased to this worker; None where none waits.

    One that was begun too often is given up here: nobody is left who could say so.
    """
    waits = requests.to_make(clock.now()).with_for_update(skip_locked=True).limit(1)
    if (request := db.session.scalar(waits)) is None:
        return None
    if is_given_up(request.tries):
        _end_without_file(request, FileFailure.GAVE_UP)
        return None
    request.leased_by, request.leased_until = worker, clock.now() + LEASE
    request.tries += 1
    db.session.flush()
    return request.id


def make_taken(*, request_id: int, worker: str, tell: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Make the file of a request that this worker took. It is read by a connection of its own, which cannot write: no
    lock is taken until all of it can be stored. `tell` is called after each lot. Raises Stale, as `store_file`."""
    contents = long_reads.apart(partial(requests.contents_of, request_id, tell))
    if contents is None:
        return give_back_request(request_id=request_id, worker=worker, failure=FileFailure.ASKER_LEFT)
    return store_file(request_id=request_id, worker=worker, contents=contents)


def say_how_far(*, request_id: int, worker: str, done: int, total: int) -> None:
    """Say how many episodes are read, and keep the lease. Raises Stale for a worker that has it no more."""
    request = _still_leased(request_id, worker)
    request.done, request.total, request.leased_until = done, total, clock.now() + LEASE
    db.session.flush()


def store_file(*, request_id: int, worker: str, contents: FileContents) -> int:
    """Store the file that was asked for, and end the request. Files with the same bytes are kept once.

    Raises Stale for a worker that has it no more: another one makes it, and there is never a second.
    """
    request = _still_leased(request_id, worker)
    file = _kept(
        NdtmsFile(
            organisation_id=request.organisation_id,
            month_on=request.month_on,
            dataset=IN_USE,
            sha256=sha256(contents.content).hexdigest(),
            content=contents.content,
            rows_written=contents.lines,
            held_back=contents.held_back,
            in_full=contents.in_full,
            reduced=contents.reduced,
            made_at=contents.at,
            made_by_id=request.asked_by_id,
        )
    )
    request.file_id = file.id
    _end(request, "export.made", sha256=file.sha256, rows=file.rows_written, held_back=file.held_back)
    return 1


def give_back_request(*, request_id: int, worker: str, failure: FileFailure | None = None) -> int:
    """A worker could not make the file: it waits for the next try, or no more where it was begun too often.

    With a `failure` that no further try would mend, it ends at once.
    """
    if (request := _leased_to(request_id, worker)) is None:
        return 0
    if failure or is_given_up(request.tries):
        _end_without_file(request, failure or FileFailure.GAVE_UP)
    else:
        request.leased_by = request.leased_until = None
        request.done = 0
    db.session.flush()
    return 1


def _leased_to(request_id: int, worker: str) -> NdtmsFileRequest | None:
    """The request, locked, while it is leased to this worker; None once another one may have it."""
    theirs = (NdtmsFileRequest.id == request_id, NdtmsFileRequest.leased_by == worker)
    return db.session.scalar(select(NdtmsFileRequest).where(*theirs).with_for_update())


def _still_leased(request_id: int, worker: str) -> NdtmsFileRequest:
    if (request := _leased_to(request_id, worker)) is None:
        raise Stale
    return request


def _end_without_file(request: NdtmsFileRequest, failure: FileFailure) -> None:
    request.failure = failure
    _end(request, "export.failed", failure=failure.value)


def _end(request: NdtmsFileRequest, action: str, **became: Any) -> None:
    """Nobody works at it any more; the log says what became of it, and who had asked."""
    request.ended_at, request.leased_by, request.leased_until = clock.now(), None, None
    audit.administered(
        SYSTEM,
        action,
        request.organisation_id,
        report="ndtms",
        month=Month(request.month_on).address,
        request=request.id,
        asked_by=request.asked_by_id,
        **became,
    )


def _kept(made: NdtmsFile) -> NdtmsFile:
    """The row of a file with these bytes: this one, or the one that was made before."""
    same = select(NdtmsFile).where(
        NdtmsFile.organisation_id == made.organisation_id,
        NdtmsFile.month_on == made.month_on,
        NdtmsFile.sha256 == made.sha256,
    )
    return db.session.scalar(same) or save(made)


# The agency code of a service.


def enter_agency_code(*, by: Viewer, service_id: int, code: str, was: str = "") -> None:
    """Enter or change the agency code of a service of the viewer's own provider. The log keeps the old one.

    Raises OutOfSight for another provider's service, Refused for what is no code, Stale where the code is no longer
    `was`.
    """
    refuse_if(code_faults(code))
    service = queries.agency_of(by, service_id).service
    entered = {"code": code, "entered_at": clock.now(), "entered_by_id": by.user_id}
    if was:
        changed = (
            update(AgencyCode).where(AgencyCode.service_id == service.id, AgencyCode.code == was).values(**entered)
        )
        if rows_changed(changed) != 1:
            raise Stale
    elif queries.agency_of(by, service_id).code:
        raise Stale
    else:
        save(AgencyCode(service_id=service.id, **entered))
    audit.administered(by, "ndtms.agency.entered", by.organisation_id, service_id=service.id, before=was, code=code)
