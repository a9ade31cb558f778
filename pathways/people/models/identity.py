"""The tables of the person, their details and names, merged records, deaths in error, and who may not see a record."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.approvals.models import ConfirmedRecord, confirmed_whole, whole
from pathways.people.identity.rules import Ethnicity
from pathways.people.restrictions.rules import MissesFound, RestrictionList, RestrictionWhy
from pathways.people.rules import AgeEvidence, DeathSource, NoneOfThese, fold_name, fold_number, name_in_full
from pathways.store.base import WHEN_CORRECTED, Instant, Record, Recorded, SupersededAtLength, enum_column, one_live_row
from pathways.vocabulary import Sex

# A death that somebody says was recorded in error: said by one person, confirmed by another.


_WAITS = text("decided_at IS NULL")


class DeathCorrection(ConfirmedRecord):
    """The statement that a person lives after all. The death as it was recorded is kept here, however it is decided."""

    __tablename__ = "death_correction"
    __table_args__ = (
        *confirmed_whole(),
        Index("uq_death_correction_waiting", "person_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    died_at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[DeathSource] = mapped_column(enum_column(DeathSource, "source"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(String(400))


# Two records of one person: the merge is proposed by one person, confirmed by another, and undone in the same way.


class PersonMerge(ConfirmedRecord):
    """A proposal to join `away` to `keep`; or, with `undoes_id`, to part them again.

    `moved` are the records that had been merged into `away` before; `took_death` says that a death known only of
    `away` was taken over. Undoing the merge needs both.
    """

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("keep_id <> away_id", name="two_records"),
        *confirmed_whole(),
        Index("uq_person_merge_waiting", "away_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    keep_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    away_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("person_merge.id"))
    reason: Mapped[str] = mapped_column(String(400))
    moved: Mapped[list[int]] = mapped_column(JSON, default=list)
    took_death: Mapped[bool] = mapped_column(default=False)


# What many misses in a row were, as an auditor found out.


class MissesClosed(Record):
    """The closing of one report to the auditor, which then leaves the open list. `event_id` is that report."""

    __tablename__ = "misses_closed"
    __table_args__ = (UniqueConstraint("event_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"))
    outcome: Mapped[MissesFound] = mapped_column(enum_column(MissesFound, "outcome"))
    words: Mapped[str] = mapped_column(String(1000))
    closed_at: Mapped[datetime] = mapped_column(Instant)
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


# Other names of a person, and the keys under which a search looks for them.


class PersonAlias(Recorded, SupersededAtLength):
    """Another name that somebody goes by. A correction is a row that supersedes it; a name that was never theirs is
    superseded with a reason and no successor."""

    __tablename__ = "person_alias"
    __table_args__ = (
        CheckConstraint(
            WHEN_CORRECTED,
            name="superseded_with_when",
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    surname: Mapped[str] = mapped_column(String(100))
    given_names: Mapped[str | None] = mapped_column(String(100))

    @property
    def full_name(self) -> str:
        """The name as staff say it."""
        return name_in_full(self.given_names, self.surname)


class SearchKey(Record):
    """One key under which a live name of a record is found, with that name and the birth date.

    Keys are derived: `identity.actions` makes them again whenever live details or aliases change.
    """

    __tablename__ = "search_key"
    __table_args__ = (Index("ix_search_key_key", "key"),)

    key: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    surname: Mapped[str] = mapped_column(String(100))
    given_names: Mapped[str | None] = mapped_column(String(100))
    date_of_birth: Mapped[date]


# The person, and what is known of them.
#
# Details and detentions are corrected by a row that supersedes the one before it; one row of each is live. Names and
# numbers are also kept folded, so that both databases compare them alike.


class _Inserting(Protocol):
    """The part of an insert that a default may read: the other values of its row."""

    def get_current_parameters(self) -> Mapping[str, Any]: ...


def _folded(column: str, fold: Callable[[str], str]) -> Callable[[_Inserting], str | None]:
    """A default that folds another column of the same row, so that no writer, not even a bulk load, can forget it."""

    def default(context: _Inserting) -> str | None:
        value = context.get_current_parameters().get(column)
        return None if value is None else fold(value)

    return default


class Person(Record):
    """Somebody. Where two records are one person both are kept: the one merged away points at the one that stays."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint(
            "(died_at IS NULL) = (death_recorded_at IS NULL) AND (died_at IS NULL) = (death_recorded_by_id IS NULL)"
            " AND (died_at IS NULL) = (death_source IS NULL)",
            name="death_told_whole",
        ),
        # Few of all have died: a list of many asks who of them did.
        Index(
            "ix_person_died",
            "id",
            sqlite_where=text("died_at IS NOT NULL"),
            postgresql_where=text("died_at IS NOT NULL"),
        ),
        # Only the few that were merged away: SQLite would rather not use an index whose rows are nearly all empty.
        Index(
            "ix_person_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    died_at: Mapped[datetime | None] = mapped_column(Instant)
    death_source: Mapped[DeathSource | None] = mapped_column(enum_column(DeathSource, "death_source"))
    death_recorded_at: Mapped[datetime | None] = mapped_column(Instant)
    death_recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    none_of_these: Mapped[NoneOfThese | None] = mapped_column(enum_column(NoneOfThese, "none_of_these"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    @property
    def stays_as(self) -> int:
        """The id of the record that stays: this one, or the one it was merged into."""
        return self.merged_into_id or self.id


class PersonDetails(Recorded, SupersededAtLength):
    """What is known of a person. `given_names` is empty for a one-word name; `correction_reason` says why this row
    was superseded."""

    __tablename__ = "person_details"
    __table_args__ = (
        one_live_row("person_details", "person_id"),
        CheckConstraint(WHEN_CORRECTED, name="superseded_with_when"),
        Index("ix_person_details_surname_key_date_of_birth", "surname_key", "date_of_birth"),
        Index("ix_person_details_pnc_key", "pnc_key"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    surname: Mapped[str] = mapped_column(String(100))
    given_names: Mapped[str | None] = mapped_column(String(100))
    date_of_birth: Mapped[date]
    age_evidence: Mapped[AgeEvidence] = mapped_column(enum_column(AgeEvidence, "age_evidence"))
    clear_age_evidence: Mapped[str | None] = mapped_column(String(400))
    sex: Mapped[Sex] = mapped_column(enum_column(Sex, "sex"))
    ethnicity: Mapped[Ethnicity | None] = mapped_column(enum_column(Ethnicity, "ethnicity"))
    pnc_id: Mapped[str | None] = mapped_column(String(30))
    surname_key: Mapped[str] = mapped_column(String(400), default=_folded("surname", fold_name))
    pnc_key: Mapped[str | None] = mapped_column(String(60), default=_folded("pnc_id", fold_number))

    @property
    def full_name(self) -> str:
        """The name as staff say it: given names first, a one-word name alone."""
        return name_in_full(self.given_names, self.surname)

    @property
    def first_name(self) -> str:
        """The name to use in a sentence."""
        return self.given_names.split()[0] if self.given_names else self.surname


# Who may not see a person's record: what one person proposed and another decided, and whom it names.


class Restriction(ConfirmedRecord):
    """Names put on one of the two lists of a record. It may be ended but is never deleted; its names never change.

    `binds_all` says whom a list of those allowed shuts out: everybody, as a force's list does, or only the staff of
    the organisation that made it.
    """

    __tablename__ = "person_restriction"
    __table_args__ = (
        *confirmed_whole(),
        CheckConstraint("in_force_at IS NULL OR which = 'excluded_from' OR is_confirmed IS TRUE", name="in_force"),
        whole("reviewed", "reviewed_by_id"),
        whole("ended", "ended_by_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    which: Mapped[RestrictionList] = mapped_column(enum_column(RestrictionList, "which"))
    why: Mapped[RestrictionWhy] = mapped_column(enum_column(RestrictionWhy, "why"))
    reason: Mapped[str] = mapped_column(String(400))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    binds_all: Mapped[bool]
    until_on: Mapped[date | None]
    in_force_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_reason: Mapped[str | None] = mapped_column(String(400))


class RestrictionName(Record):
    """Somebody named by a restriction."""

    __tablename__ = "person_restriction_name"
    __table_args__ = (UniqueConstraint("restriction_id", "user_id"),)

    restriction_id: Mapped[int] = mapped_column(ForeignKey("person_restriction.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
