"""The directory's one table: a service of a provider organisation."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Record


class Service(Record):
    """Where a person can be sent. `areas` and `needs` hold values of `vocabulary.Area` and `vocabulary.Need`.

    `closed_on` is the first day on which it takes no referral. Free places always carry the day they were counted.
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

    __table_args__ = (
        UniqueConstraint("organisation_id", "name", "town", name="uq_service_organisation_id_name_town"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opened"),
        CheckConstraint("(places IS NULL) = (places_updated_on IS NULL)", name="places_with_their_day"),
        CheckConstraint("places IS NULL OR places >= 0", name="places_not_negative"),
        CheckConstraint("typical_wait_days IS NULL OR typical_wait_days >= 0", name="wait_not_negative"),
    )
