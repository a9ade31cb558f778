"""The columns of what one person proposes and another decides, and what the database itself holds them to.

A table is one of these records and puts what it is held to among its own constraints, which keep their names.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.approvals.rules import ChangeState
from pathways.store.base import Instant, Record, enum_column


def whole(prefix: str, *columns: str) -> CheckConstraint:
    """All of these are set with `<prefix>_at`, or none is."""
    same = " AND ".join(f"({prefix}_at IS NULL) = ({column} IS NULL)" for column in columns)
    return CheckConstraint(same, name=f"{prefix}_whole")


def two_people(name: str) -> CheckConstraint:
    """Whoever proposed it is not who decides it."""
    return CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=name)


def confirmed_whole() -> tuple[CheckConstraint, ...]:
    """What every table of a `ConfirmedRecord` is held to."""
    return two_people("two_people"), whole("decided", "decided_by_id", "is_confirmed")


def approved_whole(*also_decided: ChangeState) -> tuple[CheckConstraint, ...]:
    """What every table of an `ApprovedRecord` is held to. `also_decided` are states that only a decision leads to,
    beside approved and sent back."""
    states = ", ".join(f"'{state}'" for state in (ChangeState.APPROVED, ChangeState.SENT_BACK, *also_decided))
    return (
        two_people("decided_by_another"),
        whole("decided", "decided_by_id", "checked"),
        CheckConstraint(f"(state IN ({states})) = (decided_at IS NOT NULL)", name="decided_by_state"),
    )


class ProposedRecord(Record):
    """What somebody proposed. Nothing follows from it until somebody else has decided."""

    __abstract__ = True

    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    @property
    def waits(self) -> bool:
        return self.decided_at is None


class ConfirmedRecord(ProposedRecord):
    """What a second person answers with yes or no."""

    __abstract__ = True

    is_confirmed: Mapped[bool | None]


class ApprovedRecord(ProposedRecord):
    """A change that is approved, or sent back, with what was checked; or that its proposer takes back, with why.

    `version` moves with every step: whoever decides decides on what they saw.
    """

    __abstract__ = True

    state: Mapped[ChangeState] = mapped_column(enum_column(ChangeState, "state"), default=ChangeState.WAITING)
    version: Mapped[int] = mapped_column(default=1)
    why: Mapped[str] = mapped_column(Text)
    checked: Mapped[str | None] = mapped_column(Text)
    ended_why: Mapped[str | None] = mapped_column(Text)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    @property
    def waits(self) -> bool:
        return self.state is ChangeState.WAITING


class EndedRecord(ApprovedRecord):
    """One that keeps when and by whom it was taken back or stopped."""

    __abstract__ = True

    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
