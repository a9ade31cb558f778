"""What starts or stops a clock without an event of the referral: its clocks are read at once all the same.

The rooms below know nothing of clocks. Whatever of theirs is written here through the session, the referrals that it
concerns are to be read again, in the same transaction. What is written past the session is found within a day.
"""

from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Table,
    Update,
    bindparam,
    event,
    inspect,
    or_,
    select,
    update,
)
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


def _look_at_once(whose: ColumnElement[bool]) -> Update:
    return update(cast(Table, Referral.__table__)).where(whose).values(look_at=bindparam("now"))


# Said with nearly every row that is written: built once.
_GIVEN: BindParameter[int] = bindparam("of")
_BY_ITSELF = _look_at_once(Referral.id == _GIVEN)
_BY_EPISODE = _look_at_once(Referral.episode_id == _GIVEN)
_BY_REQUIREMENT = _look_at_once(
    Referral.episode_id
    == select(RequiredAssessment.episode_id).where(RequiredAssessment.id == _GIVEN).scalar_subquery()
)
_BY_DISPOSAL = _look_at_once(
    Referral.episode_id == select(Disposal.episode_id).where(Disposal.id == _GIVEN).scalar_subquery()
)
_BY_PERSON = _look_at_once(
    Referral.person_id.in_(select(Person.id).where(or_(Person.id == _GIVEN, Person.merged_into_id == _GIVEN)))
)


def _of_referral(_: Mapper[Any], connection: Connection, row: Any) -> None:
    connection.execute(_BY_ITSELF, {"of": row.referral_id, "now": clock.now()})


def _of_episode(_: Mapper[Any], connection: Connection, row: Any) -> None:
    connection.execute(_BY_EPISODE, {"of": row.episode_id, "now": clock.now()})


def _of_requirement(_: Mapper[Any], connection: Connection, row: Any) -> None:
    connection.execute(_BY_REQUIREMENT, {"of": row.required_assessment_id, "now": clock.now()})


def _of_disposal(_: Mapper[Any], connection: Connection, row: Any) -> None:
    connection.execute(_BY_DISPOSAL, {"of": row.disposal_id, "now": clock.now()})


def _of_death(_: Mapper[Person], connection: Connection, row: Person) -> None:
    if inspect(row).attrs.died_at.history.has_changes():
        connection.execute(_BY_PERSON, {"of": row.id, "now": clock.now()})


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
