"""What policy leads asked of the past year. The question is kept; its answer is dropped an hour after it was found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pathways.policy.rules.running import RunState
from pathways.store import Instant, Record, enum_column


class WhatIfRun(Record):
    """One question with how far it is: `done` of `total` decisions, those with an id up to `last_id`.

    `partial` is the count so far, `result` what may be shown of the whole; neither outlives the hour. `version` moves
    with every stretch that was answered, so that two looks at once answer it once.
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
