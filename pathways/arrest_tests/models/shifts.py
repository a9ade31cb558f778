"""What was set up for a shift: a row for each time, never changed, so that a test keeps what it was taken with."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.arrest_tests.rules.shifts import TakerCategory
from pathways.store import Instant, Record, enum_column


class ShiftSetUp(Record):
    """Device, cartridge lot and operator, of one officer at one suite. The latest one counts."""

    __tablename__ = "shift_set_up"
    __table_args__ = (Index("ix_shift_set_up_latest", "user_id", "suite_id", "id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    suite_id: Mapped[int] = mapped_column(ForeignKey("suite.id"))
    device: Mapped[str] = mapped_column(String(100))
    serial: Mapped[str] = mapped_column(String(40))
    lot: Mapped[str] = mapped_column(String(40))
    lot_expires_on: Mapped[date]
    check_passed_at: Mapped[datetime] = mapped_column(Instant)
    taker: Mapped[str] = mapped_column(String(100))
    category: Mapped[TakerCategory] = mapped_column(enum_column(TakerCategory, "category"))
    trained_until: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Instant)
