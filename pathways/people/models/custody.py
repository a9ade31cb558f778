"""The tables of episodes and detentions, under-18 calls, release decisions, transfers, and parts left open."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.people.leaving_custody.rules import LeftOpenReason, reasons_left_open
from pathways.people.models.identity import _folded
from pathways.people.rules import (
    AdultTold,
    AgreesToTalk,
    Presence,
    ReleaseType,
    Rung,
    SignsOfUse,
    fold_number,
)
from pathways.store.base import (
    LIVE,
    WHEN_CORRECTED,
    Instant,
    Record,
    Recorded,
    SupersededAtLength,
    enum_column,
    list_table,
    listed,
    one_live_row,
)
from pathways.vocabulary import Origin

# Decisions to release somebody, moves between suites, and what was left open at a release.


class ReleaseDecision(Recorded):
    """How somebody will be released, as decided. The latest row counts; one without a decision takes it back. Held only
    for a sample: PACE 1984 s.37(8A)-(8B), s.38(2)."""

    __tablename__ = "release_decision"
    __table_args__ = (
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_with_its_time"),
        CheckConstraint("held_only_for_sample = false OR decision IS NOT NULL", name="held_once_decided"),
        CheckConstraint(
            "held_only_for_sample = false OR decision NOT IN ('without_bail', 'out_of_court', 'no_further_action')",
            name="no_hold_without_bail",
        ),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    decision: Mapped[ReleaseType | None] = mapped_column(enum_column(ReleaseType, "release_decision"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    held_only_for_sample: Mapped[bool] = mapped_column(default=False)


class CustodyTransfer(Recorded):
    """A detention that went on at another suite. The key of the continuous detention stays (s.63B(5B))."""

    __tablename__ = "custody_transfer"
    __table_args__ = (
        CheckConstraint("from_suite_id <> to_suite_id", name="to_another_suite"),
        CheckConstraint("arrived_at >= left_at", name="arrived_after_leaving"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    from_suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"), index=True)
    to_suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"), index=True)
    from_record_no: Mapped[str] = mapped_column(String(30))
    to_record_no: Mapped[str] = mapped_column(String(30))
    left_at: Mapped[datetime] = mapped_column(Instant)
    arrived_at: Mapped[datetime] = mapped_column(Instant)


REASONS_LEFT_OPEN = list_table("left_open_reason", reasons_left_open())


class PartLeftOpen(Recorded):
    """Why a part of the pathway was not done at a release. `part` is the key that a later room gave it."""

    __tablename__ = "part_left_open"
    __table_args__ = (CheckConstraint("why <> 'other' OR note IS NOT NULL", name="other_in_own_words"),)

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    part: Mapped[str] = mapped_column(String(30))
    label: Mapped[str] = mapped_column(String(60))
    why: Mapped[LeftOpenReason] = listed(REASONS_LEFT_OPEN)
    note: Mapped[str | None] = mapped_column(Text)


# Episodes, detentions, and calls about young people.
#
# Details and detentions are corrected by a row that supersedes the one before it; one row of each is live. Names and
# numbers are also kept folded, so that both databases compare them alike.


class Episode(Record):
    """One time that somebody was brought in or came by themselves.

    `came_on` is the London date; `organisation_id` opened it; `suite_id` is where it is now, and changes with a
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


_IN_CUSTODY = text("superseded_at IS NULL AND released_at IS NULL")


class Detention(Recorded, SupersededAtLength):
    """The custody side of an episode. `arrived_at` is the relevant time; `continuous_detention` is the same for every
    record of one continuous period of detention (PACE 1984 s.63B(5B): one sample in it)."""

    __tablename__ = "detention"
    __table_args__ = (
        one_live_row("detention", "episode_id"),
        CheckConstraint(WHEN_CORRECTED, name="superseded_with_when"),
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
        # Of a suite, who left lately, among years of people who left long ago.
        Index("ix_detention_suite_id_live", "suite_id", "released_at", sqlite_where=LIVE, postgresql_where=LIVE),
        # Who is in custody now. What was recorded before somebody left has no release either, so PostgreSQL believes
        # that every third live row is of somebody in custody, and would read them all.
        Index(
            "ix_detention_in_custody",
            "episode_id",
            "suite_id",
            sqlite_where=_IN_CUSTODY,
            postgresql_where=_IN_CUSTODY,
        ),
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


class YouthHandover(Recorded):
    """What was done for somebody under 18, one row each time it was recorded. `rung` holds values of `Rung`."""

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

    @property
    def somebody_was_rung(self) -> bool:
        return Rung.NOBODY.value not in self.rung

    @property
    def rung_labels(self) -> list[str]:
        """Who was rung, in the words of the page."""
        return [Rung(value).label for value in self.rung]
