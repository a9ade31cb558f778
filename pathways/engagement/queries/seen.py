"""When a person was last seen: by an appointment that was kept, or by a contact in the room, by phone, video or visit.

A text, a letter, a word with a relative and an attempt to find somebody are none (decision 31).
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, select

from pathways.engagement.models import Contact
from pathways.engagement.rules import MEETS, SEEN, ContactWith
from pathways.referrals.models import Appointment, Referral
from pathways.store import Instant, db
from pathways.store.later import LaterOf


def last_seen() -> ColumnElement[Any]:
    """Of an accepted referral in the statement: when its person was last seen, else when they were accepted."""
    kept = (Appointment.referral_id == Referral.id, Appointment.superseded_at.is_(None), Appointment.outcome.in_(SEEN))
    came = select(func.max(Appointment.starts_at)).where(*kept).correlate(Referral).scalar_subquery()
    met = select(func.max(Contact.at)).where(Contact.referral_id == Referral.id, _is_met())
    return LaterOf(
        func.coalesce(came, Referral.accepted_at, type_=Instant),
        func.coalesce(met.correlate(Referral).scalar_subquery(), Referral.accepted_at, type_=Instant),
    )


def met_of(referral_ids: Collection[int]) -> dict[int, tuple[datetime, ...]]:
    """When each was met without an appointment, oldest first, by referral; one statement for all."""
    found: dict[int, list[datetime]] = defaultdict(list)
    if not referral_ids:
        return {}
    for referral_id, at in db.session.execute(_MET, {"of_referrals": list(set(referral_ids))}):
        found[referral_id].append(at)
    return {referral_id: tuple(many) for referral_id, many in found.items()}


def _is_met() -> ColumnElement[bool]:
    return and_(Contact.whom == ContactWith.PERSON, Contact.how.in_(MEETS))


# Asked of every case of which an appointment was missed: built once.
_MET = (
    select(Contact.referral_id, Contact.at)
    .where(Contact.referral_id.in_(bindparam("of_referrals", expanding=True)), _is_met())
    .order_by(Contact.referral_id, Contact.at, Contact.id)
)
