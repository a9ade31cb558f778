"""Whether a case is with the service, and that a death ends every step."""

from pathways.referrals.rules import ReferralState, groups
from pathways.refusals import Reason
from pathways.vocabulary import Mark

DIED = Reason(
    "This person has died. Open steps have ended and nothing will be sent.",
    source="Treatment reference 1.12",
    mark=Mark.DESIGN.value,
)


def is_with_the_service(state: ReferralState) -> bool:
    """True while a provider has accepted the person and the case is not closed."""
    return state in groups()["LIVE"]


def answers_for(state: ReferralState) -> bool:
    """True while the provider that accepted somebody answers for them, so that what happens is recorded.

    Also until a transfer is picked up, and until there is a place for whom they handed back: the sender stays
    responsible, clocks of contact run on, and naloxone is given meanwhile (treatment reference 2.1 and 2.3).
    """
    return is_with_the_service(state) or state in (ReferralState.TRANSFER_PENDING, ReferralState.NEEDS_PLACE)


def not_open(state: ReferralState) -> Reason:
    """The reason that a step is closed because the case is not with the service any more (or not yet)."""
    return Reason(f"This case is “{state.label}”: nothing more can be recorded on it", source="Treatment reference 2.1")


def not_changeable(*, has_died: bool, state: ReferralState) -> tuple[Reason, ...]:
    """Why nothing may be recorded on a case: a death, or because nobody here answers for it. None means it may."""
    if has_died:
        return (DIED,)
    return () if answers_for(state) else (not_open(state),)
