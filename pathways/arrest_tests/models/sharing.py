"""Every time a result was told: for which purpose, to whom, by whom. Rows are added and never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules import Purpose
from pathways.arrest_tests.rules.sharing import Recipient
from pathways.store import Instant, Record, enum_column


class ResultShared(Record):
    """One sharing. It carries the result only, and what that was stands on the test."""

    __tablename__ = "result_shared"

    drug_test_id: Mapped[int] = mapped_column(ForeignKey("drug_test.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose, "purpose"))
    recipient: Mapped[Recipient] = mapped_column(enum_column(Recipient, "recipient"))
    told_to: Mapped[str] = mapped_column(String(200))
    shared_at: Mapped[datetime] = mapped_column(Instant)
    shared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
