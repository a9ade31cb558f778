"""The columns of what one person proposes and another decides, with the constraints that the database checks.

A table is one of these records and lists the constraints among its own, so that they keep their names.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.approvals.rules import ChangeState
from pathways.store.base import Instant, Record, enum_column


def whole(prefix: str, *columns: str) -> CheckConstraint:
    """All of these columns are set together with `<prefix>_at`, or none is."""
    same = " AND ".join(f"({prefix}_at IS NULL) = ({column} IS NULL)" for column in columns)
    return CheckConstraint(same, name=f"{prefix}_whole")


def two_people(name: str) -> CheckConstraint:
    """The person who proposed is not the one who decides."""
    return CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=name)


def confirmed_whole() -> tuple[CheckConstraint, ...]:
    """The constraints of every table of a `ConfirmedRecord`."""
    return two_people("two_people"), whole("decided", "decided_by_id", "is_confirmed")


def approved_whole(*also_decided: ChangeState) -> tuple[CheckConstraint, ...]:
    """The constraints of every table of an `ApprovedRecord`. `also_decided` are further states, beside approved and
    sent back, that only a decision leads to."""
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
    """A proposal that a second person answers with yes or no."""

    __abstract__ = True

    is_confirmed: Mapped[bool | None]


class ApprovedRecord(ProposedRecord):
    """A change that is approved or sent back, with what was checked, or taken back by its proposer, with why.

    `version` goes up with every step, so that a decision is only taken on what the person had seen.
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
    """A change that also stores when and by whom it was taken back or stopped."""

    __abstract__ = True

    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
