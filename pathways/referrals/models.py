"""Needs as said, consents as answered, the referral with its milestones, its events, and its appointments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.referrals.rules import (
    Channel,
    ChoiceReason,
    ConsentState,
    ContactWay,
    Covers,
    Housing,
    Injected,
    Naloxone,
    Outcome,
    Purpose,
    ReferralState,
    Route,
    Said,
    is_closed,
    next_state,
)
from pathways.store import Instant, Record, db, enum_column
from pathways.vocabulary import Answer, Area, Substance


class NeedScreen(Record):
    """What the person said in one sitting. One live row an episode; a later answer supersedes the earlier."""

    __tablename__ = "need_screen"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    said: Mapped[Said] = mapped_column(enum_column(Said, "said"))
    injected: Mapped[Injected] = mapped_column(enum_column(Injected, "injected"))
    mental_health: Mapped[Answer] = mapped_column(enum_column(Answer, "mental_health"))
    housing: Mapped[Housing] = mapped_column(enum_column(Housing, "housing"))
    overdose_last_7_days: Mapped[Answer] = mapped_column(enum_column(Answer, "overdose_last_7_days"))
    suicide_risk: Mapped[Answer] = mapped_column(enum_column(Answer, "suicide_risk"))
    naloxone: Mapped[Naloxone] = mapped_column(enum_column(Naloxone, "naloxone"))
    contact_way: Mapped[ContactWay] = mapped_column(enum_column(ContactWay, "contact_way"))
    contact_number: Mapped[str | None] = mapped_column(String(40))
    contact_note: Mapped[str | None] = mapped_column(String(200))
    area: Mapped[Area] = mapped_column(enum_column(Area, "area"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("need_screen.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_with_when"),
        CheckConstraint(
            "contact_way NOT IN ('text', 'call', 'someone_else') OR contact_number IS NOT NULL",
            name="number_for_a_phone",
        ),
        Index(
            "uq_need_screen_live",
            "episode_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )


class DeclaredSubstance(Record):
    """One substance as the person named it: as many as said, mamba its own. Never a test result."""

    __tablename__ = "declared_substance"

    need_screen_id: Mapped[int] = mapped_column(ForeignKey("need_screen.id"))
    substance: Mapped[Substance] = mapped_column(enum_column(Substance, "substance"))

    __table_args__ = (UniqueConstraint("need_screen_id", "substance"),)


class Consent(Record):
    """One answer to one question. Rows are added, never changed; a withdrawal is a row of its own."""

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    number: Mapped[int]
    state: Mapped[ConsentState] = mapped_column(enum_column(ConsentState, "state"))
    covers: Mapped[Covers | None] = mapped_column(enum_column(Covers, "covers"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    wording_version: Mapped[int]
    how: Mapped[str | None] = mapped_column(String(10))
    understood: Mapped[bool]
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))

    __table_args__ = (
        CheckConstraint("number IN (1, 2)", name="number"),
        CheckConstraint("how IS NULL OR how IN ('signed', 'oral')", name="how"),
        CheckConstraint("state <> 'given' OR number <> 1 OR covers IS NOT NULL", name="referral_consent_says_how_far"),
        CheckConstraint("covers IS NULL OR (number = 1 AND state = 'given')", name="covers_only_a_referral_consent"),
        CheckConstraint("covers IS NULL OR covers <> 'named' OR service_id IS NOT NULL", name="named_service"),
        CheckConstraint("(state = 'withdrawn') = (withdraws_id IS NOT NULL)", name="withdrawal_names_what"),
    )


class Referral(Record):
    """One offer of a person to a service. Sent on, it gets a child that keeps `first_submitted_at`: no clock restarts.

    `sent_by_id` is who first referred the person, carried to each child. `service_id` and `organisation_id` are empty
    while a pathway manager looks for a place. Milestones are written by the action that makes them true.
    """

    __tablename__ = "referral"

    reference: Mapped[str | None] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "state"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    route: Mapped[Route | None] = mapped_column(enum_column(Route, "route"))
    routing: Mapped[dict[str, Any]] = mapped_column(JSON)
    choice_reason: Mapped[ChoiceReason | None] = mapped_column(enum_column(ChoiceReason, "choice_reason"))
    placing_note: Mapped[str | None] = mapped_column(String(500))
    bounces: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Instant)
    first_submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    due_on: Mapped[date | None]
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    keyworker_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    first_offered_on: Mapped[date | None]
    first_attended_on: Mapped[date | None]
    assessed_on: Mapped[date | None]
    engaged_on: Mapped[date | None]
    exited_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint(
            "(reference IS NULL) = (sent_at IS NULL) AND (sent_at IS NULL) = (first_submitted_at IS NULL)"
            " AND (sent_at IS NULL) = (sent_by_id IS NULL) AND (sent_at IS NULL) = (due_on IS NULL)",
            name="sent_with_its_reference_and_clock",
        ),
        CheckConstraint("state <> 'SUBMITTED' OR sent_at IS NOT NULL", name="submitted_was_sent"),
        CheckConstraint("(service_id IS NULL) = (organisation_id IS NULL)", name="service_with_its_organisation"),
        CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL) AND (accepted_at IS NULL) = (keyworker_id IS NULL)",
            name="accepted_with_who_and_keyworker",
        ),
        CheckConstraint("accepted_at IS NULL OR service_id IS NOT NULL", name="accepted_by_a_service"),
        CheckConstraint("first_attended_on IS NULL OR accepted_at IS NOT NULL", name="attended_after_acceptance"),
        CheckConstraint("engaged_on IS NULL OR accepted_at IS NOT NULL", name="engaged_after_acceptance"),
        CheckConstraint("exited_on IS NULL OR accepted_at IS NOT NULL", name="exited_after_acceptance"),
        CheckConstraint("bounces >= 0", name="bounces_not_negative"),
        # The inbox: one range scan an organisation, in the order of the page; only what waits for an answer is in it.
        Index(
            "ix_referral_inbox",
            "organisation_id",
            "due_on",
            "sent_at",
            "id",
            sqlite_where=text("state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"),
            postgresql_where=text("state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"),
        ),
        Index("ix_referral_state_first_submitted_at", "state", "first_submitted_at", "id"),
        Index("ix_referral_sent_by_id", "sent_by_id", "sent_at"),
    )

    def take(self, event: str, *, at: datetime, by_id: int, role: str, reason: str | None = None) -> "ReferralEvent":
        """Move along the transition table and add the event that says so. Raises NoSuchStep.

        For a row that only one transaction can be at; where two may race, the state is moved by a conditional UPDATE
        and the event added by `ReferralEvent.of`.
        """
        before, self.state = self.state, next_state(self.state, event)
        if is_closed(self.state):
            self.closed_at = at
        return ReferralEvent.of(self.id, event, before, self.state, at=at, by_id=by_id, role=role, reason=reason)


class ReferralEvent(Record):
    """A step that was taken: from, to, by whom in which role, and why. Rows are added, never changed."""

    __tablename__ = "referral_event"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    event: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "from_state"))
    to_state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "to_state"))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(200))

    @classmethod
    def of(
        cls,
        referral_id: int,
        event: str,
        before: ReferralState,
        after: ReferralState,
        *,
        at: datetime,
        by_id: int,
        role: str,
        reason: str | None = None,
    ) -> "ReferralEvent":
        """A new event, added to the session."""
        taken = cls(
            referral_id=referral_id,
            event=event,
            from_state=before,
            to_state=after,
            at=at,
            by_id=by_id,
            role=role,
            reason=reason,
        )
        db.session.add(taken)
        return taken


class Appointment(Record):
    """An appointment offered. The first is made by accepting, all later ones by the engagement stage."""

    __tablename__ = "appointment"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(120))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel, "channel"))
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose, "purpose"))
    offered_at: Mapped[datetime] = mapped_column(Instant)
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome, "outcome"))
    outcome_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint(
            "(outcome IS NULL) = (outcome_at IS NULL) AND (outcome IS NULL) = (outcome_by_id IS NULL)",
            name="outcome_with_who_and_when",
        ),
        CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_with_when"),
    )
