"""The ARC caseload: 354 made-up people whose totals are those the ARC team published for 2016 to 2021.

The source publishes totals and no more: who used what together, when they came and whether those without need are
among those who did not engage is invented here, and every page that shows this caseload says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from pathways import clock
from pathways.demo import places
from pathways.demo.arc_course import course
from pathways.demo.case import Case
from pathways.demo.persons import MadeUp, made_up_people
from pathways.demo.schedule import Journey, run
from pathways.vocabulary import Substance

SEED = 354
FIRST, LAST = datetime(2016, 6, 1, 9, tzinfo=UTC), datetime(2021, 11, 1, 9, tzinfo=UTC)
UNTIL = datetime(2021, 12, 31, 18, tzinfo=UTC)
NONE, SINGLE, MULTIPLE, ENGAGED = 69, 102, 183, 103
# The published lines; a line of the report may be said in several ways.
MENTIONS = {"heroin": 209, "cocaine": 133, "cannabis": 122, "mamba": 84, "other": 89, "alcohol": 97}
SAID_AS = {
    "heroin": (Substance.HEROIN,),
    "cocaine": (Substance.CRACK, Substance.COCAINE_POWDER, Substance.COCAINE_UNSPECIFIED),
    "cannabis": (Substance.CANNABIS,),
    "mamba": (Substance.SYNTHETIC_CANNABINOIDS,),
    "other": (Substance.BENZODIAZEPINES, Substance.AMPHETAMINES, Substance.GABAPENTINOIDS),
    "alcohol": (Substance.ALCOHOL,),
}


@dataclass(frozen=True)
class Published:
    """One person of the caseload: what they use and whether they engaged."""

    uses: tuple[Substance, ...]
    engaged: bool


def caseload(random: Random) -> tuple[Published, ...]:
    """354 people whose sums are the published ones: each line, single, multiple, none, engaged."""
    left = dict(MENTIONS)
    # One mention each for the singles, in proportion; the rest are dealt to the multiples, the fullest line first,
    # so that nobody is dealt the same line twice.
    singles = _share_out(left, SINGLE)
    for line in singles:
        left[line] -= 1
    hands: list[set[str]] = [set() for _ in range(MULTIPLE)]
    for line in sorted(left, key=lambda each: -left[each]):
        smallest = sorted(range(MULTIPLE), key=lambda place: (len(hands[place]), random.random()))
        for place in smallest[: left[line]]:
            hands[place].add(line)
    all_uses: list[set[str]] = [set() for _ in range(NONE)] + [{line} for line in singles] + hands
    random.shuffle(all_uses)
    engaged = set(random.sample([place for place, uses in enumerate(all_uses) if uses], ENGAGED))
    return tuple(
        Published(tuple(random.choice(SAID_AS[line]) for line in sorted(uses)), place in engaged)
        for place, uses in enumerate(all_uses)
    )


def _share_out(counts: dict[str, int], many: int) -> list[str]:
    """`many` lines in proportion to `counts`."""
    whole = sum(counts.values())
    shares = {line: count * many // whole for line, count in counts.items()}
    for line in sorted(counts, key=lambda each: -(counts[each] * many % whole))[: many - sum(shares.values())]:
        shares[line] += 1
    return [line for line, share in shares.items() for _ in range(share)]


def build(password_hash: str, tick: Callable[[], None], seed: int = SEED) -> None:
    """Build the caseload; `tick` is called as each person's journey ends. Commits as it goes."""
    random = Random(seed)  # noqa: S311 - made-up people, not secrets
    with clock.standing(clock.SettableClock(FIRST - timedelta(days=30))) as standing:
        county = places.build(password_hash, FIRST - timedelta(days=30))
        run(_journeys(random, county), standing, UNTIL, tick)


def _journeys(random: Random, county: places.County) -> Iterator[Journey]:
    made_up = made_up_people(random, FIRST.date())
    for published in caseload(random):
        person = next(made_up)
        who = MadeUp(person.facts, published.uses, person.area)
        case = Case(Random(random.random()), county, who, is_arc=True)  # noqa: S311 - as above
        start = FIRST + (LAST - FIRST) * random.random()
        yield course(case, start, engages=published.engaged)
