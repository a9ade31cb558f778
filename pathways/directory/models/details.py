"""What a service says of itself beyond its entry: hours, days that differ, places, whom it is for, where it is named
in other directories. A service without a row has said none of it."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.directory.rules import PlaceKind
from pathways.store import Instant, Record, enum_column

STANDING = text("ended_at IS NULL")


class ServiceDetail(Record):
    """The rest of a service's entry.

    `hours` is a list of {"weekday", "opens", "closes"} with times as "09:00", London wall time. `outcodes` are first
    halves of postcodes, `towns` names. `access` holds values of `rules.Access`. `reference` is the entry's own UUID in
    every directory that takes our files, given when the first one is written. `came_with` is what a file of Open
    Referral said that Pathways does not hold: it is given back as it came. `published_at` is when the entry last
    changed, by whoever keeps it.
    """

    __tablename__ = "service_detail"

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), unique=True)
    reference: Mapped[str | None] = mapped_column(String(36), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    outcodes: Mapped[list[str]] = mapped_column(JSON, default=list)
    towns: Mapped[list[str]] = mapped_column(JSON, default=list)
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    co_occurring: Mapped[bool] = mapped_column(default=False)
    outreach: Mapped[bool] = mapped_column(default=False)
    remote: Mapped[bool] = mapped_column(default=False)
    access: Mapped[list[str]] = mapped_column(JSON, default=list)
    hours: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    on_bank_holidays: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    came_with: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        CheckConstraint("age_from IS NULL OR age_from >= 0", name="age_from_not_negative"),
        CheckConstraint("age_to IS NULL OR age_to >= 0", name="age_to_not_negative"),
        CheckConstraint("age_from IS NULL OR age_to IS NULL OR age_from <= age_to", name="ages_in_order"),
    )


class ServicePlace(Record):
    """Where a service is met: a building, a postal address, or a room on the telephone or the screen. Never deleted."""

    __tablename__ = "service_place"

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    reference: Mapped[str] = mapped_column(String(36))
    kind: Mapped[PlaceKind] = mapped_column(enum_column(PlaceKind, "kind"))
    name: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    town: Mapped[str] = mapped_column(String(80), default="")
    region: Mapped[str] = mapped_column(String(80), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    country: Mapped[str] = mapped_column(String(60), default="GB")
    came_with: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        Index(
            "uq_service_place_standing",
            "service_id",
            "reference",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
    )


class ServiceException(Record):
    """Days on which a service is closed, or open at other hours. Two rows may cover one day. Never deleted."""

    __tablename__ = "service_exception"

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    why: Mapped[str] = mapped_column(String(200), default="")
    reference: Mapped[str] = mapped_column(String(36))
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="last_after_first"),
        CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="opens_and_closes"),
        CheckConstraint("opens IS NULL OR closes > opens", name="closes_after_it_opens"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
    )


class ProviderDetail(Record):
    """What other directories know a provider by. A provider without a row was never in a file."""

    __tablename__ = "provider_detail"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(36), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    came_with: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
