"""The tables of answers about risks, of concerns with their review, and of services to avoid."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.safeguarding.rules.concerns import Agreed
from pathways.safeguarding.rules.risks import AvoidWhy
from pathways.store.base import WHEN_NAMED, Instant, Record, Recorded, Superseded, enum_column, one_live_row
from pathways.vocabulary import Answer, YesNo


class RiskScreen(Recorded, Superseded):
    """The three risks of one episode. One row is live; a later answer supersedes it. Blank is "nobody asked yet"."""

    __tablename__ = "risk_screen"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    overdose_last_7_days: Mapped[Answer | None] = mapped_column(enum_column(Answer, "overdose_last_7_days"))
    suicide_risk: Mapped[Answer | None] = mapped_column(enum_column(Answer, "suicide_risk"))
    exploitation: Mapped[Answer | None] = mapped_column(enum_column(Answer, "exploitation"))

    __table_args__ = (
        CheckConstraint(WHEN_NAMED, name="superseded_with_when"),
        CheckConstraint(
            "overdose_last_7_days IS NOT NULL OR suicide_risk IS NOT NULL OR exploitation IS NOT NULL",
            name="something_was_asked",
        ),
        one_live_row("risk_screen", "episode_id"),
    )


class Concern(Record):
    """A concern that somebody is exploited, and its review. Nobody changes or removes it; a further one is a new row.

    `organisation_id` is whose staff raised it, `force_id` the force whose deciding officer reviews it.
    """

    __tablename__ = "concern"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    force_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    signs: Mapped[list[str]] = mapped_column(JSON)
    immediate_danger: Mapped[YesNo] = mapped_column(enum_column(YesNo, "immediate_danger"))
    danger_done: Mapped[str | None] = mapped_column(String(400))
    note: Mapped[str | None] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(Instant)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    passed_to: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    agreed: Mapped[Agreed | None] = mapped_column(enum_column(Agreed, "agreed"))
    reference: Mapped[str | None] = mapped_column(String(60))
    review_reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by_id IS NULL) AND (reviewed_at IS NULL) = (passed_to IS NULL)"
            " AND (reviewed_at IS NULL) = (agreed IS NULL) AND (reviewed_at IS NULL) = (review_reason IS NULL)",
            name="reviewed_whole",
        ),
        CheckConstraint("immediate_danger = 'no' OR danger_done IS NOT NULL", name="danger_answered"),
        CheckConstraint("reviewed_at IS NULL OR reviewed_at >= raised_at", name="reviewed_after"),
        Index("ix_concern_force_id_reviewed_at", "force_id", "reviewed_at"),
    )


class ServiceToAvoid(Recorded):
    """A service that a person must not be sent to, until it is taken off the list. Nobody changes or removes a row.

    `organisation_id` is whose staff recorded it and read it; `concern_id` the concern that named it, if one did.
    """

    __tablename__ = "service_to_avoid"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    why: Mapped[AvoidWhy] = mapped_column(enum_column(AvoidWhy, "why"))
    note: Mapped[str | None] = mapped_column(String(400))
    concern_id: Mapped[int | None] = mapped_column(ForeignKey("concern.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        Index(
            "uq_service_to_avoid_live",
            "person_id",
            "service_id",
            "organisation_id",
            "recorded_by_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
