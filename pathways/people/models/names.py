"""Who somebody is beside their details: other names, and the keys that a search looks under."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record


class PersonAlias(Record):
    """Another name that somebody goes by. Corrected by a row that supersedes it; one that was not theirs has a reason
    and no successor."""

    __tablename__ = "person_alias"
    __table_args__ = (
        CheckConstraint(
            "(superseded_by_id IS NULL AND correction_reason IS NULL) OR superseded_at IS NOT NULL",
            name="superseded_with_when",
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    surname: Mapped[str] = mapped_column(String(100))
    given_names: Mapped[str | None] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person_alias.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))

    @property
    def full_name(self) -> str:
        """As staff say it."""
        return f"{self.given_names} {self.surname}" if self.given_names else self.surname


class SearchKey(Record):
    """One key that a live name of a record is looked for under, with the name and birth date it stands for.

    It records nothing: `actions.search_keys` makes the keys anew whenever live details or aliases change.
    """

    __tablename__ = "search_key"
    __table_args__ = (Index("ix_search_key_key", "key"),)

    key: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    surname: Mapped[str] = mapped_column(String(100))
    given_names: Mapped[str | None] = mapped_column(String(100))
    date_of_birth: Mapped[date]
