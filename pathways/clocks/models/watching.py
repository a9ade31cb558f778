"""What starts or stops a clock without an event of the referral: its clocks are read at once all the same.

The rooms below know nothing of clocks. Whatever of theirs is written here through the session, the referrals that it
concerns are to be read again, in the same transaction. What is written past the session is found within a day.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, event, inspect, or_, select, update
from sqlalchemy.orm import Mapper

from pathways import clock
from pathways.arrest_tests.models import RequiredAssessment
from pathways.disposals.models import Condition, Disposal
from pathways.engagement.models import (
    Attempt,
    Contact,
    FollowUp,
    FollowUpOutcome,
    NeedsAssessed,
    PlanReview,
    RequiredAssessmentOutcome,
)
from pathways.people.models import Detention, Person
from pathways.referrals.models import Appointment, Consent, NeedScreen, Referral
from pathways.safeguarding.models import RiskScreen

OF_REFERRAL = (Appointment, Attempt, Contact, NeedsAssessed, PlanReview)
OF_EPISODE = (Consent, Detention, NeedScreen, RequiredAssessment, RiskScreen)
OF_REQUIREMENT, OF_DISPOSAL = (RequiredAssessmentOutcome, FollowUp, FollowUpOutcome), (Condition,)


def _read_anew(connection: Connection, whose: ColumnElement[bool]) -> None:
    connection.execute(update(Referral.__table__).where(whose).values(look_at=clock.now()))  # type: ignore[arg-type]  # a table


def _of_referral(_: Mapper[Any], connection: Connection, row: Any) -> None:
    _read_anew(connection, Referral.id == row.referral_id)


def _of_episode(_: Mapper[Any], connection: Connection, row: Any) -> None:
    _read_anew(connection, Referral.episode_id == row.episode_id)


def _of_requirement(_: Mapper[Any], connection: Connection, row: Any) -> None:
    episode = select(RequiredAssessment.episode_id).where(RequiredAssessment.id == row.required_assessment_id)
    _read_anew(connection, Referral.episode_id == episode.scalar_subquery())


def _of_disposal(_: Mapper[Any], connection: Connection, row: Any) -> None:
    episode = select(Disposal.episode_id).where(Disposal.id == row.disposal_id)
    _read_anew(connection, Referral.episode_id == episode.scalar_subquery())


def _of_death(_: Mapper[Person], connection: Connection, row: Person) -> None:
    if inspect(row).attrs.died_at.history.has_changes():
        records = select(Person.id).where(or_(Person.id == row.id, Person.merged_into_id == row.id))
        _read_anew(connection, Referral.person_id.in_(records))


for _kinds, _watch in (
    (OF_REFERRAL, _of_referral),
    (OF_EPISODE, _of_episode),
    (OF_REQUIREMENT, _of_requirement),
    (OF_DISPOSAL, _of_disposal),
):
    for _kind in _kinds:
        event.listen(_kind, "after_insert", _watch)
        event.listen(_kind, "after_update", _watch)
event.listen(Person, "after_update", _of_death)
