"""Required assessments, changed appointments, failures, and requirements that are held for an inspector."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.failures_to_attend.rules import FailureKind, FailureState
from pathways.arrest_tests.held_records.rules import HoldDecision
from pathways.store.base import WHEN_NAMED, Instant, Record, Recorded, SupersededAtLength, enum_column, one_live_row

# Required assessments. Time and place are the current ones; `AppointmentChange` has the earlier ones.


SERVED = text("superseded_at IS NULL AND notice_served_at IS NOT NULL")


class RequiredAssessment(Recorded, SupersededAtLength):
    """An initial and a follow-up assessment required together, or why not (Drugs Act 2005 ss.9 to 11).

    Whether the person attended is not here: that belongs to the service (s.15). `booking` counts the appointments: it
    goes up by one each time another is booked after good cause.
    """

    __tablename__ = "required_assessment"
    __table_args__ = (
        one_live_row("required_assessment", "episode_id"),
        CheckConstraint(WHEN_NAMED, name="superseded_when_named"),
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
        # The times on the notices that were handed over, for who comes when.
        Index("ix_required_assessment_initial_at", "initial_at", "id", sqlite_where=SERVED, postgresql_where=SERVED),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"), index=True)
    decision: Mapped[AssessmentDecision] = mapped_column(enum_column(AssessmentDecision, "decision"))
    not_imposed_reason: Mapped[str | None] = mapped_column(Text)
    imposed_at: Mapped[datetime | None] = mapped_column(Instant)
    initial_at: Mapped[datetime | None] = mapped_column(Instant)
    initial_place: Mapped[str | None] = mapped_column(String(300))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    booking: Mapped[int] = mapped_column(default=1)
    words_version: Mapped[str | None] = mapped_column(String(40))
    notice_served_at: Mapped[datetime | None] = mapped_column(Instant)
    notice_served_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_sha256: Mapped[str | None] = mapped_column(String(64))


# A changed time or place of a required assessment. It is proposed, and binds once its notice (RA2) is given.


PENDING = text("notice_served_at IS NULL AND dropped_at IS NULL")


class AppointmentChange(Recorded):
    """The old time and place, the new ones, and why (Drugs Act 2005 s.11(8)).

    The new ones bind once the further notice repeats the warning. `is_rebooking` means another appointment after good
    cause was accepted for a failure at the one before.
    """

    __tablename__ = "appointment_change"
    __table_args__ = (
        Index(
            "uq_appointment_change_pending",
            "required_assessment_id",
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        CheckConstraint(
            "(notice_served_at IS NULL) = (notice_sha256 IS NULL) AND"
            " (notice_served_at IS NULL) = (notice_served_by_id IS NULL)",
            name="notice_served_whole",
        ),
        CheckConstraint("notice_served_at IS NULL OR dropped_at IS NULL", name="served_or_dropped"),
        CheckConstraint("new_at > recorded_at", name="new_time_lies_ahead"),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    old_at: Mapped[datetime] = mapped_column(Instant)
    old_place: Mapped[str] = mapped_column(String(300))
    old_service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    new_at: Mapped[datetime] = mapped_column(Instant)
    new_place: Mapped[str] = mapped_column(String(300))
    new_service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    reason: Mapped[str] = mapped_column(Text)
    is_rebooking: Mapped[bool] = mapped_column(default=False)
    notice_served_at: Mapped[datetime | None] = mapped_column(Instant)
    notice_served_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_sha256: Mapped[str | None] = mapped_column(String(64))
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)


# Failures that police decide about, and each decision with its reason.


STANDS = text("taken_back_at IS NULL")


class Failure(Record):
    """One offence of failing, as it was reported. `taken_back_at` is when the report was corrected: it was no failure.

    `booking` says at which appointment. That the time limit passed or the person died is not stored: it is worked out.
    """

    __tablename__ = "failure"
    __table_args__ = (
        Index(
            "uq_failure_of_a_requirement",
            "required_assessment_id",
            "kind",
            "booking",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index("uq_failure_of_a_test", "drug_test_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
        CheckConstraint("(kind = 'sample') = (drug_test_id IS NOT NULL)", name="refusal_of_a_test"),
        CheckConstraint("(kind = 'sample') = (required_assessment_id IS NULL)", name="failure_of_a_requirement"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    kind: Mapped[FailureKind] = mapped_column(enum_column(FailureKind, "kind"))
    state: Mapped[FailureState] = mapped_column(enum_column(FailureState, "state"))
    required_assessment_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment.id"))
    drug_test_id: Mapped[int | None] = mapped_column(ForeignKey("drug_test.id"))
    booking: Mapped[int] = mapped_column(default=1)
    failed_at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime] = mapped_column(Instant)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)


class FailureDecision(Recorded):
    """One decision about a failure: on which day, why and by whom.

    If another record ended the failure, it names the person who made that record.
    """

    __tablename__ = "failure_decision"

    failure_id: Mapped[int] = mapped_column(ForeignKey("failure.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)


# A required assessment that was done against the rules, held for an inspector, with each rule it broke.


WAITING = text("decided_at IS NULL")


class RequiredOtherwise(Recorded):
    """How an assessment was really required. It is not itself a requirement.

    `required_assessment_id` is the requirement that its release made. `before_id` is the decision that was live until
    then. `spoken` holds values of `Spoken`. If it is released without a requirement it binds nobody, and
    `unenforceable` says by which law.
    """

    __tablename__ = "required_otherwise"
    __table_args__ = (
        Index(
            "uq_required_otherwise_waiting",
            "episode_id",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> recorded_by_id", name="decided_by_another"),
        CheckConstraint("imposed_at <= recorded_at", name="required_before_it_was_recorded"),
        CheckConstraint(
            "(initial_at IS NULL) = (service_id IS NULL) AND (initial_at IS NULL) = (initial_place IS NULL)",
            name="timed_whole",
        ),
        CheckConstraint(
            "required_assessment_id IS NULL OR (decision = 'release' AND unenforceable = '')",
            name="a_requirement_by_release",
        ),
        CheckConstraint(
            "(is_person_told IS NOT NULL) = (decision IS NOT NULL AND decision = 'void')", name="voided_with_told"
        ),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment.id"))
    imposed_at: Mapped[datetime] = mapped_column(Instant)
    with_follow_up: Mapped[bool]
    initial_at: Mapped[datetime | None] = mapped_column(Instant)
    initial_place: Mapped[str | None] = mapped_column(String(300))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    spoken: Mapped[list[str]] = mapped_column(JSON)
    notice_served_at: Mapped[datetime | None] = mapped_column(Instant)
    what_happened: Mapped[str] = mapped_column(Text)
    decision: Mapped[HoldDecision | None] = mapped_column(enum_column(HoldDecision, "decision"))
    is_person_told: Mapped[bool | None]
    unenforceable: Mapped[str] = mapped_column(Text, default="")
    required_assessment_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class RequiredOtherwiseRule(Record):
    """One rule that a held requirement broke, in its words of that day; once decided, with the inspector's reason."""

    __tablename__ = "required_otherwise_rule"

    required_otherwise_id: Mapped[int] = mapped_column(ForeignKey("required_otherwise.id"), index=True)
    rule: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    mark: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
