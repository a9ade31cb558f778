"""Disposals with their conditions and steps, fact sheets, contacts, earlier outcomes, and what a force has set."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    false,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pathways.auth.roles import Rank
from pathways.disposals.conditions.rules import ConditionKind, ConditionStatus, Object, Proof, Reported
from pathways.disposals.facts.rules.earlier_outcomes import FoundIn, PriorKind
from pathways.disposals.outcome_codes.rules import CodeStep
from pathways.disposals.steps.rules.machine import ENDED, GIVEN_IS_THE_END, STANDS_ASIDE, State, state_words
from pathways.disposals.victims.rules import ReachResult, VictimAnswer, ways_of_telling
from pathways.law.rules.disposal_terms import Kind, Verdict
from pathways.store.base import (
    WHEN_NAMED,
    Instant,
    Record,
    Recorded,
    SupersededAtLength,
    enum_column,
    list_table,
    listed,
    one_live_row,
)
from pathways.tables import Listed
from pathways.vocabulary import Known

# The conditions of a caution, the actions of a resolution, the activity of Outcome 22.


class Condition(Record):
    """One condition, action or activity. Only an officer's acceptance makes it met. `object` follows from the kind."""

    __tablename__ = "disposal_condition"
    __table_args__ = (
        CheckConstraint(
            "(reported_as IS NULL) = (reported_on IS NULL) AND (reported_as IS NULL) = (reported_by_id IS NULL)",
            name="report_whole",
        ),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="acceptance_whole"),
        CheckConstraint("(status = 'met') = (accepted_at IS NOT NULL)", name="met_when_accepted"),
    )

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    position: Mapped[int]
    kind: Mapped[ConditionKind] = mapped_column(enum_column(ConditionKind, "condition_kind"))
    object: Mapped[Object] = mapped_column(enum_column(Object, "condition_object"))
    wording: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    proof: Mapped[Proof] = mapped_column(enum_column(Proof, "condition_proof"))
    hours: Mapped[int | None]
    amount: Mapped[int | None]
    status: Mapped[ConditionStatus] = mapped_column(
        enum_column(ConditionStatus, "condition_status"), default=ConditionStatus.OPEN
    )
    reported_as: Mapped[Reported | None] = mapped_column(enum_column(Reported, "condition_reported"))
    reported_on: Mapped[date | None]
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    evidence: Mapped[str | None] = mapped_column(Text)


class ConditionVariation(Record):
    """The replacement of one condition by another, in writing (CJA 2003 s23B; recalled). The old one stays."""

    __tablename__ = "condition_variation"
    __table_args__ = (
        UniqueConstraint("condition_id"),
        UniqueConstraint("replaced_by_id"),
        CheckConstraint("condition_id <> replaced_by_id", name="by_another"),
    )

    condition_id: Mapped[int] = mapped_column(ForeignKey("disposal_condition.id"))
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("disposal_condition.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("disposal_event.id"))


# Disposals with every step they took. Every update of a state names the state that the disposal must still have.


def _in(column: str, values: Iterable[str]) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in sorted(values)) + ")"


_OPEN = text(f"NOT {_in('state', STANDS_ASIDE)} AND NOT (state = 'GIVEN' AND {_in('kind', GIVEN_IS_THE_END)})")


class Disposal(Record):
    """One decision on one episode. `facts` and `results` are those of the proposal, under `rules_version`.

    `signed_at` is when it took effect: signed, agreed or given. `limitation_on` is the last day to charge, if there is
    one. `ends_on` is the last day of a deferral, or of the time in which a penalty is paid or a court asked for.
    `alternatives` is the verdict on each other disposal. Gravity is by the force's own table. One that `is_of_before`
    was given and had ended in another system: no rule judged it here, and who authorised it is not known.
    """

    __tablename__ = "disposal"
    __table_args__ = (
        Index("uq_disposal_open", "episode_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_disposal_organisation_id_state", "organisation_id", "state"),
        CheckConstraint(
            "(authorised_at IS NULL) = (authorised_by_id IS NULL)"
            " AND (authorised_at IS NULL) = (authorised_rank IS NULL)",
            name="authorised_whole",
        ),
        CheckConstraint("authorised_by_id IS NULL OR authorised_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name="signed_whole"),
        CheckConstraint(
            "is_of_before OR signed_at IS NULL OR authorised_at IS NOT NULL", name="signed_after_authority"
        ),
        CheckConstraint(
            "is_of_before OR signed_at IS NULL OR kind IN ('PND', 'CW')"
            " OR (consented_at IS NOT NULL AND explained_at IS NOT NULL)",
            name="signed_by_someone_told",
        ),
        CheckConstraint("(gravity_final IS NULL) = (gravity_version IS NULL)", name="gravity_with_its_table"),
        CheckConstraint("completed_at IS NULL OR signed_at IS NOT NULL", name="completed_after_signing"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "disposal_kind"))
    state: Mapped[State] = mapped_column(enum_column(State, "disposal_state"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rules_version: Mapped[str] = mapped_column(String(40))
    rationale: Mapped[str] = mapped_column(Text)
    reasons_cite_test: Mapped[bool]
    words_stand_because: Mapped[str | None] = mapped_column(Text)
    deadline_reason: Mapped[str | None] = mapped_column(Text)
    alternatives: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    limitation_on: Mapped[date | None]
    gravity_base: Mapped[int | None]
    gravity_factors: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    gravity_final: Mapped[int | None]
    gravity_version: Mapped[str | None] = mapped_column(String(40))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    authorised_at: Mapped[datetime | None] = mapped_column(Instant)
    authorised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    authorised_rank: Mapped[Rank | None] = mapped_column(enum_column(Rank, "disposal_rank"))
    explained_at: Mapped[datetime | None] = mapped_column(Instant)
    consented_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outcome_requested: Mapped[str | None] = mapped_column(String(4))
    ends_on: Mapped[date | None]
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    is_of_before: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def state_words(self) -> str:
        """The state in words that fit the kind of disposal."""
        return state_words(self.kind, self.state)


class DisposalEvent(Record):
    """One step of a disposal: who took it, with which rank, when and why. Rows are never changed."""

    __tablename__ = "disposal_event"

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    event: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[State] = mapped_column(enum_column(State, "from_state"))
    to_state: Mapped[State] = mapped_column(enum_column(State, "to_state"))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(4))
    rank: Mapped[Rank | None] = mapped_column(enum_column(Rank, "event_rank"))
    reason: Mapped[str | None] = mapped_column(Text)
    recorded: Mapped[dict[str, Any]] = mapped_column(JSON)


class Judgement(Record):
    """What the rules said at one gate of one decision: the facts and every reason, word for word.

    Both are canonical JSON, so that the same facts under the same book of rules give the same bytes on any day and in
    either database. Rows are never changed.
    """

    __tablename__ = "disposal_judgement"

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("disposal_event.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "judged_kind"))
    gate: Mapped[str] = mapped_column(String(12))
    on: Mapped[date] = mapped_column("judged_on")
    facts: Mapped[str] = mapped_column(Text)
    cleared: Mapped[str] = mapped_column(Text)
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict, "verdict"))
    results: Mapped[str] = mapped_column(Text)
    rules_version: Mapped[str] = mapped_column(String(40))


def has_ended() -> ColumnElement[bool]:
    """The condition that a disposal has ended. A simple caution or a warning ends when it is given."""
    given = and_(Disposal.state == State.GIVEN, Disposal.kind.in_(GIVEN_IS_THE_END))
    return or_(Disposal.state.in_(ENDED), given)


# Fact sheets.


class FactSheet(Recorded, SupersededAtLength):
    """The answers an officer gave about one episode. One row is live; the others are what was known before."""

    __tablename__ = "fact_sheet"
    __table_args__ = (
        one_live_row("fact_sheet", "episode_id"),
        CheckConstraint(WHEN_NAMED, name="superseded_when_named"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    offence_on: Mapped[date | None]
    prosecutor_evidence_on: Mapped[date | None]
    victim_statement_on: Mapped[date | None]


# After a decision: contacts with the victim and the person, and the outcome code. Rows are never changed.


WAYS_OF_TELLING = list_table("way_of_telling", ways_of_telling())


class VictimContact(Recorded):
    """One attempt to reach the victim of an episode's offence, and what came of it (CJA 2003 s23ZA)."""

    __tablename__ = "victim_contact"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_what: Mapped[Listed] = listed(WAYS_OF_TELLING)
    answer: Mapped[VictimAnswer] = mapped_column(enum_column(VictimAnswer, "victim_answer"))
    remedy: Mapped[str | None] = mapped_column(String(200))


class MonitoringContact(Recorded):
    """One attempt to reach the person while conditions, actions or an activity run."""

    __tablename__ = "monitoring_contact"

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_what: Mapped[Listed] = listed(WAYS_OF_TELLING)
    result: Mapped[ReachResult] = mapped_column(enum_column(ReachResult, "contact_result"))
    note: Mapped[str | None] = mapped_column(Text)


class OutcomeRecord(Record):
    """One entry in the history of an outcome code, for example asked for, accepted or corrected.

    The force's own system sets the code. This is what it was asked and what its registrar answered.
    """

    __tablename__ = "outcome_record"
    __table_args__ = (CheckConstraint("step <> 'corrected' OR reason IS NOT NULL", name="corrected_with_why"),)

    disposal_id: Mapped[int] = mapped_column(ForeignKey("disposal.id"), index=True)
    code: Mapped[str] = mapped_column(String(4))
    step: Mapped[CodeStep] = mapped_column(enum_column(CodeStep, "code_step"))
    on: Mapped[date] = mapped_column("dated")
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


# The gravity tables of a force. A later row replaces an earlier one; rows are never changed.


class GravityTableKept(Recorded):
    """One gravity table (CSV) as it was approved. The latest whose first day has come is in use."""

    __tablename__ = "gravity_table"
    __table_args__ = (UniqueConstraint("organisation_id", "version"), UniqueConstraint("organisation_id", "valid_from"))

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    is_demonstration: Mapped[bool] = mapped_column(default=False)


# Earlier outcomes that were found for somebody.


class EarlierOutcome(Recorded, SupersededAtLength):
    """One earlier outcome. A named officer decides whether its offence is similar (CJCA 2015 s17(5)(b)).

    `engaged` is whether the person took part at all, for a resolution or a diversion.
    """

    __tablename__ = "earlier_outcome"
    __table_args__ = (
        one_live_row("earlier_outcome", "episode_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint(WHEN_NAMED, name="superseded_when_named"),
        CheckConstraint("(similar_by_id IS NULL) = (similar_rank IS NULL)", name="similar_with_rank"),
        CheckConstraint("is_similar = 'not_known' OR similar_by_id IS NOT NULL", name="similar_by_somebody"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    number: Mapped[int]
    kind: Mapped[PriorKind] = mapped_column(enum_column(PriorKind, "prior_kind"))
    given_on: Mapped[date]
    offence: Mapped[str] = mapped_column(String(200))
    drug_family: Mapped[str | None] = mapped_column(String(40))
    is_similar: Mapped[Known] = mapped_column(enum_column(Known, "is_similar"))
    similar_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    similar_rank: Mapped[Rank | None] = mapped_column(enum_column(Rank, "similar_rank"))
    engaged: Mapped[Known | None] = mapped_column(enum_column(Known, "engaged"))
    found_in: Mapped[FoundIn] = mapped_column(enum_column(FoundIn, "found_in"))


# Leaflets: what each disposal means for the person, in the words a force signed off.


class Leaflet(Recorded):
    """One version of one leaflet, one paragraph on each line. The latest whose first day has come is in use."""

    __tablename__ = "disposal_leaflet"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "number"),
        UniqueConstraint("organisation_id", "kind", "valid_from"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "leaflet_kind"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    is_demonstration: Mapped[bool] = mapped_column(default=False)


# The settings of a force. A later row sets the end of an earlier one; nothing else in a row changes.


class Switch(Recorded):
    """The value of one setting of a force from a day on, up to but not including `valid_to`."""

    __tablename__ = "force_switch"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_starts"),
        UniqueConstraint("organisation_id", "name", "valid_from"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(JSON)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
