"""How the person of a case may be reached, and the text that would tell them of an appointment."""

import re
from datetime import datetime
from typing import Final

from sqlalchemy import select

from pathways import clock
from pathways.engagement.models import SafeContact
from pathways.engagement.queries.case import Case
from pathways.engagement.queries.cases import case_of
from pathways.engagement.rules import text_may_go
from pathways.referrals import queries as referrals
from pathways.referrals.models import Appointment, Referral
from pathways.referrals.rules.letting_know import ContactFacts, Telling
from pathways.store import db

_OF_AN_APPOINTMENT: Final = re.compile(r"(?:appointment|reminder) ([0-9]+) ")


def safe_contact(held: Case) -> SafeContact | None:
    """What the service agreed with the person of a case in sight, as it stands."""
    same = (SafeContact.referral_id == held.referral.id, SafeContact.superseded_at.is_(None))
    return db.session.scalar(select(SafeContact).where(*same))


def contact_facts(held: Case) -> ContactFacts | None:
    """The safe way as agreed with the service, else as it was said at the needs page. None where nobody asked."""
    agreed = safe_contact(held)
    if agreed is not None:
        return ContactFacts(way=agreed.way, number=agreed.number or "", note=agreed.note or "", holds=agreed.holds)
    return referrals.contact_said(held.referral.episode_id)


def text_about(held: Case, starts_at: datetime) -> Telling | None:
    """The text that tells of an appointment, or None where none is sent. Somebody who died is sent nothing."""
    return None if held.has_died else referrals.text_to(held.referral, contact_facts(held), starts_at)


def may_still_go(*, kind: str, key: str, address: str) -> bool:
    """Whether a message that waits may go out, by its kind, key and number. One of no appointment always may.

    Asked where it would leave: a case that closed or paused, an appointment that is over and a number that changed are
    read there, and nobody who records one of them need remember what waits in the outbox.
    """
    named = _OF_AN_APPOINTMENT.match(key)
    if named is None:
        return True
    told = db.session.get_one(Appointment, int(named[1]), populate_existing=True)
    held = case_of(db.session.get_one(Referral, told.referral_id, populate_existing=True))
    return text_may_go(
        state=held.referral.state,
        stands=told.superseded_at is None and told.outcome is None,
        starts_at=told.starts_at,
        now=clock.now(),
        contact=contact_facts(held),
        kind=kind,
        address=address,
    )
