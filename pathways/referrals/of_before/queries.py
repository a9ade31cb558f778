"""Referrals that were answered as they would be said in a file, and which of them more hangs on."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from pathways.people.models.custody import Episode
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.of_before.rules import MET_BY_POLICE, Answered, PastReferral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import Record, db
from pathways.store.together import among, named_elsewhere

_UNACCEPTED = {
    ReferralState.WITHDRAWN: Answered.RECALLED,
    ReferralState.CONSENT_WITHDRAWN: Answered.CONSENT_WITHDRAWN,
    ReferralState.NOT_ENGAGED: Answered.PERSON_DECLINED,
    ReferralState.UNMET_NEED: Answered.NO_SERVICE,
}


def past_referral(referral: Referral, episode: Episode, area: str | None) -> PastReferral | None:
    """A referral as a file says it: never past that it was accepted. None where it was not answered, or was sent on."""
    answer = Answered.ACCEPTED if referral.accepted_at else _UNACCEPTED.get(referral.state)
    answered_at = referral.accepted_at or referral.closed_at
    if answer is None or answered_at is None or referral.first_submitted_at is None:
        return None
    return PastReferral(
        referred_at=referral.first_submitted_at,
        answer=answer,
        answered_at=answered_at,
        service_id=referral.service_id,
        origin=episode.origin if episode.origin in MET_BY_POLICE else None,
        area=area,
    )


def lived_in() -> Any:
    """The code of the area in which a person lived, of a referral with its live screen of needs beside it."""
    return func.coalesce(NeedScreen.area, Referral.area_of_before)


def more_is_recorded_of_referrals(ids: Collection[int], *, beside: Collection[type[Record]] = ()) -> frozenset[int]:
    """Those of these referrals that any row names but for their steps of before and rows of the tables in `beside`."""
    named = named_elsewhere(Referral, ids, but=(ReferralEvent, *beside))
    since = select(ReferralEvent.referral_id).where(among(ReferralEvent.referral_id, ids))
    moved = since.where(ReferralEvent.recorded["of_before"].as_boolean().is_not(True))
    return named.union(db.session.scalars(moved))
