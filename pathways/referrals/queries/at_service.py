"""How many people are open with a service: what is asked before it closes. A count, and nobody's name."""

from sqlalchemy import func, select

from pathways.referrals.models import Referral
from pathways.referrals.rules import groups
from pathways.store import db


def open_at_service(service_id: int) -> int:
    """The referrals that stand with a service, from sent to in treatment, paused ones too."""
    placed = select(func.count()).where(Referral.service_id == service_id, Referral.state.in_(groups()["PLACED"]))
    return db.session.scalar(placed) or 0
