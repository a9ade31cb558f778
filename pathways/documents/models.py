"""Papers that are kept: copies of those that were printed, byte for byte, and scans that were sent in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.dates import moment_in_words
from pathways.documents.kinds import PaperKind, ScanPurpose
from pathways.store.base import Instant, Record, enum_column, list_table, listed

# The number of a copy, and what it says of itself.


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy: its number, and when and by whom it was printed. `replaced_at` is when the copy before it was made."""

    number: int
    made_at: datetime
    made_by: str = ""
    replaced_at: datetime | None = None

    @property
    def takes_the_place_of(self) -> str:
        """The line below the title of any copy after the first; "" for the first."""
        if self.replaced_at is None:
            return ""
        when = moment_in_words(self.replaced_at)
        return (
            f"Copy {self.number}. It takes the place of copy {self.number - 1}, printed on {when}: the record was "
            "corrected or added to since. Earlier copies are kept as they were."
        )


# Printed copies, byte for byte, and scans as they were drawn again.


PAPER_KINDS = list_table("paper_kind", {kind.value: kind for kind in PaperKind})


class KeptPaper(Record):
    """One copy. `about_id` is the record it tells of; which record that is depends on the kind.

    `fingerprint` is the hash of what it says, without number, time and printer: while that stays the same, no further
    copy is made. `sha256` is the hash of the bytes.
    """

    __tablename__ = "kept_paper"
    __table_args__ = (
        UniqueConstraint("kind", "about_id", "number"),
        CheckConstraint("number >= 1", name="numbered_from_one"),
        CheckConstraint("length(sha256) = 64 AND length(fingerprint) = 64", name="with_its_hashes"),
    )

    kind: Mapped[PaperKind] = listed(PAPER_KINDS)
    about_id: Mapped[int]
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    # Deferred, so that a list of copies does not load their bytes.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class ReceivedPaper(Record):
    """One scan. `about_id` is the record it belongs to: the disposal, with its episode, or that the Board was shown
    figures, which is about nobody.

    `sha256` and `size` are of what is kept; `sent_sha256` is of the file that was sent, as its sender has it.
    """

    __tablename__ = "received_paper"
    __table_args__ = (
        UniqueConstraint("purpose", "about_id", "sha256"),
        CheckConstraint("length(sha256) = 64", name="with_its_hash"),
        CheckConstraint("length(sent_sha256) = 64", name="with_the_hash_of_what_was_sent"),
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("(episode_id IS NULL) = (purpose = 'board_minutes')", name="of_an_episode"),
        CheckConstraint("media_type IN ('application/pdf', 'image/png', 'image/jpeg')", name="pdf_or_picture"),
    )

    purpose: Mapped[ScanPurpose] = mapped_column(enum_column(ScanPurpose, "scan_purpose"))
    about_id: Mapped[int]
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sent_sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    received_at: Mapped[datetime] = mapped_column(Instant)
    received_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
