"""What policy leads proposed and decided, and the questions they asked of the past year. Rows are never deleted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.approvals.models import EndedRecord, approved_whole, whole
from pathways.approvals.rules import ChangeState
from pathways.policy.rules.changes import Subject
from pathways.policy.rules.what_if import RunState
from pathways.store.base import Instant, Record, enum_column

# Changes of what a force decides for itself: proposed by one person, decided by another.


class PolicyChange(EndedRecord):
    """What is to hold from a day on. `name` is the switch, the disposal of a leaflet, or the version of a table.

    `until_on` is the last day. What an approval writes is in the rooms that read it; this row says how it came about.
    """

    __tablename__ = "policy_change"
    __table_args__ = (
        Index("ix_policy_change_organisation_id_subject", "organisation_id", "subject"),
        CheckConstraint("until_on IS NULL OR until_on >= starts_on", name="ends_after_it_starts"),
        *approved_whole(),
        whole("ended", "ended_by_id", "ended_why"),
        CheckConstraint("(state = 'withdrawn') = (ended_at IS NOT NULL)", name="ended_by_state"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    subject: Mapped[Subject] = mapped_column(enum_column(Subject, "policy_subject"))
    name: Mapped[str] = mapped_column(String(60))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    starts_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200))
    state: Mapped[ChangeState] = mapped_column(enum_column(ChangeState, "policy_state"), default=ChangeState.WAITING)


# Questions of policy leads about the past year. The question is kept; its answer is dropped after an hour.


class WhatIfRun(Record):
    """One question and how far it is: `done` of `total` decisions, those with an id up to `last_id`.

    `partial` is the count so far, `result` what may be shown of the whole; both are dropped within the hour. `version`
    goes up with every part answered, so that of two looks at once only one counts it.
    """

    __tablename__ = "what_if_run"
    __table_args__ = (
        CheckConstraint("done <= total", name="done_within_total"),
        CheckConstraint("(state = 'done') = (result IS NOT NULL)", name="result_when_done"),
        CheckConstraint("(state = 'running') = (partial IS NOT NULL)", name="partial_while_running"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    question: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[RunState] = mapped_column(enum_column(RunState, "run_state"))
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    reached_id: Mapped[int] = mapped_column(default=0)
    last_id: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    partial: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
