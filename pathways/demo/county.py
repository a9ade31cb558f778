"""The made-up county: 120 people over eighteen months, from one seed number, more of them lately than long ago."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from pathways import clock
from pathways.demo import places
from pathways.demo.case import Case
from pathways.demo.courses import books_today
from pathways.demo.custody import detained, held_for_no_offence, in_the_street, set_up
from pathways.demo.following_up import keep_diaries, record_follow_ups
from pathways.demo.law import build_changes
from pathways.demo.lists import build_lists
from pathways.demo.persons import made_up_people
from pathways.demo.policy import build_access, build_policy
from pathways.demo.required_otherwise import require_one
from pathways.demo.results import dispute_and_tell, drug_not_known_yet, miss_many, waits_for_an_inspector
from pathways.demo.running import answer_codes
from pathways.demo.safeguarding import raise_one
from pathways.demo.schedule import Journey, run
from pathways.demo.scrutiny import hold_rounds
from pathways.demo.statistics import enter_codes
from pathways.demo.telling import tell_one
from pathways.demo.two_records import recorded_twice
from pathways.vocabulary import Origin

PEOPLE, DAYS, SEED = 120, 548, 20261125
OTHER_ORIGINS = (Origin.VOLUNTARY_INTERVIEW, Origin.STREET, Origin.LIAISON_AND_DIVERSION, Origin.SELF)
LATELY = 0.5
"""Below one, more of them come towards the end: a caseload of today needs them, a report of last year fewer."""
HERE_NOW = 7
LATELY_REFUSED = 8
"""How many of the last days agreed to no referral: some of them must come to a service by notice."""


def build(password_hash: str, until: datetime, tick: Callable[[], None], seed: int = SEED) -> None:
    """Build the county up to `until`; `tick` is called as each person's journey ends. Commits as it goes."""
    random = Random(seed)  # noqa: S311 - made-up people, not secrets
    since = until - timedelta(days=DAYS)
    with clock.standing(clock.SettableClock(since)) as standing:
        county = places.build(password_hash, since - timedelta(days=30))
        made_up = made_up_people(random, until.date())
        journeys: list[Journey] = []
        for number in range(PEOPLE):
            # Each draws from a stream of its own, so that one more step in one journey changes no other.
            case = Case(Random(random.random()), county, next(made_up))  # noqa: S311 - as above
            if number < HERE_NOW:
                journeys.append(detained(case, until - timedelta(minutes=random.randrange(20, 400))))
                continue
            start = since + (until - since - timedelta(days=1)) * random.random() ** LATELY
            in_custody = random.random() < 0.8
            if number < HERE_NOW + LATELY_REFUSED:
                case.refuses, in_custody = True, True
                start = until - timedelta(hours=19 * (number - HERE_NOW + 1))
            if number == HERE_NOW + LATELY_REFUSED:  # something waits for an inspector
                case.goes_wrong, in_custody, start = True, True, until - timedelta(days=3)
            if number == HERE_NOW + LATELY_REFUSED + 1:
                journeys.append(recorded_twice(case, until - timedelta(days=2)))
            elif number == HERE_NOW + LATELY_REFUSED + 2:
                journeys.append(held_for_no_offence(case, until - timedelta(hours=3)))
            elif number == HERE_NOW + LATELY_REFUSED + 3:
                case.is_back_on_bail, case.needs_adult = True, True
                journeys.append(detained(case, until - timedelta(hours=2)))
            elif number == HERE_NOW + LATELY_REFUSED + 4:
                journeys.append(drug_not_known_yet(case, until - timedelta(minutes=50)))
            elif number == HERE_NOW + LATELY_REFUSED + 5:
                asked = until - timedelta(minutes=70)
                journeys.append(waits_for_an_inspector(case, asked, town="Grantham", is_oral=False))
            elif number == HERE_NOW + LATELY_REFUSED + 6:
                oral = until - timedelta(minutes=95)
                journeys.append(waits_for_an_inspector(case, oral, town="Lincoln", is_oral=True))
            elif in_custody:
                journeys.append(detained(case, start))
            else:
                journeys.append(in_the_street(case, start, random.choice(OTHER_ORIGINS)))
        run(journeys, standing, until, tick, beside=[books_today(county, until)])
        for name in ("officer", "officer2"):
            set_up(county.staff[name])
        raise_one(county.staff["officer"])
        tell_one(county.staff["officer"])
        require_one(county.staff["officer"])
        dispute_and_tell(county.staff["officer"])
        miss_many(county.staff["officer2"])
        build_lists(*(county.staff[name] for name in ("officer", "inspector", "sergeant", "officer2", "worker2")))
        build_changes(county.staff["policy"], county.staff["policy2"])
        build_policy(county.staff["policy"], county.staff["policy2"])
        build_access(county.staff["admin"], county.organisations["Cathedral Quarter Recovery"])
        record_follow_ups(county)
        keep_diaries(county)
        answer_codes(county)
        hold_rounds(county)
        enter_codes(county)
        places.say_places(until)
