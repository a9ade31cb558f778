"""How somebody may be reached as custody was told, and the text about an appointment of their referral."""

from datetime import datetime

from pathways.auth import queries as auth
from pathways.auth.models import Suite
from pathways.directory import queries as directory
from pathways.people import queries as people
from pathways.people.models import Episode
from pathways.referrals.models import Referral
from pathways.referrals.queries.screens import screen_of
from pathways.referrals.rules.letting_know import ContactFacts, Telling, TextHolds, telling


def contact_said(episode_id: int) -> ContactFacts | None:
    """The safe way as it was said at the needs page, where nothing of an appointment was agreed yet."""
    screen = screen_of(episode_id)
    if screen is None:
        return None
    row = screen.row
    return ContactFacts(
        way=row.contact_way, number=row.contact_number or "", note=row.contact_note or "", holds=TextHolds.NUMBER
    )


def text_to(held: Referral, contact: ContactFacts | None, starts_at: datetime) -> Telling | None:
    """The text about an appointment of a referral in the caller's sight, or None where none is sent."""
    if not held.service_id:
        return None
    ring = directory.service(held.service_id).phone
    return telling(contact, reference=held.reference or "", ring=ring, starts_at=starts_at)


def detained_at(episode: Episode) -> tuple[Suite, datetime | None] | None:
    """Where a person who was referred from a cell still is, and when they are to leave: until then a call to their own
    number reaches nobody. None once they left."""
    detention = people.detention_of(episode.id)
    if detention is None or detention.released_at is not None or episode.closed_at is not None:
        return None
    suite = auth.suite(episode.suite_id)
    return (suite, detention.planned_release_at) if suite else None
