"""The person, what is known of them, the episodes that brought them in, detentions, and handovers of young people.

Details and detentions are corrected by a row that supersedes the one before it; one row of each is live. Names and
numbers are also kept folded, so that both databases compare them alike.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.people.rules import (
    AdultTold,
    AgeEvidence,
    AgreesToTalk,
    DeathSource,
    Ethnicity,
    NoneOfThese,
    Presence,
    ReleaseType,
    Rung,
    SignsOfUse,
    fold_name,
    fold_number,
)
from pathways.store import Instant, Record, enum_column
from pathways.vocabulary import Origin, Sex


class _Inserting(Protocol):
    """The part of an insert that a default may read: the other values of its row."""

    def get_current_parameters(self) -> Mapping[str, Any]: ...


def _folded(column: str, fold: Callable[[str], str]) -> Callable[[_Inserting], str | None]:
    """A default that folds another column of the same row: no writer, bulk loads included, can forget it."""

    def default(context: _Inserting) -> str | None:
        value = context.get_current_parameters().get(column)
        return None if value is None else fold(value)

    return default


def _one_live_row(table: str, owner: str) -> Index:
    """At most one row of an owner that nothing has superseded."""
    live = text("superseded_at IS NULL")
    return Index(f"uq_{table}_live", owner, unique=True, sqlite_where=live, postgresql_where=live)


def _superseded_with_when() -> CheckConstraint:
    """A row that names its successor, or says why it was corrected, says when (see `store.superseding`)."""
    return CheckConstraint(
        "(superseded_by_id IS NULL AND correction_reason IS NULL) OR superseded_at IS NOT NULL",
        name="superseded_with_when",
    )


class Person(Record):
    """Somebody, once. Two records of one person are both kept: the one merged away points at the one that stays."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint(
            "(died_at IS NULL) = (death_recorded_at IS NULL) AND (died_at IS NULL) = (death_recorded_by_id IS NULL)"
            " AND (died_at IS NULL) = (death_source IS NULL)",
            name="death_told_whole",
        ),
        # Of the few that were merged away: an index of all, nearly all empty, is one that SQLite would rather not use.
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


class PersonDetails(Record):
    """What is known of a person. `given_names` is empty for a one-word name; `correction_reason` says why this row
    was superseded."""

    __tablename__ = "person_details"
    __table_args__ = (
        _one_live_row("person_details", "person_id"),
        _superseded_with_when(),
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
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person_details.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))

    @property
    def full_name(self) -> str:
        """As staff say it: given names first, a one-word name alone."""
        return f"{self.given_names} {self.surname}" if self.given_names else self.surname

    @property
    def first_name(self) -> str:
        """The name to use in a sentence."""
        return self.given_names.split()[0] if self.given_names else self.surname


class Episode(Record):
    """One time that somebody was brought in or came.

    `came_on` is the London date; `organisation_id` opened it; `suite_id` is where it stands now, and moves with a
    transfer (the detention's rows keep where it was before).
    """

    __tablename__ = "episode"
    __table_args__ = (
        CheckConstraint("origin <> 'detention' OR suite_id IS NOT NULL", name="detention_has_a_suite"),
        Index("ix_episode_organisation_id_closed_at", "organisation_id", "closed_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    origin: Mapped[Origin] = mapped_column(enum_column(Origin, "origin"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    suite_id: Mapped[int | None] = mapped_column(ForeignKey("suite.id"), index=True)
    came_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class Detention(Record):
    """The custody side of an episode. `arrived_at` is the relevant time; `continuous_detention` is the same for every
    record of one continuous period of detention (PACE 1984 s.63B(5B): one sample in it)."""

    __tablename__ = "detention"
    __table_args__ = (
        _one_live_row("detention", "episode_id"),
        _superseded_with_when(),
        CheckConstraint("arrived_at >= arrested_at", name="arrived_after_arrest"),
        CheckConstraint(
            "custody_officer_seen_at IS NULL OR custody_officer_seen_at >= arrived_at", name="seen_after_arrival"
        ),
        CheckConstraint("planned_release_at IS NULL OR planned_release_at >= arrived_at", name="plan_after_arrival"),
        CheckConstraint("released_at IS NULL OR released_at >= arrived_at", name="released_after_arrival"),
        CheckConstraint("(released_at IS NULL) = (release_type IS NULL)", name="release_with_its_type"),
        CheckConstraint(
            "(presence = 'bail_return') = (first_arrested_at IS NOT NULL)", name="bail_return_with_first_arrest"
        ),
        CheckConstraint("first_arrested_at IS NULL OR first_arrested_at < arrested_at", name="arrested_first_before"),
        Index("ix_detention_custody_record_key", "custody_record_key"),
        Index("ix_detention_continuous_detention", "continuous_detention"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    continuous_detention: Mapped[str] = mapped_column(String(36))
    custody_record_no: Mapped[str] = mapped_column(String(30))
    custody_record_key: Mapped[str] = mapped_column(String(60), default=_folded("custody_record_no", fold_number))
    suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"), index=True)
    presence: Mapped[Presence] = mapped_column(enum_column(Presence, "presence"), default=Presence.ARRESTED)
    first_arrested_at: Mapped[datetime | None] = mapped_column(Instant)
    cell: Mapped[str | None] = mapped_column(String(20))
    arrested_at: Mapped[datetime] = mapped_column(Instant)
    arrived_at: Mapped[datetime] = mapped_column(Instant)
    custody_officer_seen_at: Mapped[datetime | None] = mapped_column(Instant)
    planned_release_at: Mapped[datetime | None] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    release_type: Mapped[ReleaseType | None] = mapped_column(enum_column(ReleaseType, "release_type"))
    needs_appropriate_adult: Mapped[bool] = mapped_column(default=False)
    appropriate_adult_present: Mapped[bool] = mapped_column(default=False)
    needs_interpreter: Mapped[bool] = mapped_column(default=False)
    interpreter_language: Mapped[str | None] = mapped_column(String(60))
    interpreter_present: Mapped[bool | None]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("detention.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))


class YouthHandover(Record):
    """What was done for somebody under 18, as often as it was recorded. `rung` holds values of `Rung`."""

    __tablename__ = "youth_handover"
    __table_args__ = (CheckConstraint("called_at IS NULL OR called_at <= recorded_at", name="called_before_recorded"),)

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    rung: Mapped[list[str]] = mapped_column(JSON)
    called_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[str | None] = mapped_column(String(120))
    agrees: Mapped[AgreesToTalk] = mapped_column(enum_column(AgreesToTalk, "agrees"))
    adult_told: Mapped[AdultTold] = mapped_column(enum_column(AdultTold, "adult_told"))
    signs_of_use: Mapped[SignsOfUse] = mapped_column(enum_column(SignsOfUse, "signs_of_use"))
    agreed: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    @property
    def somebody_was_rung(self) -> bool:
        return Rung.NOBODY.value not in self.rung

    @property
    def rung_labels(self) -> list[str]:
        """Who was rung, in the words of the page."""
        return [Rung(value).label for value in self.rung]
