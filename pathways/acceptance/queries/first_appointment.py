"""When somebody may come first, and what a text tells them of it."""

from datetime import datetime

from pathways.directory import queries as directory
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.rules.letting_know import Telling

TIMES_SHOWN = 4


def first_times(held: Referral) -> tuple[datetime, ...]:
    """The soonest free times in the diary of the service that a referral in sight is offered to."""
    free = directory.free_slots("", [held.service_id]) if held.service_id else ()
    return tuple(one.starts_at for one in free[:TIMES_SHOWN])


def text_at_first(held: Referral, starts_at: datetime) -> Telling | None:
    """The text about the first appointment: by the way that custody was told, a number and a reference."""
    return referrals.text_to(held, referrals.contact_said(held.episode_id), starts_at)
