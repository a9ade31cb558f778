"""Closed days, the referrals whose clocks are due to be read, and the duties that hang on an episode or a notice."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import aliased

from pathways import clock, dates
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.roles import Role, Viewer
from pathways.dates import Calendar, end_of
from pathways.deadlines.models import Closure
from pathways.deadlines.rules.deadlines import OtherHappening, ReferralCourse
from pathways.deadlines.rules.states import ReferralClock, clocks_of
from pathways.directory.models import Service
from pathways.disposals.conditions.rules import BINDS_NO_MORE, ConditionKind, ConditionStatus
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.proposal.queries import RUNNING
from pathways.engagement.case.queries.case import BECAME_OF_IT
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.models.treatment import FollowUp, FollowUpOutcome, RequiredAssessmentOutcome
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.deaths.queries import dead_by_error
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.people.queries import surviving_id
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import LOOKED_AT, Referral
from pathways.referrals.sending.rules import FIRST_TURN
from pathways.store.base import Instant, db
from pathways.store.together import Layout, among

# The days on which nothing is counted: bank holidays as the packaged list has them, and the closures of a place.


def closures_counted(whose: ColumnElement[bool]) -> Select[int | None, date, date, int]:
    """The statement of the closed days that count: of some organisations, and those for everybody."""
    return (
        select(Closure.organisation_id, Closure.from_on, Closure.to_on, Closure.id)
        .where(Closure.taken_out_at.is_(None), or_(Closure.organisation_id.is_(None), whose))
        .order_by(Closure.id)
    )


_CLOSURES = closures_counted(among(Closure.organisation_id, "of_organisations"))
Closed = Iterable[tuple[int | None, date, date]]
"""Closed days: whose (None: everybody's), the first and the last."""


def calendars_of(organisation_ids: Collection[int | None]) -> dict[int | None, Calendar]:
    """The calendar of each organisation (None: of nobody in particular); one statement for all."""
    whose = {each for each in organisation_ids if each is not None}
    rows = db.session.execute(_CLOSURES, {"of_organisations": whose})
    return calendars_with(((row[0], row[1], row[2]) for row in rows), whose)


def calendars_with(closed: Closed, organisation_ids: Collection[int]) -> dict[int | None, Calendar]:
    """The calendar of each organisation and of nobody in particular, from the closed days that count for them."""
    holidays = dates.bank_holidays()
    shut: dict[int | None, set[date]] = {each: set() for each in (*organisation_ids, None)}
    for whose, from_on, to_on in closed:
        days = {from_on + timedelta(days=each) for each in range((to_on - from_on).days + 1)}
        for organisation_id in shut if whose is None else [whose]:
            shut[organisation_id] |= days
    return {
        each: Calendar(holidays=holidays, known_to=max(holidays), closures=frozenset(days))
        for each, days in shut.items()
    }


def closures(viewer: Viewer) -> tuple[Closure, ...]:
    """The closures that the viewer keeps, and those for everybody, from today on; the soonest first."""
    own = Closure.organisation_id == viewer.organisation_id if viewer.role is Role.PM else false()
    ours = or_(Closure.organisation_id.is_(None), own)
    rows = select(Closure).where(Closure.taken_out_at.is_(None), Closure.to_on >= clock.today(), ours)
    return tuple(db.session.scalars(rows.order_by(Closure.from_on, Closure.id)))


# Which referrals' clocks are to be read.


def unread_since() -> datetime | None:
    """The moment from which on clocks wait to be read: long ago where no worker runs."""
    waiting = select(Referral.look_at).where(text(f"referral.{LOOKED_AT}"))
    return db.session.scalar(waiting.order_by(Referral.look_at).limit(1))


_IS_DUE = (text(f"referral.{LOOKED_AT}"), Referral.look_at <= bindparam("now"))
_NOT_MET_YET = (
    Referral.inbox_turn == FIRST_TURN,
    Referral.first_attended_on.is_(None),
    Referral.closed_at.is_(None),
)
_DUE = select(Referral.id).where(*_IS_DUE).order_by(Referral.look_at, Referral.id).limit(bindparam("most"))
_URGENT_DUE = _DUE.where(*_NOT_MET_YET)


def due(now: datetime, most: int) -> tuple[int, ...]:
    """Referral ids whose clocks are to be read by now, the longest due first. A range of the index, no lock.

    After an outage, when more are due than a round reads, those who are urgent and whom nobody has met come first.
    """
    asked = {"now": now, "most": most}
    rows = tuple(db.session.scalars(_DUE, asked))
    if len(rows) < most:
        return rows
    urgent = tuple(db.session.scalars(_URGENT_DUE, asked))
    return tuple(dict.fromkeys((*urgent, *rows)))[:most]


# Duties that hang on an episode: required assessments, conditions of a signed disposal, consents that were answered.
#
# They belong to the latest referral of the episode, so that each runs once whatever became of an earlier one.


ANSWERS = {
    "given": "answer_given",
    "refused": "answer_refused",
    "withdrawn": "answer_withdrawn",
    "expired": "answer_lapsed",
}
_ANSWERED = tuple(ConsentState(word) for word in ANSWERS)
_AT_A_SERVICE = tuple(kind for kind in ConditionKind if kind.is_at_a_service)

# Run at every look at a case, so built once.
REQUIRED, FOLLOW_UP, CONDITION, CONSENT = "required", "follow_up", "condition", "consent"
_LAYOUT = Layout(
    episode_id=Integer(),
    number=Integer(),
    about=Integer(),
    booking=Integer(),
    at=Instant(),
    due_at=Instant(),
    due_on=Date(),
    became=String(),
    became_at=Instant(),
    reported_at=Instant(),
    organisation_id=Integer(),
    force_id=Integer(),
    officer_id=Integer(),
)
_IS_REQUIRED = (
    among(RequiredAssessment.episode_id, "of_episodes"),
    RequiredAssessment.superseded_at.is_(None),
    RequiredAssessment.decision == AssessmentDecision.IMPOSED,
    RequiredAssessment.notice_served_at.is_not(None),
)
_BECAME_OF_THE_FOLLOW_UP = (
    (FollowUpOutcome.required_assessment_id == FollowUp.required_assessment_id)
    & (FollowUpOutcome.booking == FollowUp.booking)
    & FollowUpOutcome.superseded_at.is_(None)
)
_DUTIES = union_all(
    _LAYOUT.rows(
        REQUIRED,
        episode_id=RequiredAssessment.episode_id,
        number=RequiredAssessment.id,
        about=RequiredAssessment.id,
        booking=RequiredAssessment.booking,
        at=RequiredAssessment.notice_served_at,
        due_at=RequiredAssessment.initial_at,
        became=RequiredAssessmentOutcome.outcome,
        became_at=RequiredAssessmentOutcome.at,
        reported_at=RequiredAssessmentOutcome.reported_to_police_at,
        organisation_id=Service.organisation_id,
        officer_id=func.coalesce(RequiredAssessment.notice_served_by_id, RequiredAssessment.recorded_by_id),
    )
    .join_from(RequiredAssessment, Service, Service.id == RequiredAssessment.service_id)
    .outerjoin(RequiredAssessmentOutcome, BECAME_OF_IT)
    .where(*_IS_REQUIRED),
    _LAYOUT.rows(
        FOLLOW_UP,
        episode_id=RequiredAssessment.episode_id,
        number=FollowUp.id,
        about=FollowUp.required_assessment_id,
        booking=FollowUp.booking,
        at=FollowUp.given_at,
        due_at=FollowUp.starts_at,
        became=FollowUpOutcome.outcome,
        became_at=FollowUpOutcome.at,
        reported_at=FollowUpOutcome.reported_to_police_at,
    )
    .join_from(RequiredAssessment, FollowUp, FollowUp.required_assessment_id == RequiredAssessment.id)
    .outerjoin(FollowUpOutcome, _BECAME_OF_THE_FOLLOW_UP)
    .where(*_IS_REQUIRED, FollowUp.superseded_at.is_(None))
    .where(FollowUp.decision == FollowUpDecision.REQUIRED, FollowUp.given_at.is_not(None)),
    _LAYOUT.rows(
        CONDITION,
        episode_id=Disposal.episode_id,
        number=Condition.id,
        at=Disposal.signed_at,
        due_on=Condition.due_on,
        reported_at=Condition.reported_at,
        organisation_id=Service.organisation_id,
        force_id=Disposal.organisation_id,
    )
    .join_from(Disposal, Condition, Condition.disposal_id == Disposal.id)
    .outerjoin(Service, Service.id == Condition.service_id)
    .where(among(Disposal.episode_id, "of_episodes"), Disposal.signed_at.is_not(None), Disposal.state.in_(RUNNING))
    .where(Condition.status.not_in(BINDS_NO_MORE), Condition.kind.in_(_AT_A_SERVICE))
    # An officer may have settled it without a report: then nobody can report on it any more, and nobody has to.
    .where(or_(Condition.status == ConditionStatus.OPEN, Condition.reported_at.is_not(None))),
    _LAYOUT.rows(
        CONSENT,
        episode_id=Consent.episode_id,
        number=Consent.id,
        about=Consent.number,
        at=Consent.taken_at,
        became=Consent.state,
    ).where(among(Consent.episode_id, "of_episodes"), Consent.state.in_(_ANSWERED)),
).order_by("number")


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A moment of an episode that starts a clock. `organisation_id`: the provider it binds (None: the referral's own).

    `force_id` is the force that watches it, `officer_id` the officer who is told of a failure.
    """

    moment: OtherHappening
    organisation_id: int | None = None
    force_id: int | None = None
    officer_id: int | None = None
    required_id: int | None = None
    condition_id: int | None = None

    @property
    def is_to_the_police(self) -> bool:
        """Whether a notice or a signed condition asks it. A consent that lapses is nobody's duty to them."""
        return self.required_id is not None or self.condition_id is not None


def duties_of(episode_ids: Collection[int]) -> dict[int, tuple[Duty, ...]]:
    """The duties by episode: notices that were handed over (without one there is no time to miss, s.12(6)), conditions
    at a service, answers to consents. What police check themselves is no service's clock. One statement for all."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for row in db.session.execute(_DUTIES, {"of_episodes": episode_ids}).all():
        by_kind[row.kind].append(row)
    later: dict[int, list[Any]] = defaultdict(list)
    for row in by_kind[FOLLOW_UP]:
        later[row.about].append(row)
    by_episode: dict[int, list[Duty]] = defaultdict(list)
    for row in by_kind[REQUIRED]:
        by_episode[row.episode_id] += _of_notice(row, later[row.number])
    for row in by_kind[CONDITION]:
        by_episode[row.episode_id] += _of_condition(row)
    for row in sorted(by_kind[CONSENT], key=attrgetter("at")):
        moment = OtherHappening(name=ANSWERS[row.became], at=row.at, about=str(row.about))
        by_episode[row.episode_id].append(Duty(moment=moment))
    return {episode_id: tuple(duties) for episode_id, duties in by_episode.items()}


def _of_notice(required: Any, follow_ups: Iterable[Any]) -> Iterable[Duty]:
    """The duties of a required assessment and of its follow-ups; none while no time is set."""
    if required.due_at is None:
        return
    about = f"{required.number}.{required.booking}"
    moments = list(_of_one(about, required))
    for each in follow_ups:
        if each.due_at is not None:
            moments += _of_one(f"{about}.f{each.booking}", each)
    for moment in moments:
        yield Duty(
            moment=moment,
            organisation_id=required.organisation_id,
            officer_id=required.officer_id,
            required_id=required.number,
        )


def _of_one(about: str, row: Any) -> Iterable[OtherHappening]:
    """One appointment of a requirement: the notice, and what became of it. A time that passed may be a failure."""
    yield OtherHappening(name="assessment_required", at=row.at, about=about, due=row.due_at)
    if row.became is None:
        yield OtherHappening(name="assessment_unrecorded", at=row.due_at, about=about)
        return
    name = "assessment_failed" if RequiredOutcome(row.became).is_failure else "assessment_attended"
    yield OtherHappening(name=name, at=row.became_at, about=about)
    if row.reported_at is not None:
        yield OtherHappening(name="police_told", at=row.reported_at, about=about)


def _of_condition(row: Any) -> Iterable[Duty]:
    """A condition of a signed disposal that runs, and the report on it."""
    about = str(row.number)
    moments = [OtherHappening(name="condition_signed", at=row.at, about=about, due=end_of(row.due_on))]
    if row.reported_at is not None:
        moments.append(OtherHappening(name="condition_reported", at=row.reported_at, about=about))
    for moment in moments:
        yield Duty(
            moment=moment,
            organisation_id=row.organisation_id,
            force_id=row.force_id,
            condition_id=row.number,
        )


# Required assessments of arrests that led to no referral: their clocks have no referral to be read with.
#
# The duty to attend, and the duty to tell police of a failure, stand without one (Drugs Act 2005 s.12: verified).


OF_NOTICE = ("required_assessment", "failure_notice")
"""They bind the provider that a notice names, with or without a referral of its own."""
LOOKS_BACK = timedelta(days=62)
"""How far back an initial assessment may lie for its follow-up, or the report on it, still to be looked for."""


@dataclass(frozen=True, kw_only=True)
class Unreferred:
    """One clock of a notice, of somebody whom nobody referred. `organisation_id` is the provider it binds."""

    clock: ReferralClock
    person_id: int
    organisation_id: int
    required_id: int


def unreferred(now: datetime) -> tuple[Unreferred, ...]:
    """The clocks of notices that are out of time, where the arrest has no referral and the person lives."""
    asked = aliased(Person)
    rows = db.session.execute(
        select(RequiredAssessment.episode_id, Person.id)
        .join(Episode, Episode.id == RequiredAssessment.episode_id)
        .join(asked, asked.id == Episode.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .where(RequiredAssessment.decision == AssessmentDecision.IMPOSED, RequiredAssessment.superseded_at.is_(None))
        .where(RequiredAssessment.notice_served_at.is_not(None), Person.died_at.is_(None))
        .where(RequiredAssessment.initial_at <= now, RequiredAssessment.initial_at > now - LOOKS_BACK)
        .where(~exists().where(Referral.episode_id == RequiredAssessment.episode_id))
        .order_by(RequiredAssessment.id)
    )
    whose = {row[0]: row[1] for row in rows}
    in_error = dead_by_error(set(whose.values()))
    duties = duties_of(whose)
    calendars = calendars_of({duty.organisation_id for episode_duties in duties.values() for duty in episode_duties})
    overdue = []
    for episode_id, episode_duties in duties.items():
        for required_duty in (duty for duty in episode_duties if duty.moment.name == "assessment_required"):
            facts = tuple(each.moment for each in episode_duties if each.moment.about == required_duty.moment.about)
            course = ReferralCourse(events=(), facts=facts, dead_by_error=in_error.get(whose[episode_id], ()))
            clocks = clocks_of(course, calendars[required_duty.organisation_id], now)
            overdue += [
                Unreferred(
                    clock=each,
                    person_id=whose[episode_id],
                    organisation_id=required_duty.organisation_id or 0,
                    required_id=required_duty.required_id or 0,
                )
                for each in clocks
                if each.timer.code in OF_NOTICE and each.is_over
            ]
    return tuple(overdue)
