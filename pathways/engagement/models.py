"""What is recorded of a person in treatment. Appointments stand with the referral, whose first one acceptance makes.

A record is corrected by a new row: the old one keeps when, by which row and why it was superseded.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.rules import FollowUpDecision, RequiredOutcome
from pathways.store import Instant, Record, enum_column
from pathways.vocabulary import Substance

LIVE = text("superseded_at IS NULL")
WITH_WHY = "(superseded_at IS NULL) = (correction_reason IS NULL)"
BY_A_ROW = "superseded_by_id IS NULL OR superseded_at IS NOT NULL"


def one_live(table: str, *columns: str) -> Index:
    """At most one row that stands, of a referral unless said otherwise, on both databases."""
    of = columns or ("referral_id",)
    return Index(f"uq_{table}_live", *of, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


class Assessment(Record):
    """One attended assessment: what the person says they use, and the needs agreed. Clinical: police never see it."""

    __tablename__ = "assessment"
    __table_args__ = (
        one_live("assessment"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
        Index("ix_assessment_attended_on", "attended_on", "person_id"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    attended_on: Mapped[date]
    assessor_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uses_substances: Mapped[bool]
    needs_agreed: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class AssessedSubstance(Record):
    """One substance declared at an assessment: as many as said, none cut off."""

    __tablename__ = "assessed_substance"
    __table_args__ = (UniqueConstraint("assessment_id", "substance"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    substance: Mapped[Substance] = mapped_column(enum_column(Substance, "substance"))


class CarePlan(Record):
    """The day the care plan was agreed with the person: on the caseload from then."""

    __tablename__ = "care_plan"
    __table_args__ = (
        one_live("care_plan"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    agreed_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("care_plan.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class StructuredStart(Record):
    """The start of structured treatment. `modality` is a code of the dated list `data/modalities.csv`."""

    __tablename__ = "structured_start"
    __table_args__ = (
        one_live("structured_start"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    modality: Mapped[str] = mapped_column(String(10))
    started_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("structured_start.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class Engagement(Record):
    """The day a person engaged, with the definition and version it was recorded under."""

    __tablename__ = "engagement"
    __table_args__ = (
        one_live("engagement"),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
        Index("ix_engagement_person_id", "person_id", "engaged_on"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    engaged_on: Mapped[date]
    definition: Mapped[str] = mapped_column(String(40))
    definition_version: Mapped[str] = mapped_column(String(10))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


class Exit(Record):
    """How and when the case was closed. `reason` is a code of the dated list `data/endings.csv`."""

    __tablename__ = "treatment_exit"
    __table_args__ = (UniqueConstraint("referral_id"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    reason: Mapped[str] = mapped_column(String(10))
    planned: Mapped[bool]
    exited_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class RequiredAssessmentOutcome(Record):
    """What became of a required assessment, as the assessor reports it.

    A failure carries the moment police were told (Drugs Act 2005 s.12(2), s.14(2)); an attendance never does (s.15(3)).
    A false failure is superseded, and police are told of the correction by the same row. It hangs on the requirement,
    so it is one fact with or without a referral: `referral_id` is the case it was recorded on, if it was one by then.
    `booking` says of which appointment: another may be booked after good cause.
    """

    __tablename__ = "required_assessment_outcome"
    __table_args__ = (
        one_live("required_assessment_outcome", "required_assessment_id", "booking"),
        CheckConstraint(
            "(outcome = 'attended_remained') = (reported_to_police_at IS NULL)", name="a_failure_is_reported"
        ),
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    booking: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[RequiredOutcome] = mapped_column(enum_column(RequiredOutcome, "outcome"))
    at: Mapped[datetime] = mapped_column(Instant)
    reported_to_police_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("required_assessment_outcome.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))


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
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(BY_A_ROW, name="superseded_by_a_row"),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    booking: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[RequiredOutcome] = mapped_column(enum_column(RequiredOutcome, "outcome"))
    at: Mapped[datetime] = mapped_column(Instant)
    reported_to_police_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up_outcome.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))
