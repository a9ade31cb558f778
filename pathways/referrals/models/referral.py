"""The tables of a referral with its milestones, of its appointments, and of what happened to it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol, cast

from sqlalchemy import (
    JSON,
    BindParameter,
    CheckConstraint,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    Update,
    bindparam,
    column,
    event,
    false,
    func,
    inspect,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from pathways.people.models.identity import Person
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose, WayToMeet
from pathways.referrals.routing.rules import choice_reasons
from pathways.referrals.sending.rules import LATER_TURN, ReferralRoute
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import (
    WHEN_NAMED,
    Instant,
    Record,
    Superseded,
    db,
    enum_column,
    list_table,
    listed,
    shared_alias,
)
from pathways.tables import Listed

# Appointments of a referral.


UNRECORDED = text("outcome IS NULL AND superseded_at IS NULL")
RECORDED = text("outcome IS NOT NULL AND superseded_at IS NULL")


class Appointment(Superseded):
    """An appointment that was offered: the first one by accepting, later ones by the engagement stage."""

    __tablename__ = "appointment"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(120))
    channel: Mapped[WayToMeet] = mapped_column(enum_column(WayToMeet, "channel"))
    purpose: Mapped[AppointmentPurpose] = mapped_column(enum_column(AppointmentPurpose, "purpose"))
    offered_at: Mapped[datetime] = mapped_column(Instant)
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[AppointmentOutcome | None] = mapped_column(enum_column(AppointmentOutcome, "outcome"))
    outcome_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        CheckConstraint(
            "(outcome IS NULL) = (outcome_at IS NULL) AND (outcome IS NULL) = (outcome_by_id IS NULL)",
            name="outcome_with_who_and_when",
        ),
        CheckConstraint(WHEN_NAMED, name="superseded_with_when"),
        # The day of a service: what is not recorded yet, from the longest ago, and what was recorded of today.
        Index("ix_appointment_unrecorded", "starts_at", "id", sqlite_where=UNRECORDED, postgresql_where=UNRECORDED),
        Index("ix_appointment_recorded", "starts_at", "id", sqlite_where=RECORDED, postgresql_where=RECORDED),
    )


# What happened to a referral, step by step.


class ReferralEvent(Record):
    """A step that was taken: from, to, by whom in which role, and why. Rows are added, never changed.

    A step that a clock took has no person and the role `system`. `recorded` holds what the table says must be recorded,
    by the names of `steps/data/step_fields.csv`: the service's own words, which police never read.
    """

    __tablename__ = "referral_event"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    event: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "from_state"))
    to_state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "to_state"))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(200))
    # Read only where a step is shown again: no list loads it.
    recorded: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)

    __table_args__ = (CheckConstraint("(by_id IS NULL) = (role = 'system')", name="nobody_but_the_system"),)

    @classmethod
    def of(
        cls,
        referral_id: int,
        event: str,
        before: ReferralState,
        after: ReferralState,
        *,
        at: datetime,
        by_id: int | None,
        role: str,
        reason: str | None = None,
        recorded: Mapping[str, Any] | None = None,
    ) -> "ReferralEvent":
        """A new event, added to the session."""
        taken = cls(
            referral_id=referral_id,
            event=event,
            from_state=before,
            to_state=after,
            at=at,
            by_id=by_id,
            role=role,
            reason=reason,
            recorded=dict(recorded) if recorded else None,
        )
        db.session.add(taken)
        return taken


_REFERRAL = table("referral", column("id"), column("look_at", Instant()))
_LOOK = update(_REFERRAL).where(_REFERRAL.c.id == bindparam("of")).values(look_at=bindparam("moment"))


@event.listens_for(ReferralEvent, "after_insert")
def _clocks_are_read_anew(_mapper: Mapper[ReferralEvent], connection: Connection, taken: ReferralEvent) -> None:
    """Mark the referral's clocks to be read again at once, because any event may start or stop one."""
    mark_clocks(connection, taken.referral_id, taken.at)


def read_clocks_anew(referral_id: int, at: datetime) -> None:
    """Mark a referral's clocks to be read again, where something happened that adds no event."""
    mark_clocks(db.session.connection(), referral_id, at)


def mark_clocks(connection: Connection, referral_id: int, at: datetime) -> None:
    """Mark a referral's clocks to be read again at once. What happens later in the transaction finds them marked."""
    marked = clocks_marked(connection)
    if referral_id not in marked:
        connection.execute(_LOOK, {"of": referral_id, "moment": at})
        marked.add(referral_id)


def clocks_marked(connection: Connection) -> set[int]:
    """The referrals whose clocks this transaction has marked and not read since.

    Kept with the transaction itself, and inside a savepoint with that: what is ended or undone is never looked at.
    """
    within = connection.get_nested_transaction() or connection.get_transaction()
    of, marked = connection.info.get("clocks_marked", (None, set()))
    if within is None or of is not within:
        marked = set()
        connection.info["clocks_marked"] = (within, marked)
    return cast(set[int], marked)


# The referral with its milestones.


WAITS = "state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"
"""A service's answer is due: the group WITH_PROVIDER, written out for the index and the inbox alike. SQLite uses a
partial index only for a query in the same words, and never when the states are bound as parameters."""

WITH_A_SERVICE = "accepted_at IS NOT NULL AND closed_at IS NULL"
"""Somebody accepted it and the case is not closed: the caseload, written out for its indexes."""

LOOKED_AT = "look_at IS NOT NULL"
"""Its clocks are to be read. Written out in the words of the index, as `WAITS` is."""


def _when_made(context: Any) -> datetime:
    made_at: datetime = context.get_current_parameters()["made_at"]
    return made_at


CHOICE_REASONS = list_table("choice_reason", choice_reasons())


class Referral(Record):
    """One offer of a person to a service. Sent on, it gets a child that keeps `first_submitted_at`: no clock restarts.

    `sent_by_id` is who first referred the person, copied to each child until a service has accepted; after that it is
    who found the place. `service_id` and `organisation_id` are empty while a pathway manager looks for a place.
    Milestones are written by the action that makes them true.
    """

    __tablename__ = "referral"

    reference: Mapped[str | None] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "state"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    route: Mapped[ReferralRoute | None] = mapped_column(enum_column(ReferralRoute, "route"))
    # Three kilobytes a row, read only when a past choice is explained: no list loads it.
    routing: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    choice_reason: Mapped[Listed | None] = listed(CHOICE_REASONS)
    placing_note: Mapped[str | None] = mapped_column(String(500))
    bounces: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Instant)
    first_submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    due_on: Mapped[date | None]
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    keyworker_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    first_offered_on: Mapped[date | None]
    first_attended_on: Mapped[date | None]
    assessed_on: Mapped[date | None]
    engaged_on: Mapped[date | None]
    exited_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    # When its clocks are read next: an event sets it to its own moment, reading them sets it to the next deadline.
    look_at: Mapped[datetime | None] = mapped_column(Instant, default=_when_made)
    # Urgent first (`sending.rules.turn_of`): written by `sending.actions` together with whatever makes it urgent.
    inbox_turn: Mapped[int] = mapped_column(default=LATER_TURN, server_default=text("1"))
    # Whether whoever it is about has died, by the record that stays: a list in the order of an index need not pass over
    # them. Written below, with the person's own row. Asked in statements alone: no list loads it.
    person_died: Mapped[bool] = mapped_column(default=False, server_default=false(), deferred=True)
    # It was answered in another system: nothing follows from it, and who accepted it there is not known.
    is_of_before: Mapped[bool] = mapped_column(default=False, server_default=false())
    # In which area the person lived, as that system has it. Here it is asked of the person: see NeedScreen.
    area_of_before: Mapped[str | None] = mapped_column(String(40), deferred=True)

    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint(
            "(reference IS NULL) = (sent_at IS NULL) AND (sent_at IS NULL) = (first_submitted_at IS NULL)"
            " AND (sent_at IS NULL) = (sent_by_id IS NULL) AND (sent_at IS NULL) = (due_on IS NULL)",
            name="sent_with_its_reference_and_clock",
        ),
        CheckConstraint("area_of_before IS NULL OR is_of_before", name="area_of_before"),
        CheckConstraint("state <> 'SUBMITTED' OR sent_at IS NOT NULL", name="submitted_was_sent"),
        CheckConstraint("(service_id IS NULL) = (organisation_id IS NULL)", name="service_with_its_organisation"),
        CheckConstraint(
            "is_of_before"
            " OR (accepted_at IS NULL) = (accepted_by_id IS NULL) AND (accepted_at IS NULL) = (keyworker_id IS NULL)",
            name="accepted_with_who_and_keyworker",
        ),
        CheckConstraint("accepted_at IS NULL OR service_id IS NOT NULL", name="accepted_by_a_service"),
        CheckConstraint("first_attended_on IS NULL OR accepted_at IS NOT NULL", name="attended_after_acceptance"),
        CheckConstraint("engaged_on IS NULL OR accepted_at IS NOT NULL", name="engaged_after_acceptance"),
        CheckConstraint("exited_on IS NULL OR accepted_at IS NOT NULL", name="exited_after_acceptance"),
        CheckConstraint("bounces >= 0", name="bounces_not_negative"),
        # The inbox: one range scan an organisation, in the order of the page, urgent first, apart from whoever died; it
        # only contains what waits for an answer.
        Index(
            "ix_referral_inbox",
            "organisation_id",
            "person_died",
            "inbox_turn",
            "due_on",
            "sent_at",
            "id",
            sqlite_where=text(WAITS),
            postgresql_where=text(WAITS),
        ),
        # The caseload: what is accepted and not closed, a provider's or a keyworker's, longest with them first. Whoever
        # died stands apart, but for a search by name, which finds them among the others.
        Index(
            "ix_referral_caseload",
            "organisation_id",
            "accepted_at",
            "id",
            sqlite_where=text(WITH_A_SERVICE),
            postgresql_where=text(WITH_A_SERVICE),
        ),
        Index(
            "ix_referral_caseload_apart",
            "organisation_id",
            "person_died",
            "accepted_at",
            "id",
            sqlite_where=text(WITH_A_SERVICE),
            postgresql_where=text(WITH_A_SERVICE),
        ),
        Index(
            "ix_referral_keyworker",
            "keyworker_id",
            "person_died",
            "accepted_at",
            "id",
            sqlite_where=text(WITH_A_SERVICE),
            postgresql_where=text(WITH_A_SERVICE),
        ),
        Index("ix_referral_look_at", "look_at", "id", sqlite_where=text(LOOKED_AT), postgresql_where=text(LOOKED_AT)),
        # What closed lately, by when: its consents lapse. Open referrals are not in it and cost nothing.
        Index(
            "ix_referral_closed_at",
            "closed_at",
            "episode_id",
            sqlite_where=text("closed_at IS NOT NULL"),
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
        Index("ix_referral_state_first_submitted_at", "state", "first_submitted_at", "id"),
        # In the order of the list of what somebody sent: fifty of it, not all that they sent in years.
        Index("ix_referral_sent_by_id", "sent_by_id", "first_submitted_at", "id"),
    )


class ReferralOnList(Protocol):
    """What a list says of a referral is read by this much of it: the record, or what a list read of one."""

    @property
    def id(self) -> int: ...
    @property
    def person_id(self) -> int: ...
    @property
    def episode_id(self) -> int: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def keyworker_id(self) -> int | None: ...


def marking_clocks_due(whose: ColumnElement[bool]) -> Update:
    """The UPDATE by which the clocks of these referrals are read next at `now`, not yet executed: run it with that
    parameter, an instant. The session does not learn of it."""
    return update(cast(Table, Referral.__table__)).where(whose).values(look_at=bindparam("now"))


# Whether the person died, kept with the referral. It is written in the transaction that records a death or takes it
# back, joins two records or parts them. Whoever died is referred nowhere any more, so it begins as untrue.


_OWN, _STAYS = shared_alias(Person), shared_alias(Person)
_OF_RECORD: BindParameter[int] = bindparam("of_record")
_KEPT = cast(Table, Referral.__table__)
_DIED = (
    select(_STAYS.id)
    .join_from(_OWN, _STAYS, _STAYS.id == func.coalesce(_OWN.merged_into_id, _OWN.id))
    .where(_OWN.id == _KEPT.c.person_id, _STAYS.died_at.is_not(None))
    .exists()
)
_KEEP = (
    update(_KEPT)
    .where(_KEPT.c.person_id.in_(select(_OWN.id).where(or_(_OWN.id == _OF_RECORD, _OWN.merged_into_id == _OF_RECORD))))
    .values(person_died=_DIED)
)


@event.listens_for(Person, "after_update")
def _died_or_lives(_mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    changed = inspect(person).attrs
    if changed.died_at.history.has_changes() or changed.merged_into_id.history.has_changes():
        connection.execute(_KEEP, {"of_record": person.id})
