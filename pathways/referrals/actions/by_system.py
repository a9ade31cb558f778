"""The steps that a clock takes: nobody signed in, so nobody is named and nothing is asked."""

from collections.abc import Mapping
from typing import Any

from pathways import audit
from pathways.referrals.actions.moving import move
from pathways.referrals.models import Referral
from pathways.referrals.queries.known_to_police import is_after_acceptance
from pathways.referrals.queries.states import due_once_answered
from pathways.referrals.rules import ReferralState, groups, steps
from pathways.refusals import Stale
from pathways.store import db

BY_SYSTEM = frozenset(step.event for step in steps().values() if step.who == "system")
"""answer_time_up, no_decision, no_contact, not_picked_up (treatment-and-statistics 2.1, column `who`)."""


def take_by_system(*, referral_id: int, event: str, recorded: Mapping[str, Any] | None = None) -> bool:
    """Take one of the system's steps, if the referral still stands where that step is open.

    Whether its time is up is the caller's to read from the clocks; `recorded` holds what the table says must be
    recorded (plain values: `told` and `at` of no_decision, `attempts` of no_contact). Returns False where somebody
    acted in time, which is no error. The change and its audit go together; flushed, never committed. Raises ValueError
    for an event that is not the system's.
    """
    if event not in BY_SYSTEM:
        raise ValueError(f"{event} is not a step that the system takes")
    held = db.session.get_one(Referral, referral_id, populate_existing=True)
    before: ReferralState = held.state
    if (before, event) not in steps():
        return False
    kept = {"service": held.service_id, **(recorded or {})} if event == "no_decision" else dict(recorded or {})
    # Who did not answer keeps nothing of the person: the pathway manager has the referral now.
    values: dict[str, Any] = {"service_id": None, "organisation_id": None} if event == "no_decision" else {}
    values |= due_once_answered(held)
    try:
        move(held, event, by=audit.SYSTEM, recorded=kept, **values)
    except Stale:
        return False
    # What came of an accepted referral is the service's own: police may not even notice it.
    quietly = before not in groups()["WITH_PROVIDER"] or is_after_acceptance(held)
    audit.noted(audit.SYSTEM, held.person_id, f"referral.{event}", ("referral", held.id), quietly=quietly)
    return True
