"""What became of a required assessment and of its follow-up."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.models.correcting import BY_A_ROW, WITH_WHY, one_live
from pathways.engagement.rules import FollowUpDecision, RequiredOutcome
from pathways.store import Instant, Record, enum_column

UNKNOWN: Final = "NOT is_time_unknown OR outcome = 'failed_to_remain'"


class RequiredAssessmentOutcome(Record):
    """What became of a required assessment, as the assessor reports it.

    A failure carries the moment police were told (Drugs Act 2005 s.12(2), s.14(2)); an attendance never does (s.15(3)).
    A false failure is superseded, and police are told of the correction by the same row. It hangs on the requirement,
    so it is one fact with or without a referral: `referral_id` is the case it was recorded on, if it was one by then.
    `booking` says of which appointment: another may be booked after good cause. Where nobody knows when the person
    left (`is_time_unknown`), `at` is the time on the notice.
    """

    __tablename__ = "required_assessment_outcome"
    __table_args__ = (
        one_live("required_assessment_outcome", "required_assessment_id", "booking"),
        CheckConstraint(
            "(outcome = 'attended_remained') = (reported_to_police_at IS NULL)", name="a_failure_is_reported"
        ),
        CheckConstraint(UNKNOWN, name="unknown_time_of_leaving"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    booking: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[RequiredOutcome] = mapped_column(enum_column(RequiredOutcome, "outcome"))
    at: Mapped[datetime] = mapped_column(Instant)
    is_time_unknown: Mapped[bool] = mapped_column(default=False)
    reported_to_police_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment_outcome.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class EarlierTimeNote(Record):
    """Somebody did not come, or left, at a time that a further notice had changed: a note and no failure (V-042).

    Of the initial, by the change that the notice told, or of the follow-up, by the row whose time was changed. The
    service's own: police are told nothing of it.
    """

    __tablename__ = "earlier_time_note"
    __table_args__ = (
        CheckConstraint("(appointment_change_id IS NULL) != (follow_up_id IS NULL)", name="of_one_appointment"),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    appointment_change_id: Mapped[int | None] = mapped_column(ForeignKey("appointment_change.id"))
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    outcome: Mapped[RequiredOutcome] = mapped_column(enum_column(RequiredOutcome, "outcome"))
    earlier_at: Mapped[datetime] = mapped_column(Instant)
    message: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class FollowUp(Record):
    """What the assessor decided of the follow-up, told before the initial ended (Drugs Act 2005 s.13).

    It binds once its notice was given: RA4 with time and place, RA5 where it is not required, RA2 for a changed time,
    which is a row that supersedes. The service's own: police never see it (s.15).
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        one_live("follow_up", "required_assessment_id"),
        CheckConstraint(
            "(decision = 'required') = (starts_at IS NOT NULL) AND (decision = 'required') = (place IS NOT NULL)",
            name="required_with_time_and_place",
        ),
        CheckConstraint(
            "(given_at IS NULL) = (notice_sha256 IS NULL) AND (given_at IS NULL) = (given_by_id IS NULL)",
            name="notice_given_whole",
        ),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    decision: Mapped[FollowUpDecision] = mapped_column(enum_column(FollowUpDecision, "decision"))
    booking: Mapped[int] = mapped_column(default=1)
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    place: Mapped[str | None] = mapped_column(String(300))
    given_at: Mapped[datetime | None] = mapped_column(Instant)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_sha256: Mapped[str | None] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class FollowUpOutcome(Record):
    """What became of a follow-up assessment: told to police as the initial's is, a failure only (s.14(2), s.15(3))."""

    __tablename__ = "follow_up_outcome"
    __table_args__ = (
        one_live("follow_up_outcome", "required_assessment_id", "booking"),
        CheckConstraint(
            "(outcome = 'attended_remained') = (reported_to_police_at IS NULL)", name="a_failure_is_reported"
        ),
        CheckConstraint(UNKNOWN, name="unknown_time_of_leaving"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    booking: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[RequiredOutcome] = mapped_column(enum_column(RequiredOutcome, "outcome"))
    at: Mapped[datetime] = mapped_column(Instant)
    is_time_unknown: Mapped[bool] = mapped_column(default=False)
    reported_to_police_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up_outcome.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))
