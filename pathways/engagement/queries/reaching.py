"""How the person of a case may be reached, and the text that would tell them of an appointment."""

from datetime import datetime

from sqlalchemy import select

from pathways.directory import queries as directory
from pathways.engagement.models import SafeContact
from pathways.engagement.queries.case import Case
from pathways.engagement.rules import ContactFacts, Telling, TextHolds, telling
from pathways.referrals import queries as referrals
from pathways.store import db


def safe_contact(held: Case) -> SafeContact | None:
    """What the service agreed with the person of a case in sight, as it stands."""
    same = (SafeContact.referral_id == held.referral.id, SafeContact.superseded_at.is_(None))
    return db.session.scalar(select(SafeContact).where(*same))


def contact_facts(held: Case) -> ContactFacts | None:
    """The safe way as agreed with the service, else as it was said at the needs page. None where nobody asked."""
    agreed = safe_contact(held)
    if agreed is not None:
        return ContactFacts(way=agreed.way, number=agreed.number or "", note=agreed.note or "", holds=agreed.holds)
    screen = referrals.screen_of(held.referral.episode_id)
    if screen is None:
        return None
    row = screen.row
    return ContactFacts(
        way=row.contact_way, number=row.contact_number or "", note=row.contact_note or "", holds=TextHolds.NUMBER
    )


def text_about(held: Case, starts_at: datetime) -> Telling | None:
    """The text that tells of an appointment, or None where none is sent. Somebody who died is sent nothing."""
    if held.has_died or not held.referral.service_id:
        return None
    ring = directory.service(held.referral.service_id).phone
    return telling(contact_facts(held), reference=held.referral.reference or "", ring=ring, starts_at=starts_at)
