"""Who is referred where, drawn from one seed: half of them to one large provider, six in ten still waiting.

So that provider's inbox is some 120 pages deep.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pathways import clock
from pathways.vocabulary import Area, Substance
from tests.areas import EVERYWHERE
from tests.bench.places import Places

SEED = 20261125
REFERRALS = 20_000
SURNAMES = ("Rawcliffe", "Okafor", "Nuñez", "O'Brien", "Marsh", "Holland", "Lindsey", "Kesteven", "Witham", "Ancholme")
GIVEN = ("Dean", "Sam", "Aisha", "Piotr", "Leanne", "Curtis", "Danuta", "Marcus", "Shelley", "Ravi")
LATER = ("APPT_OFFERED", "IN_TREATMENT", "COMPLETED", "NOT_ENGAGED")


@dataclass(frozen=True)
class Sent:
    """What is decided by chance of one referral; its person, episode and screen have the same number."""

    number: int
    service: int
    organisation: int
    at: datetime
    state: str
    surname: str
    given: str
    born_days_ago: int
    area: Area
    substances: tuple[Substance, ...]

    @property
    def waits(self) -> bool:
        return self.state == "SUBMITTED"


def drawn(places: Places) -> Iterator[Sent]:
    """The same people each time it is asked, beside the present day."""
    chance, now = random.Random(SEED), clock.now()
    for number in range(1, REFERRALS + 1):
        service, organisation = places.large if chance.random() < 0.5 else chance.choice(places.others)
        waits = chance.random() < 0.6
        yield Sent(
            number=number,
            service=service,
            organisation=organisation,
            at=now - timedelta(seconds=chance.randrange(3600, 20 * 86_400 if waits else 700 * 86_400)),
            state="SUBMITTED" if waits else chance.choice(LATER),
            surname=chance.choice(SURNAMES),
            given=chance.choice(GIVEN),
            born_days_ago=chance.randrange(19 * 366, 70 * 365),
            area=chance.choice(EVERYWHERE),
            substances=tuple(chance.sample(list(Substance), chance.choice((1, 1, 2, 3)))),
        )
