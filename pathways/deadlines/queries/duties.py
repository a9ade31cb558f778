"""Closed days, the referrals whose clocks are due to be read, and the duties that hang on an episode or a notice."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, bindparam, exists, false, or_, select, text
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
from pathways.disposals.conditions.rules import BINDS_NO_MORE
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.proposal.queries import RUNNING
from pathways.engagement.case.queries import case as engagement
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.models.treatment import FollowUp, FollowUpOutcome, RequiredAssessmentOutcome
from pathways.people.deaths.queries import dead_by_error
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.people.queries import surviving_id
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import LOOKED_AT, Referral
from pathways.store.base import db

# The days on which nothing is counted: bank holidays as the packaged list has them, and the closures of a place.


# Run at every look at a case, so built once.
_CLOSURES = (
    select(Closure)
    .where(Closure.taken_out_at.is_(None))
    .where(
        or_(
            Closure.organisation_id.is_(None),
            Closure.organisation_id.in_(bindparam("of_organisations", expanding=True)),
        )
    )
    .order_by(Closure.id)
)


def calendars_of(organisation_ids: Collection[int | None]) -> dict[int | None, Calendar]:
    """The calendar of each organisation (None: of nobody in particular); one statement for all."""
    holidays = dates.bank_holidays()
    wanted = {each for each in organisation_ids if each is not None}
    rows = db.session.scalars(_CLOSURES, {"of_organisations": list(wanted)})
    shut: dict[int | None, set[date]] = {each: set() for each in (*wanted, None)}
    for row in rows:
        days = {row.from_on + timedelta(days=each) for each in range((row.to_on - row.from_on).days + 1)}
        for organisation_id in shut if row.organisation_id is None else [row.organisation_id]:
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


def due(now: datetime, most: int) -> tuple[int, ...]:
    """Referral ids whose clocks are to be read by now, the longest due first. A range of the index, no lock."""
    rows = select(Referral.id).where(text(f"referral.{LOOKED_AT}"), Referral.look_at <= now)
    return tuple(db.session.scalars(rows.order_by(Referral.look_at, Referral.id).limit(most)))


# Duties that hang on an episode: required assessments, conditions of a signed disposal, consents that were answered.
#
# They belong to the latest referral of the episode, so that each runs once whatever became of an earlier one.


ANSWERS = {
    "given": "answer_given",
    "refused": "answer_refused",
    "withdrawn": "answer_withdrawn",
    "expired": "answer_lapsed",
}

# Run at every look at a case, so built once.
_EPISODES: BindParameter[list[int]] = bindparam("of_episodes", expanding=True)
_REQUIRED = (
    select(RequiredAssessment, Service.organisation_id)
    .join(Service, Service.id == RequiredAssessment.service_id)
    .where(RequiredAssessment.episode_id.in_(_EPISODES), RequiredAssessment.superseded_at.is_(None))
    .where(RequiredAssessment.decision == AssessmentDecision.IMPOSED)
    .where(RequiredAssessment.notice_served_at.is_not(None))
    .order_by(RequiredAssessment.id)
)
_BECAME_OF_IT = (
    (FollowUpOutcome.required_assessment_id == FollowUp.required_assessment_id)
    & (FollowUpOutcome.booking == FollowUp.booking)
    & FollowUpOutcome.superseded_at.is_(None)
)
_FOLLOW_UPS = (
    select(FollowUp, FollowUpOutcome)
    .outerjoin(FollowUpOutcome, _BECAME_OF_IT)
    .where(FollowUp.required_assessment_id.in_(bindparam("of_requirements", expanding=True)))
    .where(FollowUp.superseded_at.is_(None))
    .where(FollowUp.decision == FollowUpDecision.REQUIRED, FollowUp.given_at.is_not(None))
    .order_by(FollowUp.id)
)
_RUNNING_CONDITIONS = (
    select(Condition, Disposal, Service.organisation_id)
    .join(Disposal, Disposal.id == Condition.disposal_id)
    .outerjoin(Service, Service.id == Condition.service_id)
    .where(Disposal.episode_id.in_(_EPISODES), Disposal.signed_at.is_not(None))
    .where(Disposal.state.in_(RUNNING), Condition.status.not_in(BINDS_NO_MORE))
    .order_by(Condition.id)
)
_ANSWERED = (
    select(Consent.episode_id, Consent.state, Consent.taken_at, Consent.number)
    .where(Consent.episode_id.in_(_EPISODES))
    .order_by(Consent.taken_at, Consent.id)
)


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
    """The duties by episode; six statements however many."""
    by_episode: dict[int, list[Duty]] = defaultdict(list)
    for episode_id, duty in (*_assessments(episode_ids), *_conditions(episode_ids), *_consents(episode_ids)):
        by_episode[episode_id].append(duty)
    return {episode_id: tuple(duties) for episode_id, duties in by_episode.items()}


def _assessments(episode_ids: Collection[int]) -> Iterable[tuple[int, Duty]]:
    """Required assessments with a notice handed over: without one there is no time to miss (s.12(6))."""
    rows = db.session.execute(_REQUIRED, {"of_episodes": list(set(episode_ids))}).all()
    ids = [row[0].id for row in rows]
    outcomes = {outcome.required_assessment_id: outcome for outcome in engagement.required_outcomes(ids)} if ids else {}
    later = _follow_ups(ids) if ids else {}
    for required, organisation_id in rows:
        if required.initial_at is None or required.notice_served_at is None:
            continue
        about = f"{required.id}.{required.booking}"
        moments = list(_of_one(about, required.notice_served_at, required.initial_at, outcomes.get(required.id)))
        for follow_up, outcome in later.get(required.id, ()):
            if follow_up.starts_at and follow_up.given_at:
                moments += _of_one(f"{about}.f{follow_up.booking}", follow_up.given_at, follow_up.starts_at, outcome)
        for moment in moments:
            yield (
                required.episode_id,
                Duty(
                    moment=moment,
                    organisation_id=organisation_id,
                    officer_id=required.notice_served_by_id or required.recorded_by_id,
                    required_id=required.id,
                ),
            )


def _of_one(
    about: str, told_at: datetime, due_at: datetime, outcome: RequiredAssessmentOutcome | FollowUpOutcome | None
) -> Iterable[OtherHappening]:
    """One appointment of a requirement: the notice, and what became of it. A time that passed may be a failure."""
    yield OtherHappening(name="assessment_required", at=told_at, about=about, due=due_at)
    if outcome is None:
        yield OtherHappening(name="assessment_unrecorded", at=due_at, about=about)
        return
    name = "assessment_failed" if outcome.outcome.is_failure else "assessment_attended"
    yield OtherHappening(name=name, at=outcome.at, about=about)
    if outcome.reported_to_police_at is not None:
        yield OtherHappening(name="police_told", at=outcome.reported_to_police_at, about=about)


def _follow_ups(required_ids: Collection[int]) -> dict[int, list[tuple[FollowUp, FollowUpOutcome | None]]]:
    by_requirement: dict[int, list[tuple[FollowUp, FollowUpOutcome | None]]] = defaultdict(list)
    for follow_up, outcome in db.session.execute(_FOLLOW_UPS, {"of_requirements": list(set(required_ids))}):
        by_requirement[follow_up.required_assessment_id].append((follow_up, outcome))
    return by_requirement


def _conditions(episode_ids: Collection[int]) -> Iterable[tuple[int, Duty]]:
    """Conditions at a service, of a signed disposal that runs. What police check themselves is no service's clock."""
    rows = db.session.execute(_RUNNING_CONDITIONS, {"of_episodes": list(set(episode_ids))})
    for condition, disposal, organisation_id in rows:
        if not condition.kind.is_at_a_service or disposal.signed_at is None:
            continue
        about = str(condition.id)
        due = end_of(condition.due_on)
        moments = [OtherHappening(name="condition_signed", at=disposal.signed_at, about=about, due=due)]
        if condition.reported_at is not None:
            moments.append(OtherHappening(name="condition_reported", at=condition.reported_at, about=about))
        for moment in moments:
            yield (
                disposal.episode_id,
                Duty(
                    moment=moment,
                    organisation_id=organisation_id,
                    force_id=disposal.organisation_id,
                    condition_id=condition.id,
                ),
            )


def _consents(episode_ids: Collection[int]) -> Iterable[tuple[int, Duty]]:
    rows = db.session.execute(_ANSWERED, {"of_episodes": list(set(episode_ids))})
    for episode_id, state, taken_at, number in rows:
        if name := ANSWERS.get(state.value):
            yield episode_id, Duty(moment=OtherHappening(name=name, at=taken_at, about=str(number)))


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
