"""A service of a provider organisation, and the times in its diary."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record

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

    `kept_for` says for what it is held or taken, by a key that only whoever keeps it can read: the diary knows no
    person. A hold frees by the clock, so `held_until` may have passed.
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
