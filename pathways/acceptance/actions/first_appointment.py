"""What goes with the first appointment: its time of the service's diary, and the text that tells of it."""

from datetime import datetime

from pathways.acceptance import queries
from pathways.arrest_tests.queries.diaries import kept_for as kept_for_requirement
from pathways.audit import Actor
from pathways.directory import actions as diary
from pathways.directory import queries as directory
from pathways.people.queries import details_of
from pathways.referrals import actions as referring
from pathways.referrals.models import Appointment, Referral
from pathways.referrals.rules import kept_for


def take_time(held: Referral, starts_at: datetime) -> None:
    """Take that time of the diary of the service, where it keeps one then. Raises Refused where somebody else has it.

    A time that the diary keeps for the required assessment of this very person is theirs already.
    """
    slot = directory.slot_at(held.service_id, starts_at) if held.service_id else None
    if slot is None or slot.kept_for == kept_for_requirement(held.episode_id):
        return
    diary.take_slot(slot_id=slot.id, kept_for=kept_for(held.id, starts_at), field="first_slot")


def let_know(by: Actor, held: Referral, first: Appointment) -> None:
    """Queue the text about the first appointment and its reminder, where the person is reached by text."""
    if text := queries.text_at_first(held, first.starts_at):
        person_id = details_of(held.person_id).person_id
        referring.tell_of(first, text, by=by, person_id=person_id, reference=held.reference or "")
