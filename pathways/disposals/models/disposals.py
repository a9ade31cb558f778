"""Disposals with every step they took. A state is moved only by an update that names the state it must still have."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.auth import Rank
from pathways.disposals.rules import ENDED, GIVEN_IS_THE_END, STANDS_ASIDE, Kind, State, Verdict
from pathways.disposals.rules.machine import state_words
from pathways.store import Instant, Record, enum_column


def _in(column: str, values: object) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in sorted(values)) + ")"  # type: ignore[call-overload]


_OPEN = text(f"NOT {_in('state', STANDS_ASIDE)} AND NOT (state = 'GIVEN' AND {_in('kind', GIVEN_IS_THE_END)})")


class Disposal(Record):
    """One decision on one episode. `facts` and `results` are what it was proposed on, under `rules_version`.

    `signed_at` is when it took effect: signed, agreed or given. `limitation_on` is the last day to charge, where one
    runs. `ends_on` is the last day of a deferral, or of the time in which a penalty is paid or a court asked for.
    `alternatives` says of each other disposal why it was not chosen. Gravity is by the force's own table.
    """

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
        CheckConstraint("signed_at IS NULL OR authorised_at IS NOT NULL", name="signed_after_authority"),
        CheckConstraint(
            "signed_at IS NULL OR kind IN ('PND', 'CW') OR (consented_at IS NOT NULL AND explained_at IS NOT NULL)",
            name="signed_by_someone_told",
        ),
        CheckConstraint("(gravity_final IS NULL) = (gravity_version IS NULL)", name="gravity_with_its_table"),
        CheckConstraint("completed_at IS NULL OR signed_at IS NOT NULL", name="completed_after_signing"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "disposal_kind"))
    state: Mapped[State] = mapped_column(enum_column(State, "disposal_state"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rules_version: Mapped[str] = mapped_column(String(40))
    rationale: Mapped[str] = mapped_column(Text)
    reasons_cite_test: Mapped[bool]
    words_stand_because: Mapped[str | None] = mapped_column(Text)
    deadline_reason: Mapped[str | None] = mapped_column(Text)
    alternatives: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    limitation_on: Mapped[date | None]
    gravity_base: Mapped[int | None]
    gravity_factors: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    gravity_final: Mapped[int | None]
    gravity_version: Mapped[str | None] = mapped_column(String(40))
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
    ends_on: Mapped[date | None]
    completed_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def state_words(self) -> str:
        """Where it stands, in the words of its kind."""
        return state_words(self.kind, self.state)


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


class Judgement(Record):
    """What the rules said at one gate of one decision: the facts they were given and every reason, word for word.

    Both are canonical JSON, so that the same facts under the same book of rules give the same bytes on any day and on
    either database. Rows are added and never changed.
    """

    __tablename__ = "disposal_judgement"

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("disposal_event.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "judged_kind"))
    gate: Mapped[str] = mapped_column(String(12))
    on: Mapped[date] = mapped_column("judged_on")
    facts: Mapped[str] = mapped_column(Text)
    cleared: Mapped[str] = mapped_column(Text)
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict, "verdict"))
    results: Mapped[str] = mapped_column(Text)
    rules_version: Mapped[str] = mapped_column(String(40))


def has_ended() -> ColumnElement[bool]:
    """That a disposal has ended; a simple caution or a warning ends when it is given."""
    given = and_(Disposal.state == State.GIVEN, Disposal.kind.in_(GIVEN_IS_THE_END))
    return or_(Disposal.state.in_(ENDED), given)
