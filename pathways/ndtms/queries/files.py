"""The agency code of each service, the files that were made, and the pre-flight of a month."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from pathways import clock
from pathways.auth.models import User
from pathways.auth.roles import Role, Viewer
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.engagement.case.queries.case import with_us
from pathways.ndtms.models import AgencyCode, NdtmsFile
from pathways.ndtms.queries.agreements import AnsweredEpisode, answered, begun_among, begun_by
from pathways.ndtms.queries.episodes import episodes
from pathways.ndtms.rules.checks import CheckFacts
from pathways.ndtms.rules.file import EpisodeRow, KeptFile, MayGo, may_still_go
from pathways.ndtms.rules.lists import Month, lists_on
from pathways.ndtms.rules.pre_flight import CheckedEpisode, PreFlight, checked, pre_flight
from pathways.referrals.models.referral import Referral
from pathways.refusals import OutOfSight
from pathways.store.base import db
from pathways.store.remembered import Judgement, Remembered

# Which agency code each service of a provider has.


@dataclass(frozen=True)
class AgencyLine:
    """A service, and its code if it has one."""

    service: Service
    code: str


def agencies(viewer: Viewer) -> tuple[AgencyLine, ...]:
    """The services of the viewer's provider, also closed ones, whose episodes are in the file too."""
    rows = select(AgencyCode.service_id, AgencyCode.code).order_by(AgencyCode.service_id)
    codes = {row.service_id: row.code for row in db.session.execute(rows)}
    return tuple(
        AgencyLine(service, codes.get(service.id, "")) for service in directory.services_of(viewer.organisation_id)
    )


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


# The pre-flight of a month, and which of its cases the viewer may still open.


MOST_KEPT: Final = 50_000
"""Episodes of a month of which a process keeps what it judged: some 35 MB."""
REMEMBERED: Final = Remembered[CheckedEpisode](most=MOST_KEPT)
"""By referral and by month."""


def flight(viewer: Viewer, month: Month) -> PreFlight:
    """The pre-flight of the viewer's provider for a month, with the code lists of its last day. An episode is judged
    anew where the log says more of the person (docs/decisions/0085).

    Raises OutOfSight for everybody but a provider's manager.
    """
    memory, at, on = REMEMBERED.here(), clock.now(), month.begins_on
    # Read before the records: what is recorded in between is judged, and kept as what was there before it.
    begun = begun_by(viewer, month)
    known = {number: memory.recall((number, on), rests_on, at) for number, rests_on in begun.rests_on.items()}
    asked = _facts(month)
    for row in episodes([number for number, each in known.items() if each is None], month, at):
        known[row.referral_id] = judged = checked(row, asked)
        rests_on = begun.rests_on[row.referral_id]
        if None not in rests_on:  # a record without a log would never be judged again
            judgement = Judgement(judged=judged, rests_on=rests_on, judged_at=at, until=row.consent_until)
            memory.keep((row.referral_id, on), judgement)
    return pre_flight((each for each in known.values() if each is not None), not_yet=begun.not_yet)


def flight_of_file(
    viewer: Viewer, month: Month, tell: Callable[[int, int], None]
) -> tuple[PreFlight, list[EpisodeRow]]:
    """The pre-flight judged from nothing, and the episodes that go in the file. `tell` is told how many are read and of
    how many, after each lot.

    Raises OutOfSight for everybody but a provider's manager.
    """
    begun, asked = begun_by(viewer, month), _facts(month)
    rows = list(episodes(list(begun.rests_on), month, clock.now(), tell))
    looked_at = pre_flight((checked(row, asked) for row in rows), not_yet=begun.not_yet)
    return looked_at, [row for row in rows if row.referral_id not in looked_at.stays_out]


def _facts(month: Month) -> CheckFacts:
    return CheckFacts(ends_on=month.ends_on, lists=lists_on(month.ends_on))


def still_open_to(viewer: Viewer, referral_ids: Collection[int]) -> dict[int, Referral]:
    """The cases among these that the viewer may open: one that closed long ago is in the file but cannot be opened."""
    asked = select(Referral).where(Referral.id.in_(set(referral_ids)), with_us(viewer))
    return {referral.id: referral for referral in db.session.scalars(asked.order_by(Referral.id))}
