"""Tables of the directory: areas and towns, services with details and history, diaries, and files sent in."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.directory.entries.rules import ChangeKind, FileOutcome, PlaceKind
from pathways.store.base import Instant, Record, enum_column

# The areas and towns of a county, which belong to an organisation, each with the days on which it holds.


class AreaName(Record):
    """An area under one name. `valid_to` is the first day on which it no longer has it.

    A new name is a new row with the same `code`: what was recorded under the code stays with it.
    """

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_began"),
        CheckConstraint("code <> 'elsewhere'", name="elsewhere_is_no_area"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Town(Record):
    """A town, the area it is in (None: elsewhere in the county) and its centre, if somebody measured it."""

    __tablename__ = "town"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_began"),
        CheckConstraint("(north IS NULL) = (east IS NULL)", name="centre_whole"),
        CheckConstraint("north IS NULL OR (north BETWEEN -90 AND 90 AND east BETWEEN -180 AND 180)", name="on_the_map"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    area_code: Mapped[str | None] = mapped_column(String(40))
    north: Mapped[float | None] = mapped_column(Float)
    east: Mapped[float | None] = mapped_column(Float)
    source: Mapped[str] = mapped_column(String(200), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Instant)


# The history of a service's entry: what was changed, by whom and when. Rows are only added.


class ServiceChange(Record):
    """One change: each field that changed, before and after, in the words that staff read."""

    __tablename__ = "service_change"
    __table_args__ = (Index("ix_service_change_service_id_changed_at", "service_id", "changed_at"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    kind: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind, "kind"))
    was: Mapped[dict[str, Any]] = mapped_column(JSON)
    became: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


# What a service says of itself beyond its entry: hours, days that differ, places, whom it is for, its ids in other
# directories. A service without a row has said nothing of it.


STANDING = text("ended_at IS NULL")


class ServiceDetail(Record):
    """The rest of a service's entry.

    `hours` is a list of {"weekday", "opens", "closes"} with times as "09:00", London wall time. `outcodes` are first
    halves of postcodes, `towns` names. `access` holds values of `entries.rules.Access`. `reference` is the entry's own
    UUID in every directory that takes our files, given when the first one is written. `came_with` is what a file of
    Open Referral said that Pathways does not hold: it is given back as it came. `published_at` is when the entry last
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
    """Where people meet a service: a building, a postal address, or by telephone or screen. Never deleted."""

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
    """Days on which a service is closed or has other hours. Two rows may cover one day. Never deleted."""

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
    """The id by which other directories know a provider. A provider without a row was in no file yet."""

    __tablename__ = "provider_detail"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(36), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    came_with: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


# Services of providers, and the times in their diaries.


IN_DIARY = text("ended_at IS NULL")


class Service(Record):
    """Where a person can be sent. `areas` holds codes of the county's areas, `needs` values of `vocabulary.Need`.

    `closed_on` is the first day on which it takes no referral. Free places always carry the day they were counted.
    A service with an `answer_email` has nobody who signs in: each referral goes there as a link to it alone.
    """

    __tablename__ = "service"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    town: Mapped[str] = mapped_column(String(80))
    areas: Mapped[list[str]] = mapped_column(JSON)
    needs: Mapped[list[str]] = mapped_column(JSON)
    women_only: Mapped[bool] = mapped_column(default=False)
    young_people: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str] = mapped_column(String(40), default="")
    opening_hours: Mapped[str] = mapped_column(String(500), default="")
    access_notes: Mapped[str] = mapped_column(String(1000), default="")
    languages: Mapped[str] = mapped_column(String(300), default="")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    places: Mapped[int | None]
    places_updated_on: Mapped[date | None]
    typical_wait_days: Mapped[int | None]
    answer_email: Mapped[str | None] = mapped_column(String(254))

    __table_args__ = (
        UniqueConstraint("organisation_id", "name", "town", name="uq_service_organisation_id_name_town"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opened"),
        CheckConstraint("(places IS NULL) = (places_updated_on IS NULL)", name="places_with_their_day"),
        CheckConstraint("places IS NULL OR places >= 0", name="places_not_negative"),
        CheckConstraint("typical_wait_days IS NULL OR typical_wait_days >= 0", name="wait_not_negative"),
    )


class Slot(Record):
    """A time in a service's diary for a required assessment.

    `kept_for` is a key for what it is held or taken for, which only its owner understands: the diary knows no person. A
    hold ends with the clock, so `held_until` may have passed.
    """

    __tablename__ = "slot"
    __table_args__ = (
        Index(
            "uq_slot_in_diary", "service_id", "starts_at", unique=True, sqlite_where=IN_DIARY, postgresql_where=IN_DIARY
        ),
        CheckConstraint("minutes > 0", name="takes_time"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        CheckConstraint("held_until IS NULL OR taken_at IS NULL", name="held_or_taken"),
        CheckConstraint("(kept_for IS NULL) = (held_until IS NULL AND taken_at IS NULL)", name="kept_for_something"),
        CheckConstraint("ended_at IS NULL OR taken_at IS NULL", name="no_taken_time_ends"),
    )

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    minutes: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    kept_for: Mapped[str | None] = mapped_column(String(40), index=True)
    held_until: Mapped[datetime | None] = mapped_column(Instant)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)


# Files of Open Referral that an administrator sent in.


class DirectoryFile(Record):
    """A valid file, and what was decided about it. Its text is kept until then."""

    __tablename__ = "directory_file"

    name: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    services: Mapped[int]
    content: Mapped[str | None] = mapped_column(Text)
    read_at: Mapped[datetime] = mapped_column(Instant)
    read_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[FileOutcome | None] = mapped_column(enum_column(FileOutcome, "outcome"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_somehow"),
        CheckConstraint("(ended_at IS NULL) = (content IS NOT NULL)", name="kept_until_decided"),
    )
