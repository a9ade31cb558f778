"""Before a service answers: it says that it has the referral, asks, or says that the person lives elsewhere."""

from collections.abc import Mapping
from typing import Any

from pathways import audit
from pathways.acceptance.actions.answering import has_died
from pathways.acceptance.models import Acceptance
from pathways.auth import Viewer
from pathways.people.rules import DEAD
from pathways.referrals import actions as referring
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.refusals import OutOfSight, Refused
from pathways.store import db

say_error, settle_error = referring.say_error, referring.settle_error
"""Said at any desk, settled by a manager: the pages of both stand in this room."""
AT_INBOX = ("acknowledge", "ask", "moved_away", "taken_into_custody", "admitted_to_hospital", "released")
MOST_OF_A_NOTE = 2000


def step_at_inbox(*, by: Viewer, referral_id: int, event: str, given: Mapping[str, Any]) -> Referral:
    """Take a step of the inbox that is no answer yet. Raises OutOfSight, Refused with every reason, Stale."""
    if event not in AT_INBOX:
        raise OutOfSight
    held = referrals.referral(by, referral_id)
    # Who lives elsewhere is the pathway manager's to place: the service keeps nothing of the person.
    kept = {"service": held.service_id} if event == "moved_away" else {}
    let_go: dict[str, Any] = {"service_id": None, "organisation_id": None} if event == "moved_away" else {}
    referring.take_step(held, event, by=by, given=given, now=referrals.standing_of(held), recorded=kept, **let_go)
    return held


def add_note(*, by: Viewer, referral_id: int, note: str) -> None:
    """Put what somebody typed, who came second, beside the note of who accepted. Raises Refused, OutOfSight."""
    held = referrals.referral(by, referral_id)
    if held.organisation_id != by.organisation_id or held.accepted_at is None:
        raise OutOfSight
    if has_died(held):
        raise Refused(DEAD)
    audit.hold(held.person_id)
    row = db.session.query(Acceptance).filter_by(referral_id=held.id).with_for_update().one()
    both = f"{row.note}\n\n{by.name}: {note}" if row.note else f"{by.name}: {note}"
    if len(both) > MOST_OF_A_NOTE:
        raise Refused("The notes of this case are full. Record it as a note of the case instead", field="note")
    row.note = both
    audit.in_confidence(by, held.person_id, "referral.note.added", ("referral", held.id))
