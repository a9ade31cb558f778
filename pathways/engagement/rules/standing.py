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


def not_open(state: ReferralState) -> Reason:
    """The reason that a step is closed because the case is not with the service any more (or not yet)."""
    return Reason(f"This case is “{state.label}”: nothing more can be recorded on it", source="Treatment reference 2.1")


def not_changeable(*, has_died: bool, state: ReferralState) -> tuple[Reason, ...]:
    """Why nothing may be recorded on a case: a death, or because it is not with the service. None means it may."""
    if has_died:
        return (DIED,)
    return () if is_with_the_service(state) else (not_open(state),)
