"""Concerns, risks, services to avoid, and the force that is told. Each says who may read it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select, true

from pathways import clock
from pathways.auth.models import Organisation, Suite, User
from pathways.auth.roles import OrganisationKind, Role, Viewer
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.people.custody.queries import WHOLE, EpisodeView, as_view, records_of_whom, view_of
from pathways.people.identity.queries import record_ids_of
from pathways.people.models.custody import Episode
from pathways.people.queries import in_sight_since, is_open_to
from pathways.refusals import or_out_of_sight
from pathways.safeguarding.models import Concern, RiskScreen, ServiceToAvoid
from pathways.safeguarding.rules.concerns import (
    NOTHING_RAISED,
    Exploitation,
    ForceFacts,
    Passed,
    ReviewStage,
    Safeguarding,
    exploitation,
    forces_to_tell,
)
from pathways.safeguarding.rules.risks import RISKS, RiskAnswers, RiskTold, told_of_risks
from pathways.store.base import db, shared_alias
from pathways.store.paging import Page, page_of
from pathways.vocabulary import Answer, YesNo

# Services that somebody must not be sent to: all of them for routing, and for a page those that the viewer may read.
#
# An entry is read by the person who recorded it, a deciding officer of their force, a manager of their provider, and
# the keyworker. Nobody else learns that there is one.


READ_ALL = (Role.DM, Role.PM)


_AVOIDED = select(ServiceToAvoid.service_id).where(
    ServiceToAvoid.person_id.in_(records_of_whom(bindparam("of_person"))), ServiceToAvoid.ended_at.is_(None)
)


def avoided_by(person_id: int) -> frozenset[int]:
    """The ids of all services to avoid for this person. Only for choosing among services: no page may name them."""
    return frozenset(db.session.scalars(_AVOIDED, {"of_person": person_id}))


def may_be_sent_to(services: Iterable[Service], person_id: int) -> tuple[Service, ...]:
    """These services without the ones that the person must not be sent to."""
    avoided = avoided_by(person_id)
    return tuple(service for service in services if service.id not in avoided)


def to_avoid(viewer: Viewer, person_id: int, *, is_keyworker: bool = False) -> tuple[ServiceToAvoid, ...]:
    """The live entries about somebody in sight, as far as the viewer may read them; the latest first."""
    mine: ColumnElement[bool] = ServiceToAvoid.recorded_by_id == viewer.user_id
    if viewer.role in READ_ALL or is_keyworker:
        mine = true()
    rows = select(ServiceToAvoid).where(
        mine,
        ServiceToAvoid.person_id.in_(record_ids_of(person_id)),
        ServiceToAvoid.organisation_id == viewer.organisation_id,
        ServiceToAvoid.ended_at.is_(None),
    )
    return tuple(db.session.scalars(rows.order_by(ServiceToAvoid.id.desc())))


def services_offered(rows: Iterable[ServiceToAvoid] = ()) -> tuple[tuple[int, str], ...]:
    """The services open today and those on the list, as (id, name and town), by name."""
    open_now = {service.id: f"{service.name}, {service.town}" for service in directory.services_open_on(clock.today())}
    closed = directory.service_names({row.service_id for row in rows} - open_now.keys())
    return (*open_now.items(), *((number, f"{name} (closed)") for number, name in sorted(closed.items())))


# The live answers about the risks of an episode.


_LIVE = select(RiskScreen).where(RiskScreen.episode_id == bindparam("of_episode"), RiskScreen.superseded_at.is_(None))

LIVE_OF_EPISODE = and_(RiskScreen.episode_id == Episode.id, RiskScreen.superseded_at.is_(None))
"""Joins the live answers to a statement about episodes."""

_ALL = (
    select(RiskScreen, User.name)
    .join(User, User.id == RiskScreen.recorded_by_id)
    .where(RiskScreen.episode_id == bindparam("of_episode"))
    .order_by(RiskScreen.id)
)


def risks_of(episode_id: int) -> RiskAnswers:
    """What was answered about the risks of one episode so far."""
    return answers_on(risk_row_of(episode_id))


def risk_row_of(episode_id: int) -> RiskScreen | None:
    """The live row of an episode, with when it was recorded and by whom."""
    return db.session.scalar(_LIVE, {"of_episode": episode_id})


def answers_on(row: RiskScreen | None) -> RiskAnswers:
    """A row as the rules read it. Without a row nobody was asked anything."""
    if row is None:
        return RiskAnswers()
    return RiskAnswers(**{risk.name: getattr(row, risk.name) for risk in RISKS})


def risks_told(episode_id: int) -> tuple[RiskTold, ...]:
    """Every risk with its answer, since when it stands and who recorded it.

    Each row repeats the answers before it, so an answer is as old as the first of the rows in a row that give it.
    """
    given: dict[str, tuple[datetime, str]] = {}
    before = RiskAnswers()
    for row, name in db.session.execute(_ALL, {"of_episode": episode_id}):
        after = answers_on(row)
        for risk in RISKS:
            if after.of(risk) is not before.of(risk):
                given[risk.name] = (row.recorded_at, name)
        before = after
    return told_of_risks(before, given)


# Concerns: of an episode in the viewer's sight, and those that wait for a deciding officer.
#
# Who reads one (role table, exploitation flag): an officer those they raised, a deciding officer all of their force,
# the service that accepted the person all of the episode it accepted. Nobody else, and no list shows them.


_OF_EPISODE = Concern.episode_id == Episode.id
CONCERNS = select(func.count(Concern.id)).where(_OF_EPISODE).correlate(Episode).scalar_subquery()
REVIEWED = select(func.count(Concern.reviewed_at)).where(_OF_EPISODE).correlate(Episode).scalar_subquery()
"""How many concerns an episode has, and how many of them were reviewed: columns of a statement about episodes."""
_EXPLOITATION = (
    select(RiskScreen, CONCERNS, REVIEWED)
    .select_from(Episode)
    .outerjoin(RiskScreen, LIVE_OF_EPISODE)
    .where(Episode.id == bindparam("of_episode"))
)


@dataclass(frozen=True, kw_only=True)
class WaitingReview:
    """One line of the list: who, since when, and whether it is urgent. Never what was said."""

    concern_id: int
    view: EpisodeView
    row: Concern


def concerns_of(viewer: Viewer, episode_id: int) -> tuple[Concern, ...]:
    """The concerns of an episode in sight that this viewer may read, latest first."""
    mine: ColumnElement[bool] = true()
    if viewer.role not in (Role.DM, Role.TW, Role.PM):
        mine = Concern.raised_by_id == viewer.user_id
    rows = select(Concern).where(Concern.episode_id == episode_id, mine)
    return tuple(db.session.scalars(rows.order_by(Concern.raised_at.desc(), Concern.id.desc())))


def exploitation_of(episode_id: int) -> Exploitation:
    """Whether a disposal of this episode waits for a review. Only that is read, not what was said."""
    row, concerns, reviewed = db.session.execute(_EXPLOITATION, {"of_episode": episode_id}).one()
    return exploitation_by(answers_on(row), concerns=concerns, reviewed=reviewed)


def exploitation_by(risks: RiskAnswers, *, concerns: int, reviewed: int) -> Exploitation:
    """Whether a disposal waits for a review, by what one statement read of its episode (`CONCERNS`, `REVIEWED`)."""
    return exploitation(risks.exploitation, (place < reviewed for place in range(concerns)))


KNOW_OF_ALL = (Role.CO, Role.DM)


# Of an episode the last row counts: the concern that waits longest, else the one reviewed last.
_RAISED_BY, _REVIEWED_BY = shared_alias(User), shared_alias(User)
_STANDING = (
    select(Concern, _RAISED_BY.name, _REVIEWED_BY.name)
    .join(_RAISED_BY, _RAISED_BY.id == Concern.raised_by_id)
    .outerjoin(_REVIEWED_BY, _REVIEWED_BY.id == Concern.reviewed_by_id)
    .where(Concern.episode_id.in_(bindparam("of_episodes", expanding=True)))
    .order_by(Concern.reviewed_at.is_(None), Concern.reviewed_at, Concern.raised_at.desc(), Concern.id.desc())
)


def safeguarding_of_many(
    viewer: Viewer, risks: Mapping[int, RiskAnswers], *, raised_in: Collection[int]
) -> dict[int, Safeguarding]:
    """How the concern about each of these episodes in sight stands, by episode; one statement for all.

    Police who have the case know of every concern, liaison and diversion of those they raised; a service reads them on
    its own page. `risks` are the answers in each as the caller has read them: a yes without a concern is one to raise.
    `raised_in` are those in which there is any concern, whoever may know of it; nothing is read where there is none.
    """
    if viewer.role not in (*KNOW_OF_ALL, Role.HP):
        return dict.fromkeys(risks, NOTHING_RAISED)
    rows = db.session.execute(_STANDING, {"of_episodes": list(raised_in)}).all() if raised_in else ()
    known = [row for row in rows if viewer.role in KNOW_OF_ALL or row[0].raised_by_id == viewer.user_id]
    standing = {row[0].episode_id: _standing(viewer, *row) for row in known}
    to_raise = Safeguarding(stage=ReviewStage.TO_RAISE)
    return {
        each: standing.get(each, to_raise if answers.exploitation is Answer.YES else NOTHING_RAISED)
        for each, answers in risks.items()
    }


def _standing(viewer: Viewer, row: Concern, raised_by: str, reviewed_by: str | None) -> Safeguarding:
    reads = viewer.role is Role.DM or row.raised_by_id == viewer.user_id
    lately = row.reviewed_at is None or row.reviewed_at > in_sight_since()
    return Safeguarding(
        stage=ReviewStage.HELD if row.reviewed_at else ReviewStage.WAITS,
        concern_id=row.id if lately and row.force_id == viewer.organisation_id else None,
        raised_at=row.raised_at,
        raised_by=raised_by if row.organisation_id == viewer.organisation_id else "",
        reviewed_at=row.reviewed_at,
        reviewed_by=reviewed_by or "",
        passed_to=tuple(recipient.label for recipient in Passed if recipient in (row.passed_to or ()))
        if reads
        else None,
    )


def concern(viewer: Viewer, concern_id: int) -> tuple[Concern, EpisodeView]:
    """One concern, for a deciding officer of the force that reviews it, also once the episode is out of sight.

    Raises OutOfSight.
    """
    lately = or_(Concern.reviewed_at.is_(None), Concern.reviewed_at > in_sight_since())
    ours = (Concern.force_id == viewer.organisation_id, is_open_to(viewer, Episode.person_id))
    read = select(Concern).join(Episode, Episode.id == Concern.episode_id)
    concern = or_out_of_sight(db.session.scalar(read.where(Concern.id == concern_id, lately, *ours)))
    return concern, view_of(db.session.get_one(Episode, concern.episode_id))


def waiting(viewer: Viewer, after: str | None = None) -> Page[WaitingReview]:
    """A page of the concerns of the viewer's force that nobody reviewed yet: immediate danger first, then the
    oldest."""
    rows = WHOLE.join(Concern, Concern.episode_id == Episode.id).where(*_unreviewed(viewer))
    turn: Any = case((Concern.immediate_danger == YesNo.YES, 0), else_=1)
    keys = (turn, Concern.raised_at, Concern.id)
    page = page_of(
        rows.add_columns(Concern, turn.label("turn")),
        keys,
        lambda row: (row.turn, row.Concern.raised_at, row.Concern.id),
        after=after,
    )
    lines = (WaitingReview(concern_id=row.Concern.id, view=as_view(row), row=row.Concern) for row in page.rows)
    return Page(tuple(lines), page.after)


def reviews_to_count(viewer: Viewer) -> Select[int]:
    """How many concerns are on that list."""
    of_episode = Episode.id == Concern.episode_id
    return select(func.count(Concern.id)).join(Episode, of_episode).where(*_unreviewed(viewer))


def _unreviewed(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    of_force = Concern.force_id == viewer.organisation_id
    return of_force, Concern.reviewed_at.is_(None), is_open_to(viewer, Episode.person_id)


# Which police force is told of a concern about an episode in the viewer's sight.


def forces_for(episode: Episode, near: Iterable[str] = ()) -> tuple[ForceFacts, ...]:
    """The force that is told, or the forces to choose from, by name. `near` are towns, the closest first."""
    of_suite = db.session.scalar(select(Suite.organisation_id).where(Suite.id == episode.suite_id))
    own = of_suite or episode.organisation_id
    is_there = or_(Organisation.closed_at.is_(None), Organisation.id == own)
    rows = select(Organisation.id, Organisation.name).where(Organisation.kind == OrganisationKind.FORCE, is_there)
    force_rows = db.session.execute(rows.order_by(Organisation.name, Organisation.id)).all()
    towns: dict[int, set[str]] = defaultdict(set)
    if len(force_rows) > 1:
        for force_id, town in db.session.execute(
            select(Suite.organisation_id, Suite.town).where(Suite.closed_at.is_(None)).order_by(Suite.id)
        ):
            towns[force_id].add(town)
    forces = [ForceFacts(force_id=row[0], name=row[1], towns=frozenset(towns[row[0]])) for row in force_rows]
    return forces_to_tell(forces, answers_for_it=own, near=near)
