"""What was changed of a service's entry, by whom and when. Rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from pathways.directory.rules import ChangeKind
from pathways.store import Instant, Record, enum_column


class ServiceChange(Record):
    """One change: each field that changed, as it was and as it became, in the words staff read."""

    __tablename__ = "service_change"
    __table_args__ = (Index("ix_service_change_service_id_changed_at", "service_id", "changed_at"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    kind: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind, "kind"))
    was: Mapped[dict[str, Any]] = mapped_column(JSON)
    became: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
