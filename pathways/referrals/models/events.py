"""What happened to a referral, step by step."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.referrals.rules import ReferralState
from pathways.store import Instant, Record, db, enum_column


class ReferralEvent(Record):
    """A step that was taken: from, to, by whom in which role, and why. Rows are added, never changed."""

    __tablename__ = "referral_event"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    event: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "from_state"))
    to_state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "to_state"))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(200))

    @classmethod
    def of(
        cls,
        referral_id: int,
        event: str,
        before: ReferralState,
        after: ReferralState,
        *,
        at: datetime,
        by_id: int,
        role: str,
        reason: str | None = None,
    ) -> "ReferralEvent":
        """A new event, added to the session."""
        taken = cls(
            referral_id=referral_id,
            event=event,
            from_state=before,
            to_state=after,
            at=at,
            by_id=by_id,
            role=role,
            reason=reason,
        )
        db.session.add(taken)
        return taken
