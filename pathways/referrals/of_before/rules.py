"""A referral of before that was answered, and what may be said of it. What came after a service accepted is its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pathways.dates import london_date
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Reason
from pathways.vocabulary import Origin, Worded


class Answered(Worded):
    """Where a referral ended before anything else came of it; or that a service accepted, which is all of this."""

    ACCEPTED = "accepted", "Accepted by the service"
    RECALLED = "recalled", "Recalled before anybody accepted"
    CONSENT_WITHDRAWN = "consent_withdrawn", "The person withdrew their consent before anybody accepted"
    PERSON_DECLINED = "person_declined", "The person wanted no other service"
    NO_SERVICE = "no_service", "No service could take the person"


ENDS: Final[Mapping[Answered, ReferralState]] = {
    Answered.ACCEPTED: ReferralState.NOT_ENGAGED,
    Answered.RECALLED: ReferralState.WITHDRAWN,
    Answered.CONSENT_WITHDRAWN: ReferralState.CONSENT_WITHDRAWN,
    Answered.PERSON_DECLINED: ReferralState.NOT_ENGAGED,
    Answered.NO_SERVICE: ReferralState.UNMET_NEED,
}
"""The state that each is left in. An accepted one of which nothing more is imported counts as what the reports count of
it: the person did not engage. Police read "Accepted" whatever comes after."""
MET_BY_POLICE: Final = frozenset(
    {Origin.VOLUNTARY_INTERVIEW, Origin.STREET, Origin.LIAISON_AND_DIVERSION, Origin.ARC_IOM}
)
"""How somebody comes to police who is not detained. Whoever came to a service by themselves is the service's alone."""


@dataclass(frozen=True, kw_only=True)
class PastReferral:
    """What another system says of one referral. `service_id` is the service that accepted, or was asked last.

    `origin` says how the person came where they were not detained; else the referral is of a detention. `area` is the
    code of the area in which the person lived.
    """

    referred_at: datetime
    answer: Answered
    answered_at: datetime
    service_id: int | None = None
    origin: Origin | None = None
    area: str | None = None


def past_referral_reasons(facts: PastReferral, *, now: datetime) -> tuple[Reason, ...]:
    """Why a referral of before cannot be recorded as it is said: each reason at its field."""
    reasons = []
    if facts.origin is not None and facts.origin not in MET_BY_POLICE:
        words = ", ".join(sorted(each.value for each in MET_BY_POLICE))
        reasons.append(Reason(f"Without a detention this may be {words}", "origin"))
    if facts.answer is Answered.ACCEPTED and facts.service_id is None:
        reasons.append(Reason("Say which service accepted", "service"))
    if facts.referred_at > now:
        reasons.append(Reason("The referral cannot be in the future", "referred_at"))
    if facts.answered_at < facts.referred_at:
        reasons.append(Reason("The answer cannot be before the referral. Change one of the times", "answered_at"))
    if facts.answered_at > now:
        reasons.append(Reason("The answer cannot be in the future", "answered_at"))
    return tuple(reasons)


def bars_of_that_time(facts: PastReferral, *, came_at: datetime) -> tuple[Reason, ...]:
    """Why this referral cannot be of that detention or visit."""
    if london_date(facts.referred_at) < london_date(came_at):
        return (Reason("The person was referred before they came", "referred_at"),)
    return ()
