"""Asking for the file of a month, making it, and entering the agency code of a service."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import SYSTEM
from pathways.auth.roles import Viewer
from pathways.leases import actions as leases
from pathways.ndtms.models import AgencyCode, NdtmsFile, NdtmsFileRequest
from pathways.ndtms.queries import files as queries
from pathways.ndtms.queries import requests
from pathways.ndtms.queries.requests import FileContents
from pathways.ndtms.rules.lists import IN_USE, Month, code_faults, month_faults
from pathways.ndtms.rules.requests import FileFailure
from pathways.refusals import Stale, refuse_if
from pathways.store import long_reads
from pathways.store.base import db, rows_changed, save
from pathways.store.constraints import save_or_same

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
    return save_or_same(request, "uq_ndtms_file_request_open", lambda: _open_request(by.organisation_id, month))


def _open_request(organisation_id: int, month: Month) -> NdtmsFileRequest | None:
    of_month = (NdtmsFileRequest.organisation_id == organisation_id, NdtmsFileRequest.month_on == month.begins_on)
    return db.session.scalar(select(NdtmsFileRequest).where(*of_month, NdtmsFileRequest.ended_at.is_(None)))


def take_request(*, worker: str) -> int | None:
    """The number of the request that waits longest, leased to this worker; None where none waits."""
    return leases.take(table=NdtmsFileRequest, worker=worker, give_up=_give_up)


def make_taken(*, request_id: int, worker: str, tell: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Make the file of a request that this worker took. It is read by a connection of its own, which cannot write: no
    lock is taken until all of it can be stored. `tell` is called after each lot. Raises Stale, as `store_file`."""
    contents = long_reads.apart(partial(requests.contents_of, request_id, tell))
    if contents is None:
        _end_without_file(leases.still_leased_to(worker, NdtmsFileRequest, request_id), FileFailure.ASKER_LEFT)
        return 1
    return store_file(request_id=request_id, worker=worker, contents=contents)


def store_file(*, request_id: int, worker: str, contents: FileContents) -> int:
    """Store the file that was asked for, and end the request. Files with the same bytes are kept once.

    Raises Stale for a worker that has it no more: another one makes it, and there is never a second.
    """
    request = leases.still_leased_to(worker, NdtmsFileRequest, request_id)
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


def give_back_request(*, request_id: int, worker: str) -> int:
    """A worker could not make the file: it waits for the next try, or is given up. 0 where they have it no more."""
    return leases.give_back(table=NdtmsFileRequest, number=request_id, worker=worker, give_up=_give_up)


def _give_up(request: NdtmsFileRequest) -> None:
    _end_without_file(request, FileFailure.GAVE_UP)


def _end_without_file(request: NdtmsFileRequest, failure: FileFailure) -> None:
    request.failure = failure
    _end(request, "export.failed", failure=failure.value)


def _end(request: NdtmsFileRequest, action: str, **became: Any) -> None:
    """Nobody works at it any more; the log says what became of it, and who had asked."""
    leases.end(request)
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
