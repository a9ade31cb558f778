"""The offences of an episode; and the authorities for them: given, refused and asked for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules import AuthorityMode, RequestEnd
from pathways.auth.roles import Rank
from pathways.law.rules.findings import ClosedAs
from pathways.store.base import WHEN_NAMED, Instant, Record, Recorded, SupersededAtLength, enum_column, one_live_row


class Offence(Recorded, SupersededAtLength):
    """An offence of an episode, with whether it is a trigger offence on its dates and the version of the law for that.

    `number` stays the same through corrections. `code` is one of `listed_codes`; for OTHER, `described_as` says what it
    is. Outside detention there may be no arrest.
    """

    __tablename__ = "offence"
    __table_args__ = (
        one_live_row("offence", "episode_id", "number"),
        CheckConstraint(WHEN_NAMED, name="superseded_when_named"),
        CheckConstraint("(closed_at IS NULL) = (closed_as IS NULL)", name="closed_with_how"),
        CheckConstraint(
            "charged_at IS NULL OR arrested_at IS NULL OR charged_at >= arrested_at", name="charged_after_arrest"
        ),
        CheckConstraint("code <> 'OTHER' OR described_as IS NOT NULL", name="other_offence_described"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(30))
    described_as: Mapped[str | None] = mapped_column(String(200))
    drug: Mapped[str | None] = mapped_column(String(40))
    amount: Mapped[str | None] = mapped_column(String(60))
    arrested_at: Mapped[datetime | None] = mapped_column(Instant)
    charged_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_as: Mapped[ClosedAs | None] = mapped_column(enum_column(ClosedAs, "closed_as"))
    is_trigger_on_arrest: Mapped[bool] = mapped_column(default=False)
    is_trigger_on_charge: Mapped[bool] = mapped_column(default=False)
    law_version: Mapped[str] = mapped_column(String(40))


class Authority(Recorded):
    """An inspector's authority for one offence, with the rank held when it was given (PACE 1984 s.63B(1A)(b), s.63C).

    A written one is recorded by its giver. An oral one may be recorded for the inspector, who then confirms it, or says
    that it is not what they said (`disowned_at`). In that case it is no authority.
    """

    __tablename__ = "authority"
    __table_args__ = (
        CheckConstraint("length(grounds) >= 20", name="grounds_of_twenty_characters"),
        CheckConstraint("rank NOT IN ('constable', 'sergeant')", name="inspector_or_above"),
        CheckConstraint("mode <> 'written' OR given_by_id = recorded_by_id", name="written_by_its_giver"),
        CheckConstraint("told_at IS NULL OR told_at >= given_at", name="told_after_given"),
        CheckConstraint("(disowned_at IS NULL) = (disowned_words IS NULL)", name="disowned_with_words"),
        CheckConstraint("disowned_at IS NULL OR confirmed_in_writing_at IS NULL", name="confirmed_or_disowned"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    offence_id: Mapped[int] = mapped_column(ForeignKey("offence.id"), index=True)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    rank: Mapped[Rank] = mapped_column(enum_column(Rank, "rank"))
    grounds: Mapped[str] = mapped_column(Text)
    mode: Mapped[AuthorityMode] = mapped_column(enum_column(AuthorityMode, "mode"))
    given_at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_in_writing_at: Mapped[datetime | None] = mapped_column(Instant)
    disowned_at: Mapped[datetime | None] = mapped_column(Instant)
    disowned_words: Mapped[str | None] = mapped_column(Text)


class AuthorityRefusal(Recorded):
    """An inspector's refusal to authorise a test for one offence, with the rank held that day, and why."""

    __tablename__ = "authority_refusal"
    __table_args__ = (
        CheckConstraint("length(reason) >= 1", name="refused_with_why"),
        CheckConstraint("rank NOT IN ('constable', 'sergeant')", name="inspector_or_above"),
        CheckConstraint("mode <> 'written' OR refused_by_id = recorded_by_id", name="written_by_its_giver"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    offence_id: Mapped[int] = mapped_column(ForeignKey("offence.id"))
    refused_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    rank: Mapped[Rank] = mapped_column(enum_column(Rank, "rank"))
    reason: Mapped[str] = mapped_column(Text)
    mode: Mapped[AuthorityMode] = mapped_column(enum_column(AuthorityMode, "mode"))
    refused_at: Mapped[datetime] = mapped_column(Instant)


class AuthorityRequest(Record):
    """An officer's request for an inspector's authority for one offence, with the grounds, and how it ended.

    An inspector answers it, the officer withdraws it, or it is overtaken: the offence was removed or became a trigger.
    A release, a death or a test ends it too; that is read from those records and not stored here.
    """

    __tablename__ = "authority_request"
    __table_args__ = (
        Index(
            "uq_authority_request_open",
            "offence_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("length(grounds) >= 1", name="asked_with_why"),
        CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="ended_with_how"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_with_who"),
        CheckConstraint("ended_at IS NULL OR ended_at >= asked_at", name="ended_after_asked"),
        CheckConstraint("ended_as <> 'withdrawn' OR ended_by_id = asked_by_id", name="withdrawn_by_its_asker"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    offence_id: Mapped[int] = mapped_column(ForeignKey("offence.id"))
    grounds: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_as: Mapped[RequestEnd | None] = mapped_column(enum_column(RequestEnd, "ended_as"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
