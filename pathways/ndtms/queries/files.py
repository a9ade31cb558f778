"""The agency code of each service, and the files that were made."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from pathways import clock
from pathways.auth.models import User
from pathways.auth.roles import Role, Viewer
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.ndtms.models import AgencyCode, NdtmsFile
from pathways.ndtms.queries.agreements import AnsweredEpisode, answered, begun_among
from pathways.ndtms.rules.file import KeptFile, MayGo, may_still_go
from pathways.ndtms.rules.lists import Month
from pathways.refusals import OutOfSight
from pathways.store.base import db

# Which agency code each service of a provider has.


@dataclass(frozen=True)
class AgencyLine:
    """A service, and its code if it has one."""

    service: Service
    code: str


def agencies(viewer: Viewer) -> tuple[AgencyLine, ...]:
    """The services of the viewer's provider, also closed ones, whose episodes are in the file too."""
    ours = directory.services_by_name().where(Service.organisation_id == viewer.organisation_id)
    coded = ours.add_columns(AgencyCode.code).outerjoin(AgencyCode, AgencyCode.service_id == Service.id)
    return tuple(AgencyLine(service, code or "") for service, code in db.session.execute(coded))


def agency_of(viewer: Viewer, service_id: int) -> AgencyLine:
    """A service of the viewer's own provider with its code. Raises OutOfSight."""
    service = directory.service_of(viewer, service_id)
    code = db.session.scalar(select(AgencyCode.code).where(AgencyCode.service_id == service.id))
    return AgencyLine(service, code or "")


# The files that were made of a month, and whether each may still be handed out.


def files_of(viewer: Viewer, month: Month, now: MayGo) -> tuple[KeptFile, ...]:
    """The files of a month, the newest first."""
    of_month = (NdtmsFile.organisation_id == viewer.organisation_id, NdtmsFile.month_on == month.begins_on)
    made = select(NdtmsFile, User.name).join(User, User.id == NdtmsFile.made_by_id).where(*of_month)
    return tuple(
        KeptFile(
            id=file.id,
            made_at=file.made_at,
            made_by=made_by,
            sha256=file.sha256,
            rows=file.rows_written,
            held_back=file.held_back,
            may_go=may_still_go(file.in_full, file.reduced, now),
        )
        for file, made_by in db.session.execute(made.order_by(NdtmsFile.made_at.desc(), NdtmsFile.id.desc()))
    )


def file_to_hand_over(viewer: Viewer, file_id: int) -> tuple[NdtmsFile, tuple[int, ...]]:
    """A kept file with its bytes, and the people who are in it.

    Raises OutOfSight for another provider's file, and for one that may no longer go out as it is.
    """
    file = file_made(viewer, file_id)
    standing = _standing_now(viewer, file)
    if not _may_go(file, standing):
        raise OutOfSight
    return file, tuple(episode.person_id for episode in standing)


def file_made(viewer: Viewer, file_id: int) -> NdtmsFile:
    """A file of the viewer's provider, whether or not it may still go out. Raises OutOfSight."""
    file = db.session.get(NdtmsFile, file_id)
    if file is None or viewer.role is not Role.PM or file.organisation_id != viewer.organisation_id:
        raise OutOfSight
    return file


def may_be_handed_over(viewer: Viewer, file: NdtmsFile) -> bool:
    """Whether a file of the viewer's provider may still go out as it is: what is asked at its handing over."""
    return _may_go(file, _standing_now(viewer, file))


def _standing_now(viewer: Viewer, file: NdtmsFile) -> list[AnsweredEpisode]:
    """The episodes of a file that may be in it at all, in the order of the referrals: their agreements alone."""
    month = Month(file.month_on)
    return answered(begun_among(viewer, month, [*file.in_full, *file.reduced]), month, clock.now())


def _may_go(file: NdtmsFile, standing: Collection[AnsweredEpisode]) -> bool:
    in_full = frozenset(episode.referral_id for episode in standing if episode.consent.full)
    now = MayGo(in_full=in_full, at_all=frozenset(episode.referral_id for episode in standing))
    return may_still_go(file.in_full, file.reduced, now)
