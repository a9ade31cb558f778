"""Requests for a sample and the lines of the device. Disputes at the laboratory have no columns yet."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.models.live import superseded_when_named
from pathways.arrest_tests.rules import (
    AnalyteResult,
    NotTestedReason,
    Outcome,
    OverallResult,
    Route,
    SampleCondition,
    ToldAnswer,
)
from pathways.arrest_tests.rules.adults import AdultRelation
from pathways.store import Instant, Record, enum_column

ONE_SAMPLE = "outcome = 'sample_given' AND superseded_at IS NULL AND NOT is_irregular"


class DrugTest(Record):
    """One request for a sample, or the decision not to ask. `relied_on` holds the ids of the offences it rests on.

    `continuous_detention` is the detention's key: one sample in it, whatever the custody number (s.63B(5B)).
    `sample_seq` is 2 for a second one, where the regime of the day allows it. An entry that `is_irregular` says what
    really happened, against the rules: it is kept as it was, and has a hold. From `treated_as_charge_at` a sample taken
    on arrest is treated as taken on charge (s.63B(5B)).
    """

    __tablename__ = "drug_test"
    __table_args__ = (
        Index(
            "uq_drug_test_sample_of_a_detention",
            "continuous_detention",
            "sample_seq",
            unique=True,
            sqlite_where=text(ONE_SAMPLE),
            postgresql_where=text(ONE_SAMPLE),
        ),
        Index("ix_drug_test_continuous_detention", "continuous_detention"),
        CheckConstraint("sample_seq BETWEEN 1 AND 2", name="first_or_second_sample"),
        superseded_when_named(),
        CheckConstraint("(outcome = 'not_asked') = (requested_at IS NULL)", name="asked_with_its_time"),
        CheckConstraint("(outcome = 'not_asked') = (not_tested_reason IS NOT NULL)", name="not_asked_with_why"),
        CheckConstraint("(outcome = 'not_asked') = (route IS NULL)", name="asked_on_a_route"),
        CheckConstraint(
            "(outcome = 'sample_given') = (taken_at IS NOT NULL) AND"
            " (outcome = 'sample_given') = (sample_condition IS NOT NULL)",
            name="sample_with_its_time_and_condition",
        ),
        CheckConstraint("overall_result IS NULL OR outcome = 'sample_given'", name="result_of_a_sample"),
        CheckConstraint(
            "is_irregular OR outcome <> 'sample_given' OR warned_at IS NOT NULL", name="sample_after_a_warning"
        ),
        CheckConstraint(
            "is_irregular OR warned_at IS NULL OR requested_at IS NULL OR warned_at <= requested_at",
            name="warned_before_asked",
        ),
        CheckConstraint("is_irregular OR taken_at IS NULL OR taken_at >= requested_at", name="taken_after_asked"),
        CheckConstraint("told_as IS NULL OR result_at IS NOT NULL", name="told_as_of_a_result"),
        CheckConstraint("result_at IS NULL OR result_at >= taken_at", name="read_after_taken"),
        CheckConstraint(
            "(treated_as_charge_at IS NULL) = (treated_as_charge_recorded_at IS NULL) AND"
            " (treated_as_charge_at IS NULL OR outcome = 'sample_given')",
            name="treated_as_charge_whole",
        ),
        CheckConstraint("(adult_name IS NULL) = (adult_relation IS NULL)", name="adult_named_whole"),
        CheckConstraint(
            "(adult_at_warning IS NULL) = (adult_at_request IS NULL) AND"
            " (adult_at_taking IS NULL OR (adult_at_warning IS NOT NULL AND outcome = 'sample_given')) AND"
            " (adult_name IS NULL OR adult_at_warning IS NOT NULL)",
            name="adult_at_each_step",
        ),
        CheckConstraint("outcome <> 'refused' OR refusal_words IS NOT NULL", name="refused_with_words"),
        CheckConstraint("outcome <> 'could_not' OR good_cause IS NOT NULL", name="could_not_with_cause"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    continuous_detention: Mapped[str] = mapped_column(String(36))
    route: Mapped[Route | None] = mapped_column(enum_column(Route, "route"))
    relied_on: Mapped[list[int]] = mapped_column(JSON)
    regime: Mapped[str | None] = mapped_column(String(20))
    law_version: Mapped[str] = mapped_column(String(40))
    sample_seq: Mapped[int] = mapped_column(default=1)
    is_irregular: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome, "outcome"))
    not_tested_reason: Mapped[NotTestedReason | None] = mapped_column(enum_column(NotTestedReason, "not_tested_reason"))
    not_tested_text: Mapped[str | None] = mapped_column(Text)
    words_version: Mapped[str | None] = mapped_column(String(40))
    warned_at: Mapped[datetime | None] = mapped_column(Instant)
    requested_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    sample_condition: Mapped[SampleCondition | None] = mapped_column(enum_column(SampleCondition, "sample_condition"))
    adult_name: Mapped[str | None] = mapped_column(String(100))
    adult_relation: Mapped[AdultRelation | None] = mapped_column(enum_column(AdultRelation, "adult_relation"))
    adult_at_warning: Mapped[bool | None]
    adult_at_request: Mapped[bool | None]
    adult_at_taking: Mapped[bool | None]
    refusal_words: Mapped[str | None] = mapped_column(Text)
    good_cause: Mapped[str | None] = mapped_column(Text)
    result_at: Mapped[datetime | None] = mapped_column(Instant)
    overall_result: Mapped[OverallResult | None] = mapped_column(enum_column(OverallResult, "overall_result"))
    treated_as_charge_at: Mapped[datetime | None] = mapped_column(Instant)
    treated_as_charge_recorded_at: Mapped[datetime | None] = mapped_column(Instant)
    shift_set_up_id: Mapped[int | None] = mapped_column(ForeignKey("shift_set_up.id"))
    has_medicine: Mapped[bool | None]
    medicine: Mapped[str | None] = mapped_column(Text)
    told_as: Mapped[OverallResult | None] = mapped_column(enum_column(OverallResult, "told_as"))
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
