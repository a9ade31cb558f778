"""Duties that hang on an episode: required assessments, conditions of a signed disposal, consents that were answered.

They belong to the latest referral of the episode: whatever became of an earlier one, each runs once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select

from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.rules import AssessmentDecision
from pathways.clocks.rules import Moment
from pathways.clocks.rules.calendar import end_of
from pathways.directory.models import Service
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.queries.records import RUNNING
from pathways.disposals.rules import BINDS_NO_MORE
from pathways.engagement import queries as engagement
from pathways.engagement.models import FollowUp, FollowUpOutcome, RequiredAssessmentOutcome
from pathways.engagement.rules import FollowUpDecision
from pathways.referrals.models import Consent
from pathways.store import db

ANSWERS = {
    "given": "answer_given",
    "refused": "answer_refused",
    "withdrawn": "answer_withdrawn",
    "expired": "answer_lapsed",
}

# Every look at a case asks these: built once.
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
    """A moment of an episode. `organisation_id` is the provider it binds (None: whoever has the referral).

    `force_id` is the force that watches it, `officer_id` the officer who is told of a failure.
    """

    moment: Moment
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
    """By episode; six statements however many."""
    found: dict[int, list[Duty]] = defaultdict(list)
    for episode_id, duty in (*_assessments(episode_ids), *_conditions(episode_ids), *_consents(episode_ids)):
        found[episode_id].append(duty)
    return {episode_id: tuple(many) for episode_id, many in found.items()}


def _assessments(episode_ids: Collection[int]) -> Iterable[tuple[int, Duty]]:
    """Imposed, with a notice that was handed over: without one there is no time that can be missed (s.12(6))."""
    rows = db.session.execute(_REQUIRED, {"of_episodes": list(set(episode_ids))}).all()
    ids = [row[0].id for row in rows]
    outcomes = {one.required_assessment_id: one for one in engagement.required_outcomes(ids)} if ids else {}
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
) -> Iterable[Moment]:
    """One appointment of a requirement: the notice, and what became of it. A time that passed may be a failure."""
    yield Moment(name="assessment_required", at=told_at, about=about, due=due_at)
    if outcome is None:
        yield Moment(name="assessment_unrecorded", at=due_at, about=about)
        return
    name = "assessment_failed" if outcome.outcome.is_failure else "assessment_attended"
    yield Moment(name=name, at=outcome.at, about=about)
    if outcome.reported_to_police_at is not None:
        yield Moment(name="police_told", at=outcome.reported_to_police_at, about=about)


def _follow_ups(required_ids: Collection[int]) -> dict[int, list[tuple[FollowUp, FollowUpOutcome | None]]]:
    found: dict[int, list[tuple[FollowUp, FollowUpOutcome | None]]] = defaultdict(list)
    for follow_up, outcome in db.session.execute(_FOLLOW_UPS, {"of_requirements": list(set(required_ids))}):
        found[follow_up.required_assessment_id].append((follow_up, outcome))
    return found


def _conditions(episode_ids: Collection[int]) -> Iterable[tuple[int, Duty]]:
    """Conditions at a service, of a signed disposal that runs. What police check themselves is no service's clock."""
    rows = db.session.execute(_RUNNING_CONDITIONS, {"of_episodes": list(set(episode_ids))})
    for condition, disposal, organisation_id in rows:
        if not condition.kind.is_at_a_service or disposal.signed_at is None:
            continue
        about = str(condition.id)
        due = end_of(condition.due_on)
        moments = [Moment(name="condition_signed", at=disposal.signed_at, about=about, due=due)]
        if condition.reported_at is not None:
            moments.append(Moment(name="condition_reported", at=condition.reported_at, about=about))
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
            yield episode_id, Duty(moment=Moment(name=name, at=taken_at, about=str(number)))
