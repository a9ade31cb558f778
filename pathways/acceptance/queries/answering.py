"""What an answer needs: who may take a person on, when they may come first, and what has to happen by when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BindParameter, Date, Select, and_, bindparam, or_, select

from pathways import clock, dates
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.models import RoleHeld, User
from pathways.auth.queries import name_of
from pathways.auth.roles import Role, Viewer
from pathways.directory.diary import queries as diary_queries
from pathways.directory.entries import queries as entries_queries
from pathways.directory.entries.rules import Session, next_day_open, sessions_or_usual
from pathways.directory.models import Service
from pathways.disposals.conditions.rules import BINDS_NO_MORE
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.steps.rules.machine import State
from pathways.people.queries import may_be_given
from pathways.referrals.first_appointments.rules import AppointmentText
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.sending import queries as referrals
from pathways.referrals.sending.rules import FIRST_TURN, first_day
from pathways.store.base import db, shared_alias
from pathways.store.together import Records, SideBySide
from pathways.vocabulary import Mark

# Duties that earlier stages have set, each with its time.


@dataclass(frozen=True, kw_only=True)
class EarlierDuty:
    """Something that has to happen by a certain time, set by an earlier stage."""

    what: str
    by: datetime | None
    place: str
    source: str
    mark: Mark
    required_id: int | None = None
    """The required assessment that the viewer's provider is to record; None for any other duty."""
    at_service_id: int | None = None
    """The service that a condition of police names. No answer changes it: it stands until police change it."""


_OF_EPISODE: BindParameter[int] = bindparam("of_episode")
_ASSESSOR = shared_alias(Service)
REQUIRED = Records(
    (RequiredAssessment, _ASSESSOR.organisation_id),
    and_(
        RequiredAssessment.episode_id == _OF_EPISODE,
        RequiredAssessment.superseded_at.is_(None),
        RequiredAssessment.decision == AssessmentDecision.IMPOSED,
    ),
    (RequiredAssessment.id,),
    beside=((_ASSESSOR, _ASSESSOR.id == RequiredAssessment.service_id),),
)
CONDITIONS = Records(
    (Disposal, Condition),
    and_(Disposal.episode_id == _OF_EPISODE, Disposal.state == State.ACTIVE),
    (Condition.due_on, Condition.id),
    beside=((Condition, and_(Condition.disposal_id == Disposal.id, Condition.status.not_in(BINDS_NO_MORE))),),
)
_SET_EARLIER = SideBySide(required=REQUIRED, conditions=CONDITIONS)


def duties_of(referral: Referral) -> tuple[EarlierDuty, ...]:
    """What earlier stages have set for the person of a referral in sight; one statement."""
    return duties_in(referral, _SET_EARLIER.read({"of_episode": referral.episode_id}))


def duties_in(referral: Referral, parts: Mapping[str, Sequence[Any]]) -> tuple[EarlierDuty, ...]:
    """The required assessment as on its notice, and the conditions of a signed disposal, from the records of both.

    That an assessment is required tells that the test was positive. Until somebody accepts, it is shown only to the
    provider that is to assess: the one whose service is named on a notice that was handed over (PACE 1984
    s.63B(7)(ca): verified).
    """
    duties = []
    for required, assessor_id in parts["required"]:
        was_told = required.notice_served_at is not None and assessor_id is not None
        is_assessor = was_told and assessor_id == referral.organisation_id
        if referral.accepted_at is not None or is_assessor:
            duties.append(
                EarlierDuty(
                    what="Required assessment",
                    by=required.initial_at,
                    place=required.initial_place or "",
                    source="Drugs Act 2005 s.9; PACE 1984 s.63B(7)(ca)",
                    mark=Mark.VERIFIED,
                    required_id=required.id if is_assessor else None,
                )
            )
    for row in (condition for _, condition in parts["conditions"] if condition is not None):
        by = dates.from_london(row.due_on, time(23, 59))
        condition = EarlierDuty(what=row.wording, by=by, place="", source="The signed disposal", mark=Mark.PRACTICE)
        duties.append(replace(condition, at_service_id=row.service_id))
    return tuple(duties)


# When somebody can come first, and the text that tells them of it.


TIMES_SHOWN = 4


@dataclass(frozen=True, kw_only=True)
class FirstMeeting:
    """When somebody can come first: what has to happen by when, the soonest free `times` of the service, the time that
    the page suggests, and the time on the person's notice. `hours`, of somebody urgent: when the service is open."""

    duties: tuple[EarlierDuty, ...]
    times: tuple[datetime, ...]
    suggested: datetime | None
    notice_at: datetime | None
    hours: "ServiceHours | None"


def first_meeting(referral: Referral) -> FirstMeeting:
    """When the person of a referral in sight can come first to the service that it is offered to."""
    duties = duties_of(referral)
    notice_at = next((duty.by for duty in duties if duty.required_id is not None), None)
    hours, free = opening_of(referral) if referral.inbox_turn == FIRST_TURN else None, _free(referral)
    suggested = _suggested(notice_at, hours, free)
    return FirstMeeting(duties=duties, times=free[:TIMES_SHOWN], suggested=suggested, notice_at=notice_at, hours=hours)


def _suggested(notice_at: datetime | None, hours: "ServiceHours | None", free: tuple[datetime, ...]) -> datetime | None:
    """The time that the page suggests for a first meeting: the one on the person's notice, where there is one.

    Otherwise it is the soonest free time from tomorrow on, since the person still has to be told, by day; a time today
    can be chosen. Somebody urgent is seen today or on the next day on which the service is open: at a free time, else
    at the first that the urgency allows.
    """
    last_day = hours.next_day if hours else None
    if (
        notice_at is not None
        and notice_at > clock.now()
        and (last_day is None or dates.london_date(notice_at) <= last_day)
    ):
        return notice_at
    if hours is not None and last_day is not None:
        now = dates.london(clock.now())
        soonest = first_day(now, sessions=hours.sessions, day_after=last_day)
        by_then = (each for each in free if dates.london_date(each) <= last_day)
        return next(by_then, None) or dates.from_london(soonest.date(), soonest.time())
    return next((each for each in free if dates.london_date(each) > clock.today()), None)


@dataclass(frozen=True, kw_only=True)
class ServiceHours:
    """When a service is open, its own closed days counted: its sessions on a day, and its next open day after today."""

    sessions: Callable[[date], tuple[Session, ...]]
    next_day: date

    @property
    def is_today(self) -> bool:
        return bool(self.sessions(clock.today()))


def opening_of(referral: Referral) -> ServiceHours:
    """When the referral's service is open. Working days stand in for a service that opens on no day soon."""
    today, holidays = clock.today(), dates.bank_holidays()
    service = entries_queries.facts_by_id([referral.service_id])[referral.service_id] if referral.service_id else None
    next_day = next_day_open(service, today, holidays) if service else None
    return ServiceHours(
        sessions=lambda day: sessions_or_usual(service, day, holidays) if service else (),
        next_day=next_day or dates.add_working_days(today, 1),
    )


def _free(referral: Referral) -> tuple[datetime, ...]:
    free = diary_queries.free_slots("", [referral.service_id]) if referral.service_id else ()
    return tuple(slot.starts_at for slot in free)


def text_at_first(referral: Referral, starts_at: datetime) -> AppointmentText | None:
    """The text about the first appointment, sent the way that the person told custody; None where none is sent."""
    return referrals.text_to(referral, referrals.contact_said(referral.episode_id), starts_at)


# Who may take a person on, and who runs the service.


_TODAY: BindParameter[date] = bindparam("today", type_=Date())
_ME: BindParameter[int] = bindparam("of_viewer")


def _holding(*roles: Role) -> Select[User]:
    """People of the viewer's organisation who may sign in and hold one of the roles today, by name."""
    holders = select(RoleHeld.user_id).where(RoleHeld.role.in_(roles), RoleHeld.is_held_on(_TODAY))
    ours = (User.organisation_id == bindparam("of_organisation"), User.disabled_at.is_(None), User.id.in_(holders))
    return select(User).where(*ours).order_by(User.name, User.id)


_KEYWORKERS = _holding(Role.TW, Role.PM).where(
    or_(User.stand_in_at.is_(None), User.id == _ME), or_(may_be_given(bindparam("of_person"), _TODAY), User.id == _ME)
)
_MANAGERS = _holding(Role.PM)


def keyworkers(viewer: Viewer, person_id: int) -> tuple[User, ...]:
    """Colleagues who may be this person's keyworker today, by name, the viewer first.

    Nobody to whom the record is shut, by a list or as a relative.
    """
    named = {"of_organisation": viewer.organisation_id, "of_viewer": viewer.user_id, "of_person": person_id}
    colleagues = db.session.scalars(_KEYWORKERS, {**named, "today": clock.today()}).all()
    return tuple(sorted(colleagues, key=lambda colleague: colleague.id != viewer.user_id))


def managers_named(viewer: Viewer) -> tuple[str, ...]:
    """The managers of the viewer's organisation today, by name."""
    named = {"of_organisation": viewer.organisation_id, "today": clock.today()}
    return tuple(each.name for each in db.session.scalars(_MANAGERS, named))


# Who answered first, and what they arranged.


@dataclass(frozen=True, kw_only=True)
class AnsweredFirst:
    """Who answered first, and what they arranged."""

    by_id: int | None
    name: str
    at: datetime
    keyworker: str
    first: Appointment | None


def taken(referral: Referral) -> AnsweredFirst | None:
    """Who accepted a referral, when, and who is keyworker; None while it waits."""
    if referral.accepted_at is None:
        return None
    return AnsweredFirst(
        by_id=referral.accepted_by_id,
        name=name_of(referral.accepted_by_id),
        at=referral.accepted_at,
        keyworker=name_of(referral.keyworker_id),
        first=appointment_of(referral.id),
    )


def appointment_of(referral_id: int) -> Appointment | None:
    """The first appointment of a referral, as it stands; None before there is one."""
    theirs = (Appointment.referral_id == referral_id, Appointment.superseded_at.is_(None))
    return db.session.scalar(select(Appointment).where(*theirs).order_by(Appointment.id).limit(1))
