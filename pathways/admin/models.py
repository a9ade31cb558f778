"""Access that an administrator proposed and another person decides. Each is decided once and never deleted."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.admin.rules import ProposalState, Proposed
from pathways.approvals.models import ProposedRecord, two_people
from pathways.store.base import enum_column


class AccessProposal(ProposedRecord):
    """What is to be done at an organisation. `user_id` is whose access it is, once that account exists.

    `decided_by_id` is empty where the person who runs Pathways decided it on the server. What an approval writes is in
    the tables that are read for it; this row says how it came about.
    """

    __tablename__ = "access_proposal"
    __table_args__ = (
        Index("ix_access_proposal_state", "state", "organisation_id"),
        two_people("decided_by_another"),
        CheckConstraint("(state IN ('approved', 'refused')) = (decided_at IS NOT NULL)", name="decided_by_state"),
        CheckConstraint("decided_by_id IS NULL OR decided_at IS NOT NULL", name="decided_whole"),
        CheckConstraint("(state = 'refused') = (refused_why IS NOT NULL)", name="refused_with_reason"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Proposed] = mapped_column(enum_column(Proposed, "kind"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[ProposalState] = mapped_column(enum_column(ProposalState, "state"), default=ProposalState.WAITING)
    refused_why: Mapped[str | None] = mapped_column(String(400))

    @property
    def waits(self) -> bool:
        return self.state is ProposalState.WAITING
