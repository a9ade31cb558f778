"""Books of rules: the text of each, under the version that decisions name. Rows are added and never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store import Instant, Record


class RuleBookKept(Record):
    """One book to the letter. One that came with the product (`is_shipped`) was loaded by nobody."""

    __tablename__ = "rule_book"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="with_its_hash"),
        CheckConstraint("NOT is_shipped OR loaded_by_id IS NULL", name="shipped_by_nobody"),
    )

    version: Mapped[str] = mapped_column(String(20), unique=True)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    is_shipped: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[datetime] = mapped_column(Instant)
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
