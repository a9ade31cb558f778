"""Which referrals' clocks are to be read."""

from datetime import datetime

from sqlalchemy import select, text

from pathways.referrals.models import LOOKED_AT, Referral
from pathways.store import db


def unread_since() -> datetime | None:
    """The moment from which on clocks wait to be read: long ago where no worker runs."""
    waiting = select(Referral.look_at).where(text(f"referral.{LOOKED_AT}"))
    return db.session.scalar(waiting.order_by(Referral.look_at).limit(1))


def due(now: datetime, most: int) -> tuple[int, ...]:
    """Referral ids whose clocks are to be read by now, the longest due first. A range of the index, no lock."""
    rows = select(Referral.id).where(text(f"referral.{LOOKED_AT}"), Referral.look_at <= now)
    return tuple(db.session.scalars(rows.order_by(Referral.look_at, Referral.id).limit(most)))
