"""Agreeing how to reach somebody, and telling them of an appointment."""

from pathways import clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import expect, log, put, refuse
from pathways.engagement.models import SafeContact
from pathways.engagement.queries import Case
from pathways.engagement.rules import ContactFacts, bars_to_contact, sent_from
from pathways.outbox.actions import queue
from pathways.referrals.models import Appointment

CHANGED = "Agreed anew with the person"


def agree_contact(*, by: Viewer, referral_id: int, contact: ContactFacts, version: int | None = None) -> SafeContact:
    """Record how the person may be reached and what a text may hold. What stood before is kept.

    Raises OutOfSight, Refused with every bar, Stale.
    """
    case = queries.case(by, referral_id)
    expect(case, version)
    refuse(bars_to_contact(contact, has_died=case.has_died, state=case.referral.state))
    made = SafeContact(
        referral_id=referral_id,
        way=contact.way,
        number=(contact.number or None) if contact.way.needs_a_number else None,
        note=contact.note or None,
        holds=contact.holds,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    put(case, queries.safe_contact(case), made, CHANGED, None)
    log(by, case, "safe_contact", made.id, "")
    return made


def let_know(by: Viewer, case: Case, made: Appointment) -> None:
    """Queue the text about an appointment, where the person is reached by text: with it or not at all."""
    text = queries.text_about(case, made.starts_at)
    if text is None:
        return
    queue(
        by=by,
        kind=text.kind,
        to=text.to,
        reference=text.quoted,
        key=f"appointment {made.id}",
        about_person_id=case.person.id,
        not_before=sent_from(clock.now()),
    )
