"""All that the page of a referral shows beside what was said before sending it, read in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam

from pathways import clock
from pathways.acceptance.queries.answering import CONDITIONS, REQUIRED, EarlierDuty, duties_in
from pathways.acceptance.queries.inbox import Offered
from pathways.auth.models import User
from pathways.people.restrictions.queries import ALLOWS
from pathways.referrals import queries as referrals_queries
from pathways.referrals.joint_plans.queries import JOINED, Joined, joined_in
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.steps.rules import steps_asked
from pathways.store.base import shared_alias
from pathways.store.together import Records, SideBySide


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One step of a referral before it reached the reader: what, when, by whom."""

    at: datetime
    what: str
    who: str


_SAID = {
    "submit": "Sent",
    "submit_no_service": "Sent: no service was open",
    "accept": "Accepted",
    "answer_time_up": "No answer came to the question",
    "no_decision": "Not answered in time",
    "decline_send_on": "Declined and sent on",
    "decline_no_next": "Declined: a place is looked for",
    "place_found": "A place was found",
}


_ASKED = frozenset({"ask", "answered", "acknowledge", "moved_away", "provider_closed"})
_BY = shared_alias(User)
_TAKEN = Records(
    (ReferralEvent, _BY.name),
    and_(
        ReferralEvent.referral_id.in_(bindparam("of_chain", expanding=True)),
        ReferralEvent.event.in_([*_SAID, *_ASKED]),
    ),
    (ReferralEvent.id,),
    beside=((_BY, _BY.id == ReferralEvent.by_id),),
)


def _history(
    referral: Referral, chain: Iterable[Referral], steps: Iterable[tuple[ReferralEvent, str | None]]
) -> tuple[Happened, ...]:
    """What happened along the chain until now, oldest first: steps and names alone, nothing that was said.

    If an earlier service accepted the person and handed them back, nothing from its acceptance on is shown, so that
    nobody learns that it had them.
    """
    links = {link.id: link for link in chain}
    return tuple(
        Happened(at=step.at, what=_SAID.get(step.event) or steps_asked()[step.event].happened, who=who or "")
        for step, who in steps
        if _is_told(step, links[step.referral_id], referral)
    )


def _is_told(event: ReferralEvent, link: Referral, referral: Referral) -> bool:
    if link.id == referral.id or link.accepted_at is None or event.event == "place_found":
        return True
    return event.at < link.accepted_at


_BESIDE = SideBySide(
    required=REQUIRED,
    conditions=CONDITIONS,
    taken=_TAKEN,
    joined=JOINED,
    allows=ALLOWS,
)


@dataclass(frozen=True, kw_only=True)
class OfferOverview:
    """What stands beside a referral on its own page: the duties that were set earlier, what happened to it, who has
    joined, and whether only some people may see the record."""

    duties: tuple[EarlierDuty, ...]
    history: tuple[Happened, ...]
    joined: tuple[Joined, ...]
    is_restricted: bool


def overview_of(offer: Offered) -> OfferOverview:
    """What stands beside a referral in sight, in one statement."""
    referral, chain = offer.referral, referrals_queries.chain_of(offer.referral)
    named: dict[str, Any] = {"of_referral": referral.id, "of_person": referral.person_id, "today": clock.today()}
    named |= {"of_episode": referral.episode_id, "of_chain": [link.id for link in chain]}
    parts = _BESIDE.read(named)
    return OfferOverview(
        duties=duties_in(referral, parts),
        history=_history(referral, chain, parts["taken"]),
        joined=joined_in(parts["joined"]),
        is_restricted=bool(parts["allows"]),
    )
