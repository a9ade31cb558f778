"""Organisations, their places and people, what each holds and since when, sessions, and one-time links."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pathways.auth.roles import OrganisationKind, Rank, Role, role_facts
from pathways.links.models import WorksOnce
from pathways.store.base import Instant, Record, enum_column, list_table, listed


class Organisation(Record):
    """A police force, a treatment provider, a health service in a custody suite, or a commissioner."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[OrganisationKind] = mapped_column(enum_column(OrganisationKind, "kind"))
    email_domain: Mapped[str] = mapped_column(String(120), default="")
    further_domains: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def email_domains(self) -> list[str]:
        """What its work e-mail ends with, the usual one first. None: any address that is not a personal one."""
        return [domain for domain in (self.email_domain, *(self.further_domains or ())) if domain]

    @email_domains.setter
    def email_domains(self, domains: Sequence[str]) -> None:
        self.email_domain, self.further_domains = domains[0] if domains else "", list(domains[1:]) or None


class Suite(Record):
    """A custody suite of a force."""

    __tablename__ = "suite"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(120))
    town: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40), default="")
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class User(Record):
    """Somebody who may sign in. Disabled, never deleted: what they did stays theirs.

    A stand-in (made at `stand_in_at`) acts for a provider that answers by links: it has no password, and nobody ever
    signs in as it.
    """

    __tablename__ = "user_account"
    __table_args__ = (
        UniqueConstraint("sign_in_name"),
        CheckConstraint("(disabled_at IS NULL) = (disabled_reason IS NULL)", name="disabled_with_reason"),
        Index(
            "uq_user_account_stand_in",
            "organisation_id",
            unique=True,
            sqlite_where=text("stand_in_at IS NOT NULL"),
            postgresql_where=text("stand_in_at IS NOT NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(String(120))
    sign_in_name: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    suite_id: Mapped[int | None] = mapped_column(ForeignKey("suite.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(Instant)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    disabled_reason: Mapped[str | None] = mapped_column(String(400))
    disabled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    stand_in_at: Mapped[datetime | None] = mapped_column(Instant)


ROLES = list_table("role", {role.value: role for role in role_facts()})


class RoleHeld(Record):
    """A role somebody holds from a day, until a day or until it is taken away."""

    __tablename__ = "role_held"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_starts"),
        Index("ix_role_held_user_id", "user_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[Role] = listed(ROLES)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    @classmethod
    def is_held_on(cls, day: date | ColumnElement[date]) -> ColumnElement[bool]:
        """Whether it is held on a day, for a statement: it began, has not ended, and was not taken away."""
        return and_(cls.removed_at.is_(None), cls.from_on <= day, or_(cls.until_on.is_(None), cls.until_on >= day))


class RankHeld(Record):
    """A rank from a day on, until the next. Rows are added, never changed."""

    __tablename__ = "rank_held"
    __table_args__ = (UniqueConstraint("user_id", "from_on"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    rank: Mapped[Rank] = mapped_column(enum_column(Rank, "rank"))
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class SignInSession(Record):
    """One sign-in at one terminal in one role. The token itself is only in the cookie; here is its hash."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_with_reason"),
        Index("ix_sign_in_session_user_id", "user_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role] = listed(ROLES)
    started_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    end_reason: Mapped[str | None] = mapped_column(String(40))
    replayed_at: Mapped[datetime | None] = mapped_column(Instant)


class OneTimeLink(WorksOnce, Record):
    """An invitation or a reset: works once, until it ends; only its hash is kept."""

    __tablename__ = "one_time_link"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("purpose IN ('invitation', 'reset')", name="purpose"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class KnownDevice(Record):
    """A browser in which a user signed in: only the hash of its token is kept. It opens nothing by itself."""

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("user_id", "token_hash"), Index("ix_known_device_token_hash", "token_hash"))

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    known_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime] = mapped_column(Instant)
