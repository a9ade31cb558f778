"""Who may not see a person's record: what one proposed and another decided, and whom it names."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.people.rules.restrictions import RestrictionList, RestrictionWhy
from pathways.store import Instant, Record, enum_column


class Restriction(Record):
    """Names put on one of the two lists of a record. Ended, never deleted; its names never change.

    `binds_all` says whether a list of those allowed shuts out everybody, as a force's does, or the staff of the
    organisation that made it.
    """

    __tablename__ = "person_restriction"
    __table_args__ = (
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("in_force_at IS NULL OR which = 'excluded_from' OR is_confirmed IS TRUE", name="in_force"),
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="reviewed_whole"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_whole"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    which: Mapped[RestrictionList] = mapped_column(enum_column(RestrictionList, "which"))
    why: Mapped[RestrictionWhy] = mapped_column(enum_column(RestrictionWhy, "why"))
    reason: Mapped[str] = mapped_column(String(400))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    binds_all: Mapped[bool]
    until_on: Mapped[date | None]
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    is_confirmed: Mapped[bool | None]
    in_force_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_reason: Mapped[str | None] = mapped_column(String(400))


class RestrictionName(Record):
    """Somebody who is named by it."""

    __tablename__ = "person_restriction_name"
    __table_args__ = (UniqueConstraint("restriction_id", "user_id"),)

    restriction_id: Mapped[int] = mapped_column(ForeignKey("person_restriction.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
