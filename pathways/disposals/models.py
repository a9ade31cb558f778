"""Fact sheets, force settings, disposals with every step they took, and their conditions.

A fact sheet and a setting are replaced by a later row, never changed. A disposal's state is moved only by an update
that names the state it must still have; each move is an event that nobody changes or removes.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.auth import Rank
from pathways.disposals.rules import STANDS_ASIDE, ConditionKind, ConditionStatus, Kind, Proof, Reported, State
from pathways.disposals.rules.conditions import Object
from pathways.store import Instant, Record, enum_column

_LIVE = text("superseded_at IS NULL")
_OPEN = text("state NOT IN (" + ", ".join(f"'{state}'" for state in sorted(STANDS_ASIDE)) + ")")


class FactSheet(Record):
    """The answers an officer gave about one episode. One row is live; the rest say what was known before."""

    __tablename__ = "fact_sheet"
    __table_args__ = (
        Index("uq_fact_sheet_live", "episode_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_when_named"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    offence_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("fact_sheet.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))


class Switch(Record):
    """What a force has said on one of its settings, from a day on until a day (that day no longer)."""

    __tablename__ = "force_switch"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_starts"),
        UniqueConstraint("organisation_id", "name", "valid_from"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(JSON)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Disposal(Record):
    """One decision on one episode. `facts` and `results` are what it was proposed on, under `rules_version`."""

    __tablename__ = "disposal"
    __table_args__ = (
        Index("uq_disposal_open", "episode_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_disposal_organisation_id_state", "organisation_id", "state"),
        CheckConstraint(
            "(authorised_at IS NULL) = (authorised_by_id IS NULL)"
            " AND (authorised_at IS NULL) = (authorised_rank IS NULL)",
            name="authorised_whole",
        ),
        CheckConstraint("authorised_by_id IS NULL OR authorised_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name="signed_whole"),
        CheckConstraint("(signed_at IS NULL) = (outcome_requested IS NULL)", name="code_when_signed"),
        CheckConstraint(
            "signed_at IS NULL"
            " OR (authorised_at IS NOT NULL AND consented_at IS NOT NULL AND explained_at IS NOT NULL)",
            name="signed_after_authority",
        ),
        CheckConstraint("completed_at IS NULL OR signed_at IS NOT NULL", name="completed_after_signing"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "disposal_kind"))
    state: Mapped[State] = mapped_column(enum_column(State, "disposal_state"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rules_version: Mapped[str] = mapped_column(String(20))
    rationale: Mapped[str] = mapped_column(Text)
    reasons_cite_test: Mapped[bool]
    words_stand_because: Mapped[str | None] = mapped_column(Text)
    deadline_reason: Mapped[str | None] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    authorised_at: Mapped[datetime | None] = mapped_column(Instant)
    authorised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    authorised_rank: Mapped[Rank | None] = mapped_column(enum_column(Rank, "disposal_rank"))
    explained_at: Mapped[datetime | None] = mapped_column(Instant)
    consented_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outcome_requested: Mapped[str | None] = mapped_column(String(4))
    completed_at: Mapped[datetime | None] = mapped_column(Instant)


class DisposalEvent(Record):
    """One step a disposal took: who, of which rank, when, why. Rows are added and never changed."""

    __tablename__ = "disposal_event"

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    event: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[State] = mapped_column(enum_column(State, "from_state"))
    to_state: Mapped[State] = mapped_column(enum_column(State, "to_state"))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(4))
    rank: Mapped[Rank | None] = mapped_column(enum_column(Rank, "event_rank"))
    reason: Mapped[str | None] = mapped_column(Text)
    recorded: Mapped[dict[str, Any]] = mapped_column(JSON)


class Condition(Record):
    """One condition. A service reports; only an officer's acceptance makes it met. `object` follows from the kind."""

    __tablename__ = "disposal_condition"
    __table_args__ = (
        CheckConstraint(
            "(reported_as IS NULL) = (reported_on IS NULL) AND (reported_as IS NULL) = (reported_by_id IS NULL)",
            name="report_whole",
        ),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="acceptance_whole"),
        CheckConstraint("(status = 'met') = (accepted_at IS NOT NULL)", name="met_when_accepted"),
    )

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    position: Mapped[int]
    kind: Mapped[ConditionKind] = mapped_column(enum_column(ConditionKind, "condition_kind"))
    object: Mapped[Object] = mapped_column(enum_column(Object, "condition_object"))
    wording: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    proof: Mapped[Proof] = mapped_column(enum_column(Proof, "condition_proof"))
    hours: Mapped[int | None]
    amount: Mapped[int | None]
    status: Mapped[ConditionStatus] = mapped_column(
        enum_column(ConditionStatus, "condition_status"), default=ConditionStatus.OPEN
    )
    reported_as: Mapped[Reported | None] = mapped_column(enum_column(Reported, "condition_reported"))
    reported_on: Mapped[date | None]
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    evidence: Mapped[str | None] = mapped_column(Text)
