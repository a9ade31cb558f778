"""What a consent taken back does to the referrals that rested on it."""

from sqlalchemy import select

from pathways import audit
from pathways.auth import Viewer
from pathways.referrals.actions.moving import move
from pathways.referrals.models import Referral
from pathways.referrals.rules import groups, is_closed, states_before
from pathways.store import db


def recall(by: Viewer, person_id: int) -> None:
    """Consent 1 is gone: what no service has accepted is recalled; after acceptance only the sharing ends.

    The rows are held until the transaction ends, so that an acceptance comes wholly before or wholly after.
    """
    open_now = (
        select(Referral)
        .where(
            Referral.person_id == person_id, Referral.state.in_(states_before("consent_withdrawn") & groups()["SENT"])
        )
        .order_by(Referral.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for held in db.session.scalars(open_now).all():
        move(held, "consent_withdrawn", by=by, reason="consent_withdrawn")
        if is_closed(held.state):
            audit.change(by, person_id, "referral.recalled", ("referral", held.id))
