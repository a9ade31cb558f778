"""Agreeing how to reach somebody, and telling them of an appointment."""

from typing import Any

from pathways import clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import expect, log, put, refuse
from pathways.engagement.models import SafeContact
from pathways.engagement.queries import Case
from pathways.engagement.rules import bars_to_contact
from pathways.outbox.actions import withdraw
from pathways.referrals import actions as referring
from pathways.referrals.models import Appointment
from pathways.referrals.rules.letting_know import ContactFacts

CHANGED = "Agreed again with the person"


def agree_contact(*, by: Viewer, referral_id: int, contact: ContactFacts, version: int | None = None) -> SafeContact:
    """Record how the person may be reached and what a text may hold. The earlier version is kept.

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
    _remind_anew(by, case)
    return made


def let_know(by: Viewer, case: Case, made: Appointment) -> None:
    """Queue the text about an appointment, where the person is reached by text, and the reminder the day before."""
    if text := queries.text_about(case, made.starts_at):
        referring.tell_of(made, text, **_of(by, case))


def take_back(by: Viewer, case: Case, held: Appointment) -> None:
    """Nobody is told of an appointment that was cancelled: what still waits is taken back."""
    for what in ("appointment", "reminder"):
        withdraw(by=by, about_person_id=case.person.id, key_begins=f"{what} {held.id} ")


def _remind(by: Viewer, case: Case, made: Appointment) -> None:
    if text := queries.text_about(case, made.starts_at):
        referring.remind_of(made, text, **_of(by, case))


def _of(by: Viewer, case: Case) -> dict[str, Any]:
    agreed = queries.safe_contact(case)
    person, reference = case.person.id, case.referral.reference or ""
    return {"by": by, "person_id": person, "reference": reference, "agreed_id": agreed.id if agreed else 0}


def _remind_anew(by: Viewer, case: Case) -> None:
    """What waits for the old number is taken back at once, and goes to the new one if that is texted."""
    for one in case.appointments:
        if one.outcome is None:
            withdraw(by=by, about_person_id=case.person.id, key_begins=f"appointment {one.id} ")
            if withdraw(by=by, about_person_id=case.person.id, key_begins=f"reminder {one.id} "):
                _remind(by, case, one)
