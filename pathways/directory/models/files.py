"""Files of Open Referral that an administrator sent in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.directory.rules import FileOutcome
from pathways.store import Instant, Record, enum_column


class DirectoryFile(Record):
    """A file that was read and found valid, and what became of it. Its text is kept until somebody decides."""

    __tablename__ = "directory_file"

    name: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    services: Mapped[int]
    content: Mapped[str | None] = mapped_column(Text)
    read_at: Mapped[datetime] = mapped_column(Instant)
    read_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[FileOutcome | None] = mapped_column(enum_column(FileOutcome, "outcome"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_somehow"),
        CheckConstraint("(ended_at IS NULL) = (content IS NOT NULL)", name="kept_until_decided"),
    )
