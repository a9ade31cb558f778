"""Drug tests and what belongs to them: reminders, holds, laboratory checks, sharing, the set-up of a shift."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.disclosure.rules import ResultRecipient, TellingDecision
from pathways.arrest_tests.held_records.rules import HoldDecision, HoldState, SampleIs
from pathways.arrest_tests.testing.rules.record import LaterFacts, LaterReason, TakerCategory, reasons_to_ask_later
from pathways.arrest_tests.testing.rules.results import (
    AdultRelation,
    AnalyteResult,
    LabBasis,
    LabState,
    LabStep,
    NotTestedReason,
    OverallResult,
    ResultPurpose,
    SampleOutcome,
    ToldAnswer,
    not_tested_reasons,
)
from pathways.law.rules.findings import SampleCondition, SampleRoute
from pathways.store.base import (
    WHEN_NAMED,
    Instant,
    Record,
    Recorded,
    SupersededAtLength,
    enum_column,
    list_table,
    listed,
)
from pathways.vocabulary import Known

# Reminders: why a sample was not asked for yet, and when to ask again.


REASONS_TO_ASK_LATER = list_table("later_reason", reasons_to_ask_later())


class AskLater(Recorded):
    """A reminder to ask again. The latest counts until somebody asks: then the test has its own row."""

    __tablename__ = "ask_later"
    __table_args__ = (
        CheckConstraint("ask_again_at > recorded_at", name="asked_again_later"),
        CheckConstraint("why <> 'other' OR note IS NOT NULL", name="other_in_own_words"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    why: Mapped[LaterReason] = listed(REASONS_TO_ASK_LATER)
    note: Mapped[str | None] = mapped_column(Text)
    ask_again_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def words(self) -> str:
        """The reason in the words of a list."""
        return LaterFacts(why=self.why, ask_again_at=self.ask_again_at, note=self.note or "").words


# Tests held for an inspector, with each rule for which one is held and what was decided about it.


class Hold(Record):
    """The hold of a test. It moves to the new entry when the test is corrected. A test without one is not held."""

    __tablename__ = "hold"
    __table_args__ = (
        Index("uq_hold_one_a_test", "drug_test_id", unique=True),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("state = 'quarantined' OR decided_at IS NOT NULL", name="let_go_by_a_decision"),
        CheckConstraint("(state = 'voided') = (sample_is IS NOT NULL)", name="voided_with_what_became_of_the_sample"),
        CheckConstraint("(state = 'voided') = (is_person_told IS NOT NULL)", name="voided_with_whether_told"),
    )

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"))
    state: Mapped[HoldState] = mapped_column(enum_column(HoldState, "state"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    sample_is: Mapped[SampleIs | None] = mapped_column(enum_column(SampleIs, "sample_is"))
    is_person_told: Mapped[bool | None]


class HoldRule(Record):
    """One rule that a held test broke, in its words of that moment; once decided, with the decision and why."""

    __tablename__ = "hold_rule"
    __table_args__ = (
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL) AND"
            " (decided_at IS NULL) = (reason IS NULL)",
            name="decided_whole",
        ),
    )

    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"), index=True)
    rule: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    mark: Mapped[str] = mapped_column(String(20))
    what_happened: Mapped[str] = mapped_column(Text)
    noticed_at: Mapped[datetime] = mapped_column(Instant)
    noticed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[HoldDecision | None] = mapped_column(enum_column(HoldDecision, "decision"))
    reason: Mapped[str | None] = mapped_column(Text)


# The laboratory's check of a result: disputed or sent for quality, answered, and the person told.


class LabCheck(Record):
    """The state of the laboratory's check of a test. A test has at most one, because a sample is sent once."""

    __tablename__ = "lab_check"
    __table_args__ = (
        UniqueConstraint("drug_test_id"),
        CheckConstraint("(sent_at IS NULL) = (reference IS NULL)", name="sent_with_its_reference"),
        CheckConstraint("told_at IS NULL OR state = 'NOT_CONFIRMED'", name="told_that_it_was_not_confirmed"),
    )

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"))
    state: Mapped[LabState] = mapped_column(enum_column(LabState, "state"))
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    reference: Mapped[str | None] = mapped_column(String(80))
    due_on: Mapped[date | None]
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class LabCheckStep(Recorded):
    """One step of a laboratory check: when it happened, what was said, and who recorded it."""

    __tablename__ = "lab_check_step"
    __table_args__ = (CheckConstraint("basis IS NULL OR step = 'dispute'", name="basis_of_a_dispute"),)

    lab_check_id: Mapped[int] = mapped_column(ForeignKey("lab_check.id"), index=True)
    step: Mapped[LabStep] = mapped_column(enum_column(LabStep, "step"))
    at: Mapped[datetime] = mapped_column(Instant)
    basis: Mapped[LabBasis | None] = mapped_column(enum_column(LabBasis, "basis"))
    words: Mapped[str | None] = mapped_column(Text)


# Every time a result was told: for which purpose, to whom, by whom; and when it was told against the rules.


class ResultShared(Record):
    """One time that a result was shared. The result itself is on the test.

    `area_notified` is answered where bail may be restricted; `bail_reason` is why, if V-054 warns against it.
    """

    __tablename__ = "result_shared"
    __table_args__ = (
        CheckConstraint("area_notified IS NULL OR purpose = 's63B7_a'", name="bail_note_for_bail"),
        CheckConstraint("bail_reason IS NULL OR area_notified IS NOT NULL", name="reason_of_a_bail_note"),
    )

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"), index=True)
    purpose: Mapped[ResultPurpose] = mapped_column(enum_column(ResultPurpose, "purpose"))
    recipient: Mapped[ResultRecipient] = mapped_column(enum_column(ResultRecipient, "recipient"))
    told_to: Mapped[str] = mapped_column(String(200))
    area_notified: Mapped[Known | None] = mapped_column(enum_column(Known, "area_notified"))
    bail_reason: Mapped[str | None] = mapped_column(Text)
    shared_at: Mapped[datetime] = mapped_column(Instant)
    shared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class ToldOutside(Recorded):
    """An information incident: a result that was told outside the Act, or from a held record.

    `rule` is the first rule it broke, `message` the words of all of them that day. Nothing else depends on it.
    """

    __tablename__ = "result_told_outside"
    __table_args__ = (
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL) AND"
            " (decided_at IS NULL) = (reason IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> recorded_by_id", name="decided_by_another"),
        CheckConstraint("told_at <= recorded_at", name="told_before_it_was_recorded"),
    )

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"), index=True)
    asked_for: Mapped[str] = mapped_column(String(100))
    told_to: Mapped[str] = mapped_column(String(200))
    told_at: Mapped[datetime] = mapped_column(Instant)
    rule: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    mark: Mapped[str] = mapped_column(String(20))
    decision: Mapped[TellingDecision | None] = mapped_column(enum_column(TellingDecision, "decision"))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


# The set-up of a shift. Rows never change, so that a test keeps what it was taken with.


class ShiftSetUp(Record):
    """Device, cartridge lot and operator, set up by one officer at one suite. The latest row counts."""

    __tablename__ = "shift_set_up"
    __table_args__ = (Index("ix_shift_set_up_latest", "user_id", "suite_id", "id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"))
    device: Mapped[str] = mapped_column(String(100))
    serial: Mapped[str] = mapped_column(String(40))
    lot: Mapped[str] = mapped_column(String(40))
    lot_expires_on: Mapped[date]
    check_passed_at: Mapped[datetime] = mapped_column(Instant)
    taker: Mapped[str] = mapped_column(String(100))
    category: Mapped[TakerCategory] = mapped_column(enum_column(TakerCategory, "category"))
    trained_until: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Instant)


# Requests for a sample, and the lines that the device showed.


ONE_SAMPLE = "outcome = 'sample_given' AND superseded_at IS NULL AND NOT is_irregular"


NOT_TESTED_REASONS = list_table("not_tested_reason", not_tested_reasons())


class DrugTest(Recorded, SupersededAtLength):
    """One request for a sample, or the decision not to ask. `relied_on` holds the ids of the offences it rests on.

    `continuous_detention` is the detention's key: one sample in it, whatever the custody number (s.63B(5B)).
    `sample_seq` is 2 for a second one, where the regime of the day allows it. An entry that `is_irregular` says what
    really happened against the rules, and has a hold. From `treated_as_charge_at` a sample taken
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
        CheckConstraint(WHEN_NAMED, name="superseded_when_named"),
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
    route: Mapped[SampleRoute | None] = mapped_column(enum_column(SampleRoute, "route"))
    relied_on: Mapped[list[int]] = mapped_column(JSON)
    regime: Mapped[str | None] = mapped_column(String(20))
    law_version: Mapped[str] = mapped_column(String(40))
    sample_seq: Mapped[int] = mapped_column(default=1)
    is_irregular: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[SampleOutcome] = mapped_column(enum_column(SampleOutcome, "outcome"))
    not_tested_reason: Mapped[NotTestedReason | None] = listed(NOT_TESTED_REASONS)
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


class Analyte(Record):
    """One line of the device's panel, as read."""

    __tablename__ = "analyte"
    __table_args__ = (UniqueConstraint("drug_test_id", "analyte"),)

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"))
    analyte: Mapped[str] = mapped_column(String(30))
    result: Mapped[AnalyteResult] = mapped_column(enum_column(AnalyteResult, "result"))
