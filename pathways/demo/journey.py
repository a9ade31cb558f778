"""Who the made-up people are, what a journey carries from step to step, and many journeys at once."""

import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import count
from pathlib import Path
from random import Random

from pathways import clock as the_clock
from pathways.auth.models import Organisation, Suite
from pathways.auth.roles import Role, Viewer
from pathways.clock import SettableClock
from pathways.dates import add_working_days, from_london, london_date
from pathways.directory.models import Service
from pathways.law.rules.disposal_terms import Kind
from pathways.people.identity.rules import Ethnicity, PersonFacts
from pathways.people.rules import AgeEvidence
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from pathways.vocabulary import ELSEWHERE, Area, Sex, Substance

TOWNS = Path(__file__).parent / "data" / "towns.csv"
LINCOLN, BOSTON = Area("lincoln", "Lincoln"), Area("boston", "Boston")
SKEGNESS, GRANTHAM = Area("skegness", "Skegness"), Area("grantham", "Grantham")
AREAS = (LINCOLN, BOSTON, SKEGNESS, GRANTHAM)
EVERYWHERE = (*AREAS, ELSEWHERE)


@dataclass
class County:
    """The county's places and staff by name."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    suites: dict[str, Suite] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    staff: dict[str, Viewer] = field(default_factory=dict)
    since: datetime = field(default_factory=the_clock.now)
    """When people start to come."""
    cells: Iterator[int] = field(default_factory=lambda: itertools.cycle(range(1, 19)))
    """The next free cell. There are more than people at any moment, so that no two are in one."""

    def worker_of(self, referral_id: int) -> Viewer:
        """The treatment worker of the provider with a referral; where it has two, the second has every third case."""
        return self._worker_for(db.session.get_one(Referral, referral_id).organisation_id, number=referral_id)

    def worker_at(self, service_id: int) -> Viewer:
        """The treatment worker of the provider that runs a service."""
        return self._worker_for(db.session.get_one(Service, service_id).organisation_id)

    def _worker_for(self, owner: int | None, *, number: int = 1) -> Viewer:
        workers = [each for each in self.staff.values() if each.role is Role.TW and each.organisation_id == owner]
        return workers[-1 if number % 3 == 0 else 0]


# The made-up people. Every name is drawn from lists; any likeness is chance.


SURNAMES = (
    "Rawcliffe,Holtby,Reddish,Codling,Thorley,Maltby,Sibsey,Wainfleet,Brocklesby,Scrimshaw,Tasker,Ogden,Pinchbeck,"
    "Leverton,Frampton,Dowsing,Kirkby,Swaby,Markham,Blyton,Harpswell,Fenwick,Quadring,Ludford,Croxby,Stow,Marton,"
    "Okonkwo,Balodis,O'Brien,Nuñez,Kowalczyk,Petrauskas,Nguyễn,da Silva"
)
MEN = "Dean,Kieran,Callum,Liam,Marek,Jonas,Tyrone,Ashley,Ryan,Craig,Lee,Darren,Wayne,Piotr,Anil,Joel"
WOMEN = "Kelly,Stacey,Donna,Agnieszka,Leanne,Gemma,Rita,Chantelle,Marie,Ewa,Jodie,Tanya"
SEEDS = (
    (Substance.HEROIN, 0.42),
    (Substance.CRACK, 0.34),
    (Substance.COCAINE_POWDER, 0.2),
    (Substance.CANNABIS, 0.36),
    (Substance.SYNTHETIC_CANNABINOIDS, 0.22),
    (Substance.ALCOHOL, 0.34),
    (Substance.BENZODIAZEPINES, 0.12),
)
ETHNICITIES = (
    (Ethnicity.W1, 62),
    (Ethnicity.W9, 14),
    (Ethnicity.W3, 2),
    (Ethnicity.M1, 4),
    (Ethnicity.A9, 4),
    (Ethnicity.B2, 5),
    (Ethnicity.O9, 2),
    (Ethnicity.NS_DECLINED, 3),
    (None, 4),
)


@dataclass(frozen=True)
class MadeUp:
    """One made-up person: their details, what they use, where they usually live."""

    facts: PersonFacts
    uses: tuple[Substance, ...]
    area: Area


def made_up_people(random: Random, today: date) -> Iterator[MadeUp]:
    """People without end, no two with the same name and birth date."""
    met: set[tuple[str, str | None, date]] = set()
    while True:
        person = _one(random, today)
        key = (person.facts.surname, person.facts.given_names, person.facts.date_of_birth)
        if key not in met:
            met.add(key)
            yield person


def _one(random: Random, today: date) -> MadeUp:
    sex = Sex.FEMALE if random.random() < 0.22 else Sex.MALE
    given = random.choice((WOMEN if sex is Sex.FEMALE else MEN).split(","))
    age_days = int(random.triangular(20, 62, 34) * 365.25)
    surname, born_on = random.choice(SURNAMES.split(",")), today - timedelta(days=age_days)
    facts = PersonFacts(
        surname=surname,
        given_names=None if random.random() < 0.01 else given,
        date_of_birth=born_on,
        age_evidence=random.choice((AgeEvidence.DOCUMENTED, AgeEvidence.POLICE_RECORD, AgeEvidence.POLICE_RECORD)),
        sex=sex,
        ethnicity=_said_of(surname, born_on),
        pnc_id=None,
    )
    uses = tuple(substance for substance, share in SEEDS if random.random() < share)
    area = random.choices(EVERYWHERE, weights=(38, 20, 18, 16, 8))[0]
    return MadeUp(facts, uses, area)


def _said_of(surname: str, born_on: date) -> Ethnicity | None:
    """What a made-up person says, or None where nobody asked.

    It follows from who they are and uses none of the county's random numbers, so that everything else stays as it was.
    """
    dice = Random(f"{surname} {born_on}")  # noqa: S311 - made-up people, not secrets
    return dice.choices([ethnicity for ethnicity, _ in ETHNICITIES], weights=[weight for _, weight in ETHNICITIES])[0]


# What a journey carries from step to step.


class Waits(Enum):
    """Where a journey stops, so that somebody has to deal with it today."""

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
class JourneyCase:
    """What a journey carries from step to step: ids only, so that no row is held in memory between moments."""

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
    """By where the person lives, unless it is given."""
    offence: str = ""
    drug: str | None = None
    """What they are arrested for; by chance unless it is given."""
    stays: timedelta = timedelta(hours=7)
    kind: Kind | None = None
    due_on: date | None = None
    """The disposal that is proposed, and when its condition is due; by chance unless it is given."""
    is_urgent: bool = False
    waits: Waits | None = None
    waits_from: datetime | None = None

    @property
    def is_told(self) -> bool:
        """Whether what happens to the person was given and is not left to chance."""
        return self.waits is not None

    @property
    def comes_by_notice(self) -> bool:
        """Whether they agreed to no referral but must come to an assessment by notice."""
        return self.waits is Waits.TO_BE_DECIDED

    def chance(self, share: float) -> bool:
        return self.random.random() < share


# Running many journeys at once, each step at its own moment, with a clock that never goes back.


# A journey yields the moment at which it goes on.
Journey = Iterator[datetime]
Waiting = tuple[datetime, int, Journey, Callable[[], None]]
COMMIT_EVERY = 40


def run(
    journeys: Iterable[Journey],
    clock: SettableClock,
    until: datetime,
    tick: Callable[[], None],
    beside: Iterable[Journey] = (),
) -> None:
    """Run every journey to its end or to `until`, whichever is first. `tick` is called as each ends, but not `beside`.

    What a journey would do after `until` does not happen: those are the open cases of today.
    """
    numbers = count()
    waiting: list[Waiting] = []
    for journey in journeys:
        _queue(waiting, journey, next(numbers), until, tick)
    for journey in beside:
        _queue(waiting, journey, next(numbers), until, _nothing)
    steps = 0
    while waiting:
        moment, number, journey, at_its_end = heapq.heappop(waiting)
        clock.set(max(moment, clock.now()))
        steps += 1
        if steps % COMMIT_EVERY == 0:
            db.session.commit()
            db.session.expunge_all()
        _queue(waiting, journey, number, until, at_its_end)
    db.session.commit()


def together(*journeys: Journey) -> Journey:
    """Several things that happen to one person over the same time, each step at its own moment."""
    numbers = count()
    waiting: list[tuple[datetime, int, Journey]] = []
    for journey in journeys:
        if (moment := next(journey, None)) is not None:
            heapq.heappush(waiting, (moment, next(numbers), journey))
    while waiting:
        moment, number, journey = heapq.heappop(waiting)
        yield moment
        if (later := next(journey, None)) is not None:
            heapq.heappush(waiting, (later, number, journey))


def _queue(
    waiting: list[Waiting], journey: Journey, number: int, until: datetime, at_its_end: Callable[[], None]
) -> None:
    moment = next(journey, None)
    if moment is not None and moment <= until:
        heapq.heappush(waiting, (moment, number, journey, at_its_end))
    else:
        at_its_end()


def _nothing() -> None:
    pass


def office_time(after: datetime, *, days: int, hour: int = 10) -> datetime:
    """A London office hour so many working days later."""
    return from_london(add_working_days(london_date(after), days), time(hour, 0))
