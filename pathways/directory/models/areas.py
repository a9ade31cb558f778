"""The areas and towns of a county: an organisation's data, with the days from which and until which each holds."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record


class AreaName(Record):
    """An area under one name. `valid_to` is the first day on which it is not offered under it any more.

    A new name is a new row of the same `code`: what was recorded under the code stays with it, under whatever name.
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
    """A town with the area it lies in (none: elsewhere in the county) and its centre, where somebody measured it."""

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
