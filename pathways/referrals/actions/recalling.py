"""What a consent taken back does to the referrals that rested on it."""

from typing import Any

from sqlalchemy import select

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.people import queries as people
from pathways.referrals.actions.moving import move
from pathways.referrals.actions.transferring import end_transfer
from pathways.referrals.models import Referral
from pathways.referrals.queries.consents import consents_in
from pathways.referrals.queries.known_to_police import is_after_acceptance
from pathways.referrals.queries.referrals import episode_of
from pathways.referrals.rules import REFERRAL, ConsentState, ReferralState, groups, is_closed, standing, states_before
from pathways.store import db

EVENT = "consent_withdrawn"


def recall(by: Viewer, person_id: int) -> None:
    """Consent 1 is gone: what no service has accepted is recalled; after acceptance only the sharing ends.

    Under whichever record of the person it was sent. The rows are held until the transaction ends, so that an
    acceptance comes wholly before or wholly after.
    """
    stays = people.details_of(person_id).person_id
    open_now = (
        select(Referral)
        .where(
            Referral.person_id.in_(people.record_ids_of(stays)),
            Referral.state.in_(states_before(EVENT) & groups()["SENT"]),
        )
        .order_by(Referral.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for held in db.session.scalars(open_now).all():
        if not _has_them_until_placed(held):
            _recall(by, held)


def recall_after_pause(by: Viewer, held: Referral) -> None:
    """A consent taken back while somebody was away recalls, on their return, what no service had accepted.

    Given again since, it covers a new referral: this one was taken from the service it waited at, and is nobody's.
    """
    if held.accepted_at is not None:
        return
    stands = standing(consents_in(episode_of(held)), REFERRAL)
    is_over = stands is not None and stands.state in (ConsentState.WITHDRAWN, ConsentState.REFUSED)
    if is_over or (held.service_id is None and held.state is not ReferralState.NEEDS_PLACE):
        _recall(by, held)


def _recall(by: Viewer, held: Referral) -> None:
    values: dict[str, Any] = {}
    if held.state is ReferralState.SUSPENDED:
        # Paused it stays so, but nobody reads on: no service that had not accepted, and none that was to take over.
        values = {} if held.accepted_at else {"service_id": None, "organisation_id": None}
        end_transfer(held, EVENT, by=by)
    move(held, EVENT, by=by, reason=EVENT, **values)
    if is_closed(held.state):
        quietly = held.accepted_at is not None or is_after_acceptance(held)
        audit.noted(by, held.person_id, "referral.recalled", ("referral", held.id), quietly=quietly)


def _has_them_until_placed(held: Referral) -> bool:
    """Handed back, and still with the service until there is a place: its treatment is not ended by this.

    Nothing more is shared all the same: a place is given under a live consent alone.
    """
    if held.state is not ReferralState.NEEDS_PLACE or held.accepted_at is None or held.service_id is None:
        return False
    closed_on = directory.service(held.service_id).closed_on
    return closed_on is None or closed_on > clock.today()
