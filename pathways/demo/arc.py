"""The ARC caseload: 354 made-up people whose totals are those the ARC team published for 2016 to 2021."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from pathways import clock, dates
from pathways.acceptance import actions as acceptance
from pathways.demo import journey, places, referring
from pathways.demo.custody import known
from pathways.demo.directory import ask_about_statistics
from pathways.demo.journey import Journey, JourneyCase, MadeUp, made_up_people, office_time, run
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.case import actions as case_actions
from pathways.people.custody import actions as people
from pathways.people.custody.rules import EpisodeFacts
from pathways.people.models.identity import Person
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.store.base import db
from pathways.vocabulary import Origin, Substance

# The journey of one person of the ARC caseload: referred, assessed, engaged or not. No arrest, test or disposal.


def course(case: JourneyCase, start: datetime, *, engages: bool) -> Journey:
    """From the team's first meeting to an assessment, which everybody attended, and on from there."""
    officer = case.county.staff["officer"]
    yield start
    known(case, officer)
    person = db.session.get_one(Person, case.person_id)
    facts = EpisodeFacts(origin=Origin.ARC_IOM, came_on=dates.london_date(start))
    case.episode_id = people.open_episode(by=officer, person=person, facts=facts).id
    referral_id = referring.refer(case, officer, likely=1.0, ranks=False)
    if referral_id is None:
        return
    worker = case.county.worker_of(referral_id)
    place = referring.nearest_service(case).name
    yield office_time(clock.now(), days=1, hour=9)
    slot = office_time(clock.now(), days=2)
    acceptance.accept(by=worker, referral_id=referral_id, keyworker_id=worker.user_id, first_slot_at=slot, place=place)
    yield slot + timedelta(hours=1)
    referring.record_outcome(worker, referral_id, AppointmentOutcome.ATTENDED)
    care_plan_actions.record_assessment(
        by=worker,
        referral_id=referral_id,
        attended_on=clock.today(),
        assessor_id=worker.user_id,
        uses_substances=bool(case.who.uses),
        substances=case.who.uses,
        needs_agreed="Invented for the demonstration.",
    )
    ask_about_statistics(worker, referral_id)
    if engages:
        yield from _engage(case, referral_id)
    else:
        yield clock.now() + timedelta(days=case.random.randrange(10, 40))
        reason = "88" if case.who.uses else "no_need"
        case_actions.leave(by=worker, referral_id=referral_id, reason=reason, exited_on=clock.today())


def _engage(case: JourneyCase, referral_id: int) -> Journey:
    worker = case.county.worker_of(referral_id)
    yield office_time(clock.now(), days=3)
    case_actions.agree_care_plan(by=worker, referral_id=referral_id, agreed_on=clock.today())
    yield from referring.start_and_engage(case, referral_id, worker, days=5)


SEED = 354
FIRST, LAST = datetime(2016, 6, 1, 9, tzinfo=UTC), datetime(2021, 11, 1, 9, tzinfo=UTC)
UNTIL = datetime(2021, 12, 31, 18, tzinfo=UTC)
NONE, SINGLE, MULTIPLE, ENGAGED = 69, 102, 183, 103
# The published figures of each line, and the substances that count on it.
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
    # People with one substance get one mention each, in proportion. The rest are dealt to the others, fullest line
    # first, so that nobody gets the same line twice.
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


def _share_out(counts: dict[str, int], number: int) -> list[str]:
    """`number` lines, in proportion to `counts`."""
    whole = sum(counts.values())
    shares = {line: count * number // whole for line, count in counts.items()}
    for line in sorted(counts, key=lambda each: -(counts[each] * number % whole))[: number - sum(shares.values())]:
        shares[line] += 1
    return [line for line, share in shares.items() for _ in range(share)]


def build(password_hash: str, tick: Callable[[], None], seed: int = SEED) -> None:
    """Build the caseload; `tick` is called as each person's journey ends. Commits as it goes."""
    random = Random(seed)  # noqa: S311 - made-up people, not secrets
    with clock.standing(clock.SettableClock(FIRST - timedelta(days=30))) as standing:
        county = places.build(password_hash, FIRST - timedelta(days=30))
        run(_journeys(random, county), standing, UNTIL, tick)


def _journeys(random: Random, county: journey.County) -> Iterator[Journey]:
    made_up = made_up_people(random, FIRST.date())
    for published in caseload(random):
        person = next(made_up)
        who = MadeUp(person.facts, published.uses, person.area)
        case = JourneyCase(Random(random.random()), county, who, is_arc=True)  # noqa: S311 - as above
        start = FIRST + (LAST - FIRST) * random.random()
        yield course(case, start, engages=published.engaged)
