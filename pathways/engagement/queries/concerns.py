"""Which police force is told of a concern raised from a case."""

from pathways.directory import queries as directory
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.rules import AreaFrom
from pathways.safeguarding.queries import forces_for
from pathways.safeguarding.rules import ForceFacts
from pathways.vocabulary import ELSEWHERE


def forces_of_case(held: Referral) -> tuple[ForceFacts, ...]:
    """The force that is told, or those among which is asked: where the person says they are, else where the service
    is."""
    return forces_for(referrals.episode_of(held), towns_near(held))


def towns_near(held: Referral) -> tuple[str, ...]:
    """Where the person says they usually are, then where the service is."""
    screen = referrals.screen_of(held.episode_id)
    lives = screen and screen.facts.area_from is AreaFrom.SAID and screen.facts.area != ELSEWHERE
    said = [screen.facts.area.label] if screen and lives else []
    served = [directory.service(held.service_id).town] if held.service_id is not None else []
    return (*said, *served)
