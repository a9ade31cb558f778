"""What the receiving service says of a transfer: the person came, or it sends them back. Its word, so nobody else's."""

from collections.abc import Mapping
from typing import Any

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import refuse
from pathways.engagement.actions.stepping import leave_with
from pathways.engagement.rules.receiving import bars_to_answering
from pathways.engagement.rules.ways import reason_of_leaving
from pathways.referrals import actions as referring
from pathways.referrals.models import Referral
from pathways.referrals.rules.transfers import BY_THEIR_WORD, ITS_OWN
from pathways.refusals import OutOfSight
from pathways.store import db

FIRST = "The sender, or a colleague, recorded something of this transfer first. What you typed is still here"


def answer_transfer(
    *, by: Viewer, transfer_id: int, event: str, given: Mapping[str, Any], version: int | None = None
) -> Referral:
    """Record for the viewer's provider that somebody came, or that the transfer goes back. The sender is told.

    The sender's case ends with the national reason, or is the sender's again, as the table says. Raises OutOfSight,
    Refused with every reason, Stale when the sender or a colleague was first.
    """
    if event not in BY_THEIR_WORD:
        raise OutOfSight
    found = queries.coming_one(by, transfer_id)
    if version is not None:
        audit.expect(found.person.id, version, in_confidence=True)
    refuse(bars_to_answering(found.told))  # before anything else is said: not even a death is theirs to know
    held, reason = found.held, reason_of_leaving(event, given)
    said = {**given, "told_by": f"{by.name}, {found.ours}", "told_on": clock.today()}
    milestones: dict[str, Any] = {"exited_on": given.get("on")} if reason else {}
    referring.take_step(
        held,
        event,
        by=by,
        given=said,
        now=queries.standing_of(queries.case_of(held)),
        first=FIRST,
        recorded={"word": ITS_OWN},
        **milestones,
    )
    if reason:
        leave_with(by, held, reason, given["on"])
    referring.tell_sender(by=by, held=held, transfer_id=transfer_id)
    db.session.flush()
    return held
