"""Tables of a case: aftercare, assessment, safe contact, steps, incidents, notes, attempts, links. Not for police."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.case.rules import Way
from pathways.engagement.notes.rules import ContactHow, ContactWith
from pathways.engagement.outcomes.rules import CheckInOutcome, Grade
from pathways.engagement.required_assessments.rules import Leaked, LeakedTo
from pathways.links.models import SentToService
from pathways.referrals.first_appointments.rules import TextHolds
from pathways.referrals.needs.rules import ContactWay, Naloxone
from pathways.store.base import Instant, Record, Recorded, Superseded, enum_column, one_live_row, superseded_whole
from pathways.vocabulary import Substance

# Check-ins after a planned exit, and the person's own feedback.


class CheckIn(Recorded):
    """One check-in after a planned exit: 1 at 2 weeks, 2 at 3 months, 3 at 6 months. Each is recorded once."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("referral_id", "number", name="uq_check_in_referral_id_number"),
        CheckConstraint("number BETWEEN 1 AND 3", name="number"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    number: Mapped[int]
    outcome: Mapped[CheckInOutcome] = mapped_column(enum_column(CheckInOutcome, "outcome"))
    note: Mapped[str | None] = mapped_column(String(1000))


class Feedback(Record):
    """What somebody said of the service. Nothing here identifies them: no person, no case, no worker, no day.

    The worker who handed over the screen never reads it; the provider's manager reads answers in groups of five.
    """

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_organisation_id", "organisation_id", "month_on"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month_on: Mapped[date]
    respected: Mapped[Grade | None] = mapped_column(enum_column(Grade, "respected"))
    in_time: Mapped[Grade | None] = mapped_column(enum_column(Grade, "in_time"))
    helped: Mapped[Grade | None] = mapped_column(enum_column(Grade, "helped"))
    words: Mapped[str | None] = mapped_column(Text)


# An attended assessment and the substances named at it.


class Assessment(Recorded, Superseded):
    """One attended assessment: what the person says they use, and the needs agreed. Clinical: police never see it."""

    __tablename__ = "assessment"
    __table_args__ = (
        one_live_row("assessment", "referral_id"),
        *superseded_whole(),
        Index("ix_assessment_attended_on", "attended_on", "person_id"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    attended_on: Mapped[date]
    assessor_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uses_substances: Mapped[bool]
    needs_agreed: Mapped[str] = mapped_column(Text)


class AssessedSubstance(Record):
    """One substance named at an assessment, one row each; none is left out."""

    __tablename__ = "assessed_substance"
    __table_args__ = (UniqueConstraint("assessment_id", "substance"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    substance: Mapped[Substance] = mapped_column(enum_column(Substance, "substance"))


# How somebody in treatment may be reached.


class SafeContact(Recorded, Superseded):
    """The safe way to reach the person as agreed with the service, and what a text may say.

    Until there is one, what custody was told counts, and a text says a number and a reference. Police never see it.
    """

    __tablename__ = "safe_contact"
    __table_args__ = (
        one_live_row("safe_contact", "referral_id"),
        *superseded_whole(),
        CheckConstraint("way NOT IN ('text', 'call') OR number IS NOT NULL", name="number_for_a_phone"),
        CheckConstraint("holds = 'number' OR way = 'text'", name="only_a_text_holds_a_time"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    way: Mapped[ContactWay] = mapped_column(enum_column(ContactWay, "way"))
    number: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(200))
    holds: Mapped[TextHolds] = mapped_column(enum_column(TextHolds, "holds"))


# The course of treatment: care plan, structured start, engaged, and the way out.


_STANDS = text("undone_at IS NULL")


class CarePlan(Recorded, Superseded):
    """The day the care plan was agreed with the person, who is on the caseload from then."""

    __tablename__ = "care_plan"
    __table_args__ = (
        one_live_row("care_plan", "referral_id"),
        *superseded_whole(),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    agreed_on: Mapped[date]


class StructuredStart(Recorded, Superseded):
    """The start of structured treatment. `modality` is a code of the dated list `data/modalities.csv`."""

    __tablename__ = "structured_start"
    __table_args__ = (
        one_live_row("structured_start", "referral_id"),
        *superseded_whole(),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    modality: Mapped[str] = mapped_column(String(10))
    started_on: Mapped[date]


class Engagement(Recorded, Superseded):
    """The day a person engaged, with the definition and version it was recorded under."""

    __tablename__ = "engagement"
    __table_args__ = (
        one_live_row("engagement", "referral_id"),
        *superseded_whole(),
        Index("ix_engagement_person_id", "person_id", "engaged_on"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    engaged_on: Mapped[date]
    definition: Mapped[str] = mapped_column(String(40))
    definition_version: Mapped[str] = mapped_column(String(10))


class Exit(Recorded):
    """How and when the case was closed. `reason` is a code of the dated list `data/endings.csv`.

    When a case is re-opened the row stays, undone, and no longer counts as an exit.
    """

    __tablename__ = "treatment_exit"
    __table_args__ = (
        Index("uq_treatment_exit_stands", "referral_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        # Check-ins that are due, longest first.
        Index(
            "ix_treatment_exit_exited_on", "exited_on", "referral_id", sqlite_where=_STANDS, postgresql_where=_STANDS
        ),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    reason: Mapped[str] = mapped_column(String(10))
    planned: Mapped[bool]
    exited_on: Mapped[date]
    undone_at: Mapped[datetime | None] = mapped_column(Instant)


# What was told of an assessment without written consent. Only the manager of the service reads it.


class AssessmentLeaked(Recorded):
    """One information incident, as it happened. `rule` is the rule it broke, `message` its words that day."""

    __tablename__ = "assessment_leaked"
    __table_args__ = (
        CheckConstraint("told_at <= recorded_at", name="told_before_it_was_recorded"),
        CheckConstraint("length(done) >= 10", name="said_what_was_done"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    what: Mapped[Leaked] = mapped_column(enum_column(Leaked, "what"))
    whom: Mapped[LeakedTo] = mapped_column(enum_column(LeakedTo, "whom"))
    told_to: Mapped[str] = mapped_column(String(200))
    told_at: Mapped[datetime] = mapped_column(Instant)
    done: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    mark: Mapped[str] = mapped_column(String(20))


# Contacts that took place, and notes. They are the service's own: neither police nor another provider reads them.


class Contact(Recorded):
    """A contact that took place: when, how, with whom, structured or not. One that is ahead is an appointment."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("(whom = 'person') = (naloxone IS NOT NULL)", name="naloxone_asked_of_the_person"),
        CheckConstraint(
            "naloxone IS NULL OR (naloxone = 'not_offered') = (naloxone_why IS NOT NULL)", name="why_where_not_offered"
        ),
        CheckConstraint(
            "NOT is_structured OR (whom = 'person' AND how IN ('in_person', 'phone', 'video'))",
            name="structured_with_the_person",
        ),
        Index("ix_contact_referral_id", "referral_id", "at"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    how: Mapped[ContactHow] = mapped_column(enum_column(ContactHow, "how"))
    whom: Mapped[ContactWith] = mapped_column(enum_column(ContactWith, "whom"))
    is_structured: Mapped[bool]
    naloxone: Mapped[Naloxone | None] = mapped_column(enum_column(Naloxone, "naloxone"))
    naloxone_why: Mapped[str | None] = mapped_column(String(200))


class Note(Record):
    """What a worker wrote. Its author may change it for some hours; after that it stays, and rows add to it."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("edited_at IS NULL OR edited_at >= written_at", name="edited_after_it_was_written"),
        Index("ix_note_referral_id", "referral_id", "written_at"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    adds_to_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"), index=True)
    text: Mapped[str] = mapped_column(Text, deferred=True)
    written_at: Mapped[datetime] = mapped_column(Instant)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    edited_at: Mapped[datetime | None] = mapped_column(Instant)


# Attempts to find somebody who cannot be reached: nobody is "not found" without one.


class Attempt(Recorded):
    """One attempt, as it was made. It is the service's own: police never see it."""

    __tablename__ = "outreach_attempt"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    way: Mapped[Way] = mapped_column(enum_column(Way, "way"))
    note: Mapped[str | None] = mapped_column(String(500))


# Links by which services without accounts say what became of an appointment.


class OutcomeLink(SentToService, Record):
    """A link about one appointment, used once. `answered_by` shows that the outcome was told by link."""

    __tablename__ = "outcome_link"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))

    __table_args__ = (
        UniqueConstraint("appointment_id"),
        UniqueConstraint("token_hash"),
        CheckConstraint(
            "(used_at IS NULL) = (used_key IS NULL) AND (used_at IS NULL) = (answered_by IS NULL)", name="used_whole"
        ),
        CheckConstraint("expires_at > made_at", name="expires_after_it_was_made"),
    )
