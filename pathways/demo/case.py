"""What a made-up journey carries from step to step."""

from dataclasses import dataclass
from random import Random

from pathways.demo.persons import MadeUp
from pathways.demo.places import County


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

    def chance(self, share: float) -> bool:
        return self.random.random() < share
