"""Scores, naloxone and peer support of a case in sight."""

from dataclasses import dataclass

from sqlalchemy import select

from pathways import clock
from pathways.auth import Viewer
from pathways.engagement.models import NaloxoneSupply, PeerSupport, TopScores
from pathways.engagement.queries.case import Case
from pathways.engagement.queries.cases import case
from pathways.engagement.rules import Recipient
from pathways.referrals import queries as referrals
from pathways.referrals.rules import ConsentVerdict, Whom, may_share_with
from pathways.refusals import OutOfSight
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class Held:
    """Naloxone as the case page tells it apart: what the person holds, what was used, who was trained."""

    kits: int
    next_expiry: NaloxoneSupply | None
    used: tuple[NaloxoneSupply, ...]
    trained: NaloxoneSupply | None


def scores_of(held: Case) -> tuple[TopScores, ...]:
    """The sets of scores that stand, oldest first."""
    same = (TopScores.referral_id == held.referral.id, TopScores.superseded_at.is_(None))
    return tuple(db.session.scalars(select(TopScores).where(*same).order_by(TopScores.taken_on, TopScores.id)))


def supplies_of(held: Case) -> tuple[NaloxoneSupply, ...]:
    """The supplies of naloxone, latest first."""
    rows = select(NaloxoneSupply).where(NaloxoneSupply.referral_id == held.referral.id)
    return tuple(db.session.scalars(rows.order_by(NaloxoneSupply.supplied_on.desc(), NaloxoneSupply.id.desc())))


def naloxone_held(supplies: tuple[NaloxoneSupply, ...]) -> Held:
    """What follows from the supplies, latest first. A use is of one kit; what was given to somebody else (a relative, a
    professional) the person does not hold.

    A replacement of a lost or an expired kit takes the place of whatever was held before it.
    """
    theirs = [one for one in supplies if one.recipient is Recipient.AT_RISK]
    replaced = next((one.supplied_on for one in theirs if one.why.ends_what_was_held), None)
    still = [one for one in theirs if one.expires_on >= clock.today() and one.left]
    still = [one for one in still if replaced is None or one.supplied_on >= replaced]
    return Held(
        kits=sum(one.left for one in still),
        next_expiry=min(still, key=lambda one: one.expires_on, default=None),
        used=tuple(one for one in supplies if one.used_on is not None),
        trained=supplies[-1] if supplies else None,
    )


def supply_of(viewer: Viewer, referral_id: int, supply_id: int) -> tuple[Case, NaloxoneSupply]:
    """One supply of a case in sight. Raises OutOfSight."""
    held = case(viewer, referral_id)
    same = (NaloxoneSupply.id == supply_id, NaloxoneSupply.referral_id == referral_id)
    found = db.session.scalar(select(NaloxoneSupply).where(*same))
    if found is None:
        raise OutOfSight
    return held, found


def peer_of(held: Case) -> PeerSupport | None:
    """Peer support as it stands."""
    same = (PeerSupport.referral_id == held.referral.id, PeerSupport.superseded_at.is_(None))
    return db.session.scalar(select(PeerSupport).where(*same))


def may_tell_a_peer(held: Case) -> ConsentVerdict:
    """Whether consent 4 lets a peer supporter be told, now, as this service asked it. After a required assessment it
    needs a signature."""
    rows = referrals.consents_of_case(held.referral)
    return may_share_with(rows, Whom.PEERS, clock.now(), from_required_assessment=held.required is not None)
