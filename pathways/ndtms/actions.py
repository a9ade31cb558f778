"""Making the file of a month, and entering the agency code of a service."""

from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.ndtms.models import AgencyCode, NdtmsFile
from pathways.ndtms.queries import files as queries
from pathways.ndtms.rules.file import EpisodeRow, file_lines
from pathways.ndtms.rules.lists import IN_USE, Month, code_faults, lists_on, month_faults
from pathways.refusals import Stale, refuse_if
from pathways.store.base import db, rows_changed, save
from pathways.store.constraints import unless_at_once


def make_file(*, by: Viewer, month: Month) -> NdtmsFile:
    """The file of a month, without the records that cannot go. Files with the same bytes are kept once.

    A month with nobody to report gives a file of the head alone. Raises Refused for a month that is not over.
    """
    refuse_if(month_faults(month, clock.today()))
    goes: list[EpisodeRow] = []
    flight = queries.flight(by, month, goes=goes.append)
    lines = file_lines(goes, lists_on(month.ends_on))
    content = "".join(lines).encode()
    made = NdtmsFile(
        organisation_id=by.organisation_id,
        month_on=month.begins_on,
        dataset=IN_USE,
        sha256=sha256(content).hexdigest(),
        content=content,
        rows_written=len(lines) - 1,
        held_back=flight.held_back,
        in_full=[row.referral_id for row in goes if row.goes_in_full],
        reduced=[row.referral_id for row in goes if not row.goes_in_full],
        made_at=clock.now(),
        made_by_id=by.user_id,
    )
    file = _kept(made)
    audit.administered(
        by,
        "export.made",
        by.organisation_id,
        report="ndtms",
        month=month.address,
        sha256=file.sha256,
        rows=file.rows_written,
        held_back=file.held_back,
    )
    return file


def _kept(made: NdtmsFile) -> NdtmsFile:
    """The row of a file with these bytes: this one, or the one that was made before."""
    same = select(NdtmsFile).where(
        NdtmsFile.organisation_id == made.organisation_id,
        NdtmsFile.month_on == made.month_on,
        NdtmsFile.sha256 == made.sha256,
    )
    if (before := db.session.scalar(same)) is not None:
        return before
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:  # somebody made the same file between the look and the row
        unless_at_once(error, "uq_ndtms_file_bytes")
        return db.session.scalars(same).one()
    return made


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
