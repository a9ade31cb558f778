"""The tables of needs, care plan, required assessments, TOP scores, naloxone, peer support. Police never see them."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.engagement.care_plan.rules import GoalState
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.naloxone.rules import Product, SuppliedTo, SupplyAuthority, SupplyWhy, UsedOutcome
from pathways.engagement.outcomes.rules import PeerAnswer, TopStage, top_items
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.referrals.needs.rules import Naloxone, UseSaid
from pathways.store.base import Instant, Record, Recorded, Superseded, enum_column, one_live_row, superseded_whole
from pathways.vocabulary import Answer, Substance

# Needs as the service asked them, and each substance with its way of use. Clinical: police never see them.


class NeedsAssessed(Recorded, Superseded):
    """What the person said in one sitting with the service. The values are codes of `care_plan/data/need_codes.csv`.

    `suicide_risk` is empty in sittings from before that question existed.
    """

    __tablename__ = "needs_assessed"
    __table_args__ = (
        one_live_row("needs_assessed", "referral_id"),
        *superseded_whole(),
        CheckConstraint("overdose_days IS NULL OR overdose = 'yes'", name="days_of_an_overdose"),
        CheckConstraint("(mental_health = 'yes') = (receiving IS NOT NULL)", name="a_need_says_what_help"),
        CheckConstraint("(naloxone = 'not_offered') = (naloxone_why IS NOT NULL)", name="not_offered_says_why"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    use_answer: Mapped[UseSaid] = mapped_column(enum_column(UseSaid, "use_answer"))
    injecting: Mapped[str] = mapped_column(String(40))
    overdose: Mapped[Answer] = mapped_column(enum_column(Answer, "overdose"))
    overdose_days: Mapped[int | None]
    suicide_risk: Mapped[Answer | None] = mapped_column(enum_column(Answer, "suicide_risk"))
    mental_health: Mapped[Answer] = mapped_column(enum_column(Answer, "mental_health"))
    receiving: Mapped[str | None] = mapped_column(String(40))
    housing: Mapped[str] = mapped_column(String(40))
    children: Mapped[str] = mapped_column(String(40))
    pregnant: Mapped[Answer | None] = mapped_column(enum_column(Answer, "pregnant"))
    employment: Mapped[str] = mapped_column(String(40))
    safeguarding: Mapped[Answer] = mapped_column(enum_column(Answer, "safeguarding"))
    naloxone: Mapped[Naloxone] = mapped_column(enum_column(Naloxone, "naloxone"))
    naloxone_why: Mapped[str | None] = mapped_column(String(200))


class UseAssessed(Record):
    """One substance as said, as many rows as there are; `position` 1 does most harm."""

    __tablename__ = "use_assessed"
    __table_args__ = (
        UniqueConstraint("needs_assessed_id", "position"),
        UniqueConstraint("needs_assessed_id", "substance"),
    )

    needs_assessed_id: Mapped[int] = mapped_column(ForeignKey("needs_assessed.id"))
    position: Mapped[int]
    substance: Mapped[Substance] = mapped_column(enum_column(Substance, "substance"))
    route: Mapped[str | None] = mapped_column(String(40))


# The care plan: goals, interventions with their dates, reviews. Clinical: police never see it.


class Goal(Recorded):
    """One goal agreed with the person: who does what, by when. It is closed as done or dropped, once."""

    __tablename__ = "goal"
    __table_args__ = (
        CheckConstraint(
            "(state = 'agreed') = (closed_on IS NULL) AND (closed_on IS NULL) = (closed_by_id IS NULL)",
            name="closed_with_when_and_by_whom",
        ),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    goal: Mapped[str] = mapped_column(String(300))
    who: Mapped[str] = mapped_column(String(120))
    does: Mapped[str] = mapped_column(String(300))
    by_on: Mapped[date]
    state: Mapped[GoalState] = mapped_column(enum_column(GoalState, "state"), default=GoalState.AGREED)
    closed_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Intervention(Recorded):
    """One intervention with its dates. `modality` is a code of `data/modalities.csv`, `exit_status` of `exit_statuses`.

    The one with which structured treatment started is here too: a correction of the start corrects it. One that ended
    with its case has no status where the national list has none (prison).
    """

    __tablename__ = "intervention"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_after_it_started"),
        CheckConstraint("(ended_on IS NULL) = (ended_by_id IS NULL)", name="ended_by_whom"),
        CheckConstraint("exit_status IS NULL OR ended_on IS NOT NULL", name="status_of_what_ended"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    modality: Mapped[str] = mapped_column(String(10))
    started_on: Mapped[date]
    is_start: Mapped[bool] = mapped_column(default=False)
    ended_on: Mapped[date | None]
    exit_status: Mapped[str | None] = mapped_column(String(10))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class PlanReview(Recorded):
    """A review of the care plan with the person: the first is due 12 weeks after the start."""

    __tablename__ = "plan_review"
    __table_args__ = (CheckConstraint("next_on IS NULL OR next_on > reviewed_on", name="next_comes_later"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    reviewed_on: Mapped[date]
    summary: Mapped[str] = mapped_column(Text)
    next_on: Mapped[date | None]


# What became of a required assessment and of its follow-up.


UNKNOWN: Final = "NOT is_time_unknown OR outcome = 'failed_to_remain'"


class RequiredAssessmentOutcome(Recorded, Superseded):
    """What became of a required assessment, as the assessor reports it.

    A failure has the time when police were told (Drugs Act 2005 s.12(2), s.14(2)); an attendance never has (s.15(3)).
    A false failure is superseded, and the same row tells police of the correction. It belongs to the requirement, with
    or without a referral; `referral_id` is the case it was recorded on, if there was one by then. `booking` says for
    which appointment: another may be booked after good cause. Where nobody knows when the person left
    (`is_time_unknown`), `at` is the time on the notice.
    """

    __tablename__ = "required_assessment_outcome"
    __table_args__ = (
        one_live_row("required_assessment_outcome", "required_assessment_id", "booking"),
        CheckConstraint(
            "(outcome = 'attended_remained') = (reported_to_police_at IS NULL)", name="a_failure_is_reported"
        ),
        CheckConstraint(UNKNOWN, name="unknown_time_of_leaving"),
        *superseded_whole(),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    booking: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[RequiredOutcome] = mapped_column(enum_column(RequiredOutcome, "outcome"))
    at: Mapped[datetime] = mapped_column(Instant)
    is_time_unknown: Mapped[bool] = mapped_column(default=False)
    reported_to_police_at: Mapped[datetime | None] = mapped_column(Instant)


class EarlierTimeNote(Recorded):
    """Somebody did not come, or left, at a time that a further notice had changed: a note, not a failure (V-042).

    It is about the initial (by the change that the notice told) or the follow-up (by the row whose time was changed).
    It is the service's own: police are told nothing of it.
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


class FollowUp(Recorded, Superseded):
    """What the assessor decided about the follow-up, told before the initial ended (Drugs Act 2005 s.13).

    It binds once its notice was given: RA4 with time and place, RA5 where it is not required, RA2 for a changed time,
    which is a row that supersedes. It is the service's own: police never see it (s.15).
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        one_live_row("follow_up", "required_assessment_id"),
        CheckConstraint(
            "(decision = 'required') = (starts_at IS NOT NULL) AND (decision = 'required') = (place IS NOT NULL)",
            name="required_with_time_and_place",
        ),
        CheckConstraint(
            "(given_at IS NULL) = (notice_sha256 IS NULL) AND (given_at IS NULL) = (given_by_id IS NULL)",
            name="notice_given_whole",
        ),
        *superseded_whole(),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    decision: Mapped[FollowUpDecision] = mapped_column(enum_column(FollowUpDecision, "decision"))
    booking: Mapped[int] = mapped_column(default=1)
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    place: Mapped[str | None] = mapped_column(String(300))
    given_at: Mapped[datetime | None] = mapped_column(Instant)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_sha256: Mapped[str | None] = mapped_column(String(64))


class FollowUpOutcome(Recorded, Superseded):
    """What became of a follow-up assessment. Police are told of failures only, as of the initial (s.14(2), s.15(3))."""

    __tablename__ = "follow_up_outcome"
    __table_args__ = (
        one_live_row("follow_up_outcome", "required_assessment_id", "booking"),
        CheckConstraint(
            "(outcome = 'attended_remained') = (reported_to_police_at IS NULL)", name="a_failure_is_reported"
        ),
        CheckConstraint(UNKNOWN, name="unknown_time_of_leaving"),
        *superseded_whole(),
    )

    required_assessment_id: Mapped[int] = mapped_column(ForeignKey("required_assessment.id"), index=True)
    booking: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[RequiredOutcome] = mapped_column(enum_column(RequiredOutcome, "outcome"))
    at: Mapped[datetime] = mapped_column(Instant)
    is_time_unknown: Mapped[bool] = mapped_column(default=False)
    reported_to_police_at: Mapped[datetime | None] = mapped_column(Instant)


# TOP scores: numbers by their columns, never the questionnaire. They are the provider's own; police never see one.


class TopScores(Recorded, Superseded):
    """One set of scores. An item that the person declined is empty. A later row of the same day corrects it."""

    __tablename__ = "top_scores"
    __table_args__ = (
        one_live_row("top_scores", "referral_id", "stage", "taken_on"),
        *superseded_whole(),
        *(CheckConstraint(f"{item.column} BETWEEN 0 AND {item.most}", name=item.column) for item in top_items()),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    stage: Mapped[TopStage] = mapped_column(enum_column(TopStage, "stage"))
    taken_on: Mapped[date]
    alcohol_days: Mapped[int | None]
    opiates_days: Mapped[int | None]
    crack_days: Mapped[int | None]
    cocaine_days: Mapped[int | None]
    amphetamines_days: Mapped[int | None]
    cannabis_days: Mapped[int | None]
    other_drug_days: Mapped[int | None]
    injected_days: Mapped[int | None]
    shared: Mapped[int | None]
    shop_theft_days: Mapped[int | None]
    selling_days: Mapped[int | None]
    other_theft: Mapped[int | None]
    assault: Mapped[int | None]
    psychological: Mapped[int | None]
    physical: Mapped[int | None]
    quality_of_life: Mapped[int | None]
    work_days: Mapped[int | None]
    education_days: Mapped[int | None]
    acute_housing_problem: Mapped[int | None]
    at_risk_of_eviction: Mapped[int | None]


# Take-home naloxone supplied, and peer support.


class NaloxoneSupply(Recorded):
    """One supply of take-home naloxone, with its batch and expiry. The use of one of its kits is recorded on the row.

    How many people were supplied and how many kits are two different numbers.
    """

    __tablename__ = "naloxone_supply"
    __table_args__ = (
        CheckConstraint("kits > 0", name="at_least_one_kit"),
        CheckConstraint("expires_on > supplied_on", name="not_expired_when_supplied"),
        CheckConstraint("used_on IS NULL OR used_on >= supplied_on", name="used_after_it_was_supplied"),
        CheckConstraint(
            "(used_on IS NULL) = (used_outcome IS NULL) AND (used_on IS NULL) = (used_by_id IS NULL)",
            name="used_with_outcome_and_by_whom",
        ),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    supplied_on: Mapped[date]
    product: Mapped[Product] = mapped_column(enum_column(Product, "product"))
    kits: Mapped[int]
    batch: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date]
    recipient: Mapped[SuppliedTo] = mapped_column(enum_column(SuppliedTo, "recipient"))
    why: Mapped[SupplyWhy] = mapped_column(enum_column(SupplyWhy, "why"))
    authority: Mapped[SupplyAuthority] = mapped_column(enum_column(SupplyAuthority, "authority"))
    trained_by: Mapped[str] = mapped_column(String(120))
    used_on: Mapped[date | None]
    used_outcome: Mapped[UsedOutcome | None] = mapped_column(enum_column(UsedOutcome, "used_outcome"))
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    @property
    def left(self) -> int:
        """How many of its kits are still there: a use takes one."""
        return self.kits - (1 if self.used_on else 0)


class PeerSupport(Recorded, Superseded):
    """Peer support as offered and answered. `shared_risks` are the risk flags that they agreed the peer is told."""

    __tablename__ = "peer_support"
    __table_args__ = (
        one_live_row("peer_support", "referral_id"),
        *superseded_whole(),
        CheckConstraint(
            "(answer = 'accepted') = (peer IS NOT NULL) AND (answer = 'accepted') = (contact IS NOT NULL)",
            name="accepted_with_peer_and_contact",
        ),
        CheckConstraint("first_contact_on IS NULL OR first_contact_on >= offered_on", name="met_after_the_offer"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    offered_on: Mapped[date]
    answer: Mapped[PeerAnswer] = mapped_column(enum_column(PeerAnswer, "answer"))
    peer: Mapped[str | None] = mapped_column(String(120))
    contact: Mapped[str | None] = mapped_column(String(200))
    shared_risks: Mapped[list[str]] = mapped_column(JSON)
    first_contact_on: Mapped[date | None]
