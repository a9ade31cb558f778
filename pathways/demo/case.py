"""What a made-up journey carries from step to step."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from random import Random

from pathways.demo.persons import MadeUp
from pathways.demo.places import County
from pathways.disposals.rules import Kind


class Waits(Enum):
    """Where a journey stands still, so that today somebody has that to do."""

    FOR_A_SERGEANT = "the disposal is proposed and nobody decided it"
    FOR_AN_ANSWER = "the referral is sent and the service has not answered"
    FOR_A_PLACE = "the service said no and the person agreed to no other: a place is looked for"
    FOR_A_REPORT = "a condition runs and nobody has reported on it"
    TO_BE_WEIGHED = "a condition was missed, with a reason that a sergeant weighs"
    FOR_ANOTHER_SERVICE = "the person moved, and another service is asked to take them on"
    TO_COME_BACK = "the person was taken to prison"
    TO_BE_DECIDED = "a required assessment was missed, and police have not decided about good cause"
    TO_BE_FOUND = "nobody has seen the person for five weeks"
    FOR_NOTHING = "the person has died"


@dataclass
class Case:
    """What a journey carries from step to step: ids, so that nothing is held from one moment to the next."""

    random: Random
    county: County
    who: MadeUp
    person_id: int = 0
    episode_id: int = 0
    refuses: bool = False
    goes_wrong: bool = False
    is_back_on_bail: bool = False
    needs_adult: bool = False
    is_arc: bool = False
    suite: str = ""
    """By where the person lives, unless it is said."""
    offence: str = ""
    drug: str | None = None
    """What they are arrested for; by chance unless it is said."""
    stays: timedelta = timedelta(hours=7)
    kind: Kind | None = None
    due_on: date | None = None
    """The disposal that is proposed, and when its condition is due: by chance unless it is said."""
    is_urgent: bool = False
    waits: Waits | None = None
    waits_from: datetime | None = None

    @property
    def is_told(self) -> bool:
        """Whether what becomes of the person is said and not left to chance."""
        return self.waits is not None

    @property
    def comes_by_notice(self) -> bool:
        """Whether they agreed to no referral and must come all the same."""
        return self.waits is Waits.TO_BE_DECIDED

    def chance(self, share: float) -> bool:
        return self.random.random() < share
