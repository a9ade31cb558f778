"""Offences, authorities, tests and their analytes, required assessments, and what a suite is notified for.

Everything is corrected by a row that supersedes the one before it. An offence keeps its `number` in the episode through
its corrections. Quarantine, disputes at the laboratory and changed appointments have no columns yet.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules import (
    AnalyteResult,
    AssessmentDecision,
    ClosedAs,
    NotTestedReason,
    Outcome,
    OverallResult,
    Route,
    SampleCondition,
    ToldAnswer,
)
from pathways.arrest_tests.rules.words import AuthorityMode
from pathways.auth import Rank
from pathways.store import Instant, Record, enum_column

LIVE = text("superseded_at IS NULL")


def _one_live(name: str, *columns: str) -> Index:
    return Index(name, *columns, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


def _superseded_when_named() -> CheckConstraint:
    """A row that names its successor says when. The reason is empty where nothing was wrong and a blank was filled."""
    return CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_when_named")


class Offence(Record):
    """An offence of the episode, with the verdict of the trigger list on its dates and the version of that list.

    `code` is of the trigger list, of the look-alikes, or OTHER, which says in `described_as` what it is. Outside
    detention there may be no arrest.
    """

    __tablename__ = "offence"
    __table_args__ = (
        _one_live("uq_offence_live", "episode_id", "number"),
        _superseded_when_named(),
        CheckConstraint("(closed_at IS NULL) = (closed_as IS NULL)", name="closed_with_how"),
        CheckConstraint(
            "charged_at IS NULL OR arrested_at IS NULL OR charged_at >= arrested_at", name="charged_after_arrest"
        ),
        CheckConstraint("code <> 'OTHER' OR described_as IS NOT NULL", name="other_offence_described"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(30))
    described_as: Mapped[str | None] = mapped_column(String(200))
    drug: Mapped[str | None] = mapped_column(String(40))
    amount: Mapped[str | None] = mapped_column(String(60))
    arrested_at: Mapped[datetime | None] = mapped_column(Instant)
    charged_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_as: Mapped[ClosedAs | None] = mapped_column(enum_column(ClosedAs, "closed_as"))
    is_trigger_on_arrest: Mapped[bool] = mapped_column(default=False)
    is_trigger_on_charge: Mapped[bool] = mapped_column(default=False)
    law_version: Mapped[str] = mapped_column(String(40))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("offence.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))


class Authority(Record):
    """An inspector's authority for one offence, with the rank held when it was given (PACE 1984 s.63B(1A)(b), s.63C).

    A written one is given by whoever records it. An oral one may be recorded for the inspector, who confirms it.
    """

    __tablename__ = "authority"
    __table_args__ = (
        CheckConstraint("length(grounds) >= 20", name="grounds_of_twenty_characters"),
        CheckConstraint("rank NOT IN ('constable', 'sergeant')", name="inspector_or_above"),
        CheckConstraint("mode <> 'written' OR given_by_id = recorded_by_id", name="written_by_its_giver"),
        CheckConstraint("told_at IS NULL OR told_at >= given_at", name="told_after_given"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    offence_id: Mapped[int] = mapped_column(ForeignKey("offence.id"), index=True)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    rank: Mapped[Rank] = mapped_column(enum_column(Rank, "rank"))
    grounds: Mapped[str] = mapped_column(Text)
    mode: Mapped[AuthorityMode] = mapped_column(enum_column(AuthorityMode, "mode"))
    given_at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_in_writing_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class DrugTest(Record):
    """One request for a sample, or the decision not to ask. `relied_on` holds the ids of the offences it rests on.

    `continuous_detention` is the detention's key: one sample in it, whatever the custody number (s.63B(5B)).
    """

    __tablename__ = "drug_test"
    __table_args__ = (
        Index(
            "uq_drug_test_one_sample_a_detention",
            "continuous_detention",
            unique=True,
            sqlite_where=text("outcome = 'sample_given' AND superseded_at IS NULL"),
            postgresql_where=text("outcome = 'sample_given' AND superseded_at IS NULL"),
        ),
        Index("ix_drug_test_continuous_detention", "continuous_detention"),
        _superseded_when_named(),
        CheckConstraint("(outcome = 'not_asked') = (requested_at IS NULL)", name="asked_with_its_time"),
        CheckConstraint("(outcome = 'not_asked') = (not_tested_reason IS NOT NULL)", name="not_asked_with_why"),
        CheckConstraint("(outcome = 'not_asked') = (route IS NULL)", name="asked_on_a_route"),
        CheckConstraint(
            "(outcome = 'sample_given') = (taken_at IS NOT NULL) AND"
            " (outcome = 'sample_given') = (sample_condition IS NOT NULL)",
            name="sample_with_its_time_and_condition",
        ),
        CheckConstraint("overall_result IS NULL OR outcome = 'sample_given'", name="result_of_a_sample"),
        CheckConstraint("outcome <> 'sample_given' OR warned_at IS NOT NULL", name="sample_after_a_warning"),
        CheckConstraint(
            "warned_at IS NULL OR requested_at IS NULL OR warned_at <= requested_at", name="warned_before_asked"
        ),
        CheckConstraint("taken_at IS NULL OR taken_at >= requested_at", name="taken_after_asked"),
        CheckConstraint("result_at IS NULL OR result_at >= taken_at", name="read_after_taken"),
        CheckConstraint("outcome <> 'refused' OR refusal_words IS NOT NULL", name="refused_with_words"),
        CheckConstraint("outcome <> 'could_not' OR good_cause IS NOT NULL", name="could_not_with_cause"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    continuous_detention: Mapped[str] = mapped_column(String(36))
    route: Mapped[Route | None] = mapped_column(enum_column(Route, "route"))
    relied_on: Mapped[list[int]] = mapped_column(JSON)
    regime: Mapped[str | None] = mapped_column(String(20))
    law_version: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome, "outcome"))
    not_tested_reason: Mapped[NotTestedReason | None] = mapped_column(enum_column(NotTestedReason, "not_tested_reason"))
    not_tested_text: Mapped[str | None] = mapped_column(Text)
    words_version: Mapped[str | None] = mapped_column(String(40))
    warned_at: Mapped[datetime | None] = mapped_column(Instant)
    requested_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    sample_condition: Mapped[SampleCondition | None] = mapped_column(enum_column(SampleCondition, "sample_condition"))
    refusal_words: Mapped[str | None] = mapped_column(Text)
    good_cause: Mapped[str | None] = mapped_column(Text)
    result_at: Mapped[datetime | None] = mapped_column(Instant)
    overall_result: Mapped[OverallResult | None] = mapped_column(enum_column(OverallResult, "overall_result"))
    has_medicine: Mapped[bool | None]
    medicine: Mapped[str | None] = mapped_column(Text)
    told_answer: Mapped[ToldAnswer | None] = mapped_column(enum_column(ToldAnswer, "told_answer"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("drug_test.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))


class Analyte(Record):
    """One line of the device's panel, as read."""

    __tablename__ = "analyte"
    __table_args__ = (UniqueConstraint("drug_test_id", "analyte"),)

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"))
    analyte: Mapped[str] = mapped_column(String(30))
    result: Mapped[AnalyteResult] = mapped_column(enum_column(AnalyteResult, "result"))


class RequiredAssessment(Record):
    """An initial and a follow-up assessment required together, or why not (Drugs Act 2005 ss.9 to 11).

    Whether the person attended is not here: that belongs to the service (s.15).
    """

    __tablename__ = "required_assessment"
    __table_args__ = (
        _one_live("uq_required_assessment_live", "episode_id"),
        _superseded_when_named(),
        CheckConstraint("(decision = 'imposed') = (imposed_at IS NOT NULL)", name="imposed_with_its_time"),
        CheckConstraint(
            "(decision = 'imposed') = (initial_at IS NOT NULL) AND"
            " (decision = 'imposed') = (initial_place IS NOT NULL) AND"
            " (decision = 'imposed') = (service_id IS NOT NULL)",
            name="imposed_with_time_and_place",
        ),
        CheckConstraint("(decision = 'not_imposed') = (not_imposed_reason IS NOT NULL)", name="not_imposed_with_why"),
        CheckConstraint("initial_at IS NULL OR initial_at > imposed_at", name="initial_lies_ahead"),
        CheckConstraint(
            "(notice_served_at IS NULL) = (notice_sha256 IS NULL) AND"
            " (notice_served_at IS NULL) = (notice_served_by_id IS NULL) AND"
            " (notice_served_at IS NULL) = (words_version IS NULL)",
            name="notice_served_whole",
        ),
        CheckConstraint(
            "notice_served_at IS NULL OR (imposed_at IS NOT NULL AND notice_served_at >= imposed_at)",
            name="notice_after_requirement",
        ),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"), index=True)
    decision: Mapped[AssessmentDecision] = mapped_column(enum_column(AssessmentDecision, "decision"))
    not_imposed_reason: Mapped[str | None] = mapped_column(Text)
    imposed_at: Mapped[datetime | None] = mapped_column(Instant)
    initial_at: Mapped[datetime | None] = mapped_column(Instant)
    initial_place: Mapped[str | None] = mapped_column(String(300))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    words_version: Mapped[str | None] = mapped_column(String(40))
    notice_served_at: Mapped[datetime | None] = mapped_column(Instant)
    notice_served_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_sha256: Mapped[str | None] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(400))


class SiteNotification(Record):
    """What a suite is notified for between two days, both inside (PACE s.63B(4A)-(4B); Drugs Act 2005 s.9(5)).

    `routes` holds values of `Route`. A notification is withdrawn by giving it a last day, never deleted.
    """

    __tablename__ = "site_notification"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_starts"),)

    suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"), index=True)
    routes: Mapped[list[str]] = mapped_column(JSON)
    under18: Mapped[bool] = mapped_column(default=False)
    assessment: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
