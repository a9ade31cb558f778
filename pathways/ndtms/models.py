"""The agency code of each service, every file that was made, byte for byte, and who asked for one."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.leases.models import LeasedRecord, leased_whole
from pathways.ndtms.rules.requests import FileFailure
from pathways.store.base import Instant, Record, enum_column

TO_MAKE = text("ended_at IS NULL")


class AgencyCode(Record):
    """The code by which the national statistics know a service. A service without a row has none yet."""

    __tablename__ = "ndtms_agency_code"
    __table_args__ = (CheckConstraint("length(code) > 0", name="not_empty"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), unique=True)
    code: Mapped[str] = mapped_column(String(10))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class NdtmsFile(Record):
    """One monthly file of a provider. The same data give the same bytes, so each hash is kept once a month.

    `in_full` are the referrals whose facts are in it, `reduced` those of which it holds agency and client number alone.
    The file is only handed out again while that is still what the people agreed to.
    """

    __tablename__ = "ndtms_file"
    __table_args__ = (
        UniqueConstraint("organisation_id", "month_on", "sha256", name="uq_ndtms_file_bytes"),
        CheckConstraint("length(sha256) = 64", name="with_its_hash"),
        CheckConstraint("rows_written >= 0 AND held_back >= 0", name="counts_not_negative"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month_on: Mapped[date]
    dataset: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    # Deferred, so that a list of files does not load them.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    rows_written: Mapped[int]
    held_back: Mapped[int]
    in_full: Mapped[list[int]] = mapped_column(JSON)
    reduced: Mapped[list[int]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class NdtmsFileRequest(LeasedRecord):
    """A manager asked for the file of a month, and the worker makes it: `done` of `total` episodes are read.

    Of a provider's month one is open at a time: whoever asks meanwhile waits for the same file.
    """

    __tablename__ = "ndtms_file_request"
    __table_args__ = (
        *leased_whole(),
        CheckConstraint("file_id IS NULL OR failure IS NULL", name="file_or_failure"),
        CheckConstraint("(ended_at IS NULL) = (file_id IS NULL AND failure IS NULL)", name="ended_with_why"),
        Index(
            "uq_ndtms_file_request_open",
            "organisation_id",
            "month_on",
            unique=True,
            sqlite_where=TO_MAKE,
            postgresql_where=TO_MAKE,
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month_on: Mapped[date]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("ndtms_file.id"))
    failure: Mapped[FileFailure | None] = mapped_column(enum_column(FileFailure, "failure"))
