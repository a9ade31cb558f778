"""Why an episode ended that has no record of leaving: transferred, in custody, lost, declined."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from pathways.engagement.models import Exit
from pathways.ndtms.rules import reason_of_steps
from pathways.referrals.models import Referral, ReferralEvent
from pathways.store import db


def ended_otherwise(of_provider: Iterable[ColumnElement[bool]]) -> dict[int, str]:
    """The reason by referral, read from its steps. One whose steps say none is left out: the pre-flight asks for it."""
    rows = (
        select(ReferralEvent.referral_id, ReferralEvent.event)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .outerjoin(Exit, (Exit.referral_id == Referral.id) & Exit.undone_at.is_(None))
        .where(*of_provider, Referral.closed_at.is_not(None), Exit.id.is_(None))
        .order_by(ReferralEvent.at, ReferralEvent.id)
    )
    steps: dict[int, list[str]] = defaultdict(list)
    for referral_id, event in db.session.execute(rows):
        steps[referral_id].append(event)
    return {referral_id: reason for referral_id, taken in steps.items() if (reason := reason_of_steps(taken))}
