"""What was told, the answers and closures that staff enter, and which writes make a clock be read again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    event,
    inspect,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from pathways import clock
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.deadlines.rules.deadlines import Answered, TimerRecipient
from pathways.disposals.models import Condition, Disposal, DisposalEvent
from pathways.engagement.models.case import Attempt, Contact
from pathways.engagement.models.treatment import (
    FollowUp,
    FollowUpOutcome,
    NeedsAssessed,
    PlanReview,
    RequiredAssessmentOutcome,
)
from pathways.people.models.custody import Detention
from pathways.people.models.identity import Person
from pathways.referrals.models.needs_and_consents import Consent, NeedScreen
from pathways.referrals.models.referral import Appointment, Referral, mark_clocks, marking_clocks_due
from pathways.safeguarding.models import RiskScreen
from pathways.store.base import Instant, Record, Recorded, enum_column

# The tables of this room. No clock is a row: each is derived from what happened, whenever it is asked.


OPEN = "settled_at IS NULL"
"""The clock is still out of time. Written exactly as in the index: SQLite uses a partial index only for equal text."""


class Telling(Record):
    """One time that was up, told to one person or to the managers of one organisation. Never taken back.

    `number` counts the ends of one run from 1; 0 is an urgent clock that began. `key` is unique, so that two workers,
    or one that was killed, tell once. `settled_at` is when the clock was found to be in time again, or stopped; it is
    emptied where the same is late again, and `referral_id` is the link of the chain that was late last.
    """

    __tablename__ = "clock_told"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    timer: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[int]
    addressee: Mapped[TimerRecipient] = mapped_column(enum_column(TimerRecipient, "addressee"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    due_at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime] = mapped_column(Instant)
    by_phone: Mapped[bool] = mapped_column(default=False)
    ring: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str] = mapped_column(String(160))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("by_phone OR ring = ''", name="rings_by_phone"),
        CheckConstraint("number >= 0", name="number_not_negative"),
        Index(
            "ix_clock_told_organisation_id",
            "organisation_id",
            "due_at",
            "id",
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_clock_told_user_id", "user_id", "due_at", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )


class ClockAnswer(Record):
    """What somebody did about a clock that no step of the referral stops: a check, an attempt, a review."""

    __tablename__ = "clock_answer"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    answered: Mapped[Answered] = mapped_column(enum_column(Answered, "answered"))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Closure(Recorded):
    """Days on which a place is closed, the last one included. Without an organisation it holds for everybody.

    Taken out, never deleted: what was due meanwhile can be told afterwards.
    """

    __tablename__ = "closure"

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    why: Mapped[str] = mapped_column(String(120))
    taken_out_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_out_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_it_starts"),
        CheckConstraint("(taken_out_at IS NULL) = (taken_out_by_id IS NULL)", name="taken_out_by_somebody"),
    )


# Rows of other rooms that start or stop a clock, though they are no event of the referral.
#
# The rooms below know nothing of clocks. When one of these rows is written through the session, the referrals that it
# concerns are marked to be read again in the same transaction. What is written past the session is found within a day.


OF_REFERRAL = (Appointment, Attempt, Contact, NeedsAssessed, PlanReview)
OF_EPISODE = (Consent, Detention, NeedScreen, RequiredAssessment, RiskScreen)
OF_REQUIREMENT, OF_DISPOSAL = (RequiredAssessmentOutcome, FollowUp, FollowUpOutcome), (Condition, DisposalEvent)
"""A condition is reported and settled past the session, each time with a step of its disposal."""


# Run for nearly every row that is written, so built once.
_GIVEN: BindParameter[int] = bindparam("of")
_BY_EPISODE = marking_clocks_due(Referral.episode_id == _GIVEN)
_BY_REQUIREMENT = marking_clocks_due(
    Referral.episode_id
    == select(RequiredAssessment.episode_id).where(RequiredAssessment.id == _GIVEN).scalar_subquery()
)
_BY_DISPOSAL = marking_clocks_due(
    Referral.episode_id == select(Disposal.episode_id).where(Disposal.id == _GIVEN).scalar_subquery()
)
_BY_PERSON = marking_clocks_due(
    Referral.person_id.in_(select(Person.id).where(or_(Person.id == _GIVEN, Person.merged_into_id == _GIVEN)))
)


def _of_referral(_: Mapper[Any], connection: Connection, row: Any) -> None:
    mark_clocks(connection, row.referral_id, clock.now())


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
