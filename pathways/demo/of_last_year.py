"""Whom the yearly reports on treatment and recovery need: people treated in their year, and people released before."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from pathways import clock, dates
from pathways.acceptance import actions as acceptance
from pathways.acceptance.rules import decline_reasons
from pathways.auth.roles import Viewer
from pathways.demo import referring
from pathways.demo.custody import known, let_go
from pathways.demo.directory import ask_about_statistics
from pathways.demo.journey import County, Journey, JourneyCase, made_up_people, office_time
from pathways.demo.treatment import keeps_coming, looked_for, placed, supply_naloxone
from pathways.directory.models import Service
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.case import actions as case_actions
from pathways.engagement.case.queries import case as queries
from pathways.engagement.outcomes import actions as outcomes_actions
from pathways.engagement.outcomes import queries as outcomes
from pathways.engagement.outcomes.rules import PeerAnswer, PeerFacts
from pathways.people.custody import actions as custody_actions
from pathways.people.custody.rules import DetentionFacts, EpisodeFacts
from pathways.people.models.identity import Person
from pathways.people.rules import ReleaseType
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules.editions import Report, due_at, last_end
from pathways.reporting.rules.periods import Stretch, period_of
from pathways.reporting.rules.treatment import year_before
from pathways.store.base import db
from pathways.vocabulary import Origin

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUICKLY, SLOWLY = 9 * DAY, 21 * DAY
"""How long it is until the working day on which somebody is seen for the first time is the next one. After four weeks
without a contact the system would look for them."""
COURSES = (
    *(((SLOWLY, 50, "80"),) * 5),
    *((QUICKLY, 20, "85"),) * 6,
    *((QUICKLY, 100, "80"),) * 6,
    *((QUICKLY, 45, "80"),) * 3,
    *((None, 0, ""),) * 5,
)
"""When each is seen (None: never), for how many days they come, and why it ends."""
COMES_BACK = 80 * DAY
"""The first of them, who complete treatment early, come to it again so long after."""
AT_FIRST = 5
"""So many of them in the first days of the county: the quarter in which it begins would else have so few people that
they are hidden, and with them those of the year, from which the other quarters could be taken."""


def newest_year(today: date) -> Stretch:
    """The year of the newest report on treatment that can be made."""
    as_at = last_end(today)
    due = due_at(as_at, as_at - 800 * DAY, is_first=True)
    return max(each.days for each in due if each.report is Report.TREATMENT)


def of_last_year(case: Callable[[], JourneyCase], county: County, until: datetime) -> Iterator[Journey]:
    """People who were referred in that year, as far as the county goes back: all of them have left since."""
    year = newest_year(dates.london_date(until))
    first = max(dates.from_london(year.from_on, time(9)), county.since + DAY)
    last = dates.from_london(year.to_on, time(17)) - 2 * DAY
    for place, course in enumerate(COURSES):
        if first < last:
            on = first + 2 * DAY * place if place < AT_FIRST else first + (last - first) * place / len(COURSES)
            yield _journey(case(), on, *course, place=place)


def _journey(
    case: JourneyCase, start: datetime, seen_after: timedelta | None, length: int, why: str, *, place: int
) -> Journey:
    """One of them: who is never seen left custody; some of the others begin again, and drop out."""
    if seen_after is None:
        yield from _never_seen(case, start, place)
        return
    yield start
    known(case, case.county.staff["liaison"])
    yield from _treated(case, start, seen_after, length, why)
    if place < AT_FIRST:
        again = office_time(clock.now() + COMES_BACK, days=1)
        yield again
        yield from _treated(case, again, QUICKLY, 20, "85")


def _never_seen(case: JourneyCase, start: datetime, place: int) -> Journey:
    """Referred from custody, declined by the first service for want of a place, and looked for in vain by the next."""
    officer = case.county.staff["officer"]
    yield start
    known(case, officer)
    facts = DetentionFacts(
        custody_record_no=f"LI-{start:%y}-7{place:04d}",
        suite_id=case.county.suites["Lincoln"].id,
        arrested_at=start - HOUR,
        arrived_at=start - HOUR / 4,
        planned_release_at=start + 6 * HOUR,
    )
    person = db.session.get_one(Person, case.person_id)
    opened = custody_actions.open_episode(
        by=officer, person=person, facts=EpisodeFacts(origin=Origin.DETENTION, detention=facts)
    )
    case.episode_id = opened.id
    yield start + HOUR / 4
    referring.ask_risks(case, officer)
    referral_id = referring.refer(case, officer, likely=1.0)
    yield start + 3 * HOUR
    let_go(case, officer, ReleaseType.WITHOUT_BAIL)
    if referral_id is None:
        return
    yield office_time(clock.now(), days=1)
    by, why = case.county.worker_of(referral_id), decline_reasons()["no_place"]
    acceptance.decline(by=by, referral_id=referral_id, reason=why)
    next_id = db.session.scalar(select(Referral.id).where(Referral.parent_id == referral_id))
    referral_id = next_id or (yield from placed(case, referral_id))
    if referral_id is None:
        return
    yield office_time(clock.now(), days=1)
    worker, slot = _accept(case, referral_id, start, QUICKLY)
    yield slot + HOUR
    referring.record_outcome(worker, referral_id, AppointmentOutcome.DID_NOT_ATTEND)
    yield from looked_for(referral_id, worker, never_came=True)


def _accept(case: JourneyCase, referral_id: int, start: datetime, seen_after: timedelta) -> tuple[Viewer, datetime]:
    """The worker who takes the person on, and when they are seen for the first time."""
    service = db.session.get_one(Service, db.session.get_one(Referral, referral_id).service_id)
    worker, place = case.county.worker_of(referral_id), service.name
    slot = office_time(start + seen_after, days=1, hour=11)
    acceptance.accept(by=worker, referral_id=referral_id, keyworker_id=worker.user_id, first_slot_at=slot, place=place)
    return worker, slot


def _treated(case: JourneyCase, start: datetime, seen_after: timedelta, length: int, why: str) -> Journey:
    """Referred by liaison and diversion, seen some time later, and treated until it ends."""
    officer = case.county.staff["liaison"]
    person = db.session.get_one(Person, case.person_id)
    facts = EpisodeFacts(origin=Origin.LIAISON_AND_DIVERSION, came_on=dates.london_date(start))
    case.episode_id = custody_actions.open_episode(by=officer, person=person, facts=facts).id
    yield start + HOUR / 4
    referring.ask_risks(case, officer)
    referral_id = referring.refer(case, officer, likely=1.0)
    if referral_id is None:
        return
    yield office_time(clock.now(), days=1)
    worker, slot = _accept(case, referral_id, start, seen_after)
    yield slot + HOUR
    referring.record_outcome(worker, referral_id, AppointmentOutcome.ATTENDED)
    care_plan_actions.record_assessment(
        by=worker,
        referral_id=referral_id,
        attended_on=clock.today(),
        assessor_id=worker.user_id,
        uses_substances=bool(case.who.uses),
        substances=case.who.uses,
        needs_agreed="Weekly keywork, and help with what was said at the desk.",
    )
    ask_about_statistics(worker, referral_id)
    referring.at_assessment(worker, referral_id, case.who.uses)
    yield office_time(clock.now(), days=3)
    if db.session.get_one(Referral, referral_id).state is not ReferralState.ATTENDED_ASSESSMENT:
        return  # over a long holiday the system went on by itself
    case_actions.agree_care_plan(by=worker, referral_id=referral_id, agreed_on=clock.today())
    supply_naloxone(worker, referral_id, kits=1 + referral_id % 2)
    _offer_peer(worker, referral_id)
    yield from referring.start_and_engage(case, referral_id, worker, days=4)
    yield from keeps_coming(referral_id, worker, days=length)
    yield office_time(clock.now(), days=2)
    case_actions.leave(by=worker, referral_id=referral_id, reason=why, exited_on=clock.today())


def _offer_peer(worker: Viewer, referral_id: int) -> None:
    """Whoever lets a peer be told takes one, and some have met them."""
    accepts = outcomes.may_tell_a_peer(queries.case(worker, referral_id)).live
    met_on = clock.today() if accepts and referral_id % 3 else None
    facts = PeerFacts(
        offered_on=clock.today(),
        answer=PeerAnswer.ACCEPTED if accepts else PeerAnswer.THINKING,
        peer="Jo" if accepts else "",
        contact="By text, at the service" if accepts else "",
        shared_risks=(),
        first_contact_on=met_on,
    )
    outcomes_actions.record_peer(by=worker, referral_id=referral_id, facts=facts)


# Released before the county had Pathways, as their force brought it over; some of them were arrested again.


SEED = 84
RELEASED, BACK_SOON, BACK_LATER = 48, 9, 8
"""How many were released, and of them came back within 6 months and in the 6 months after."""


def record_released_before(county: County) -> None:
    """Detentions of the year that the newest report on treatment looks back on."""
    random = Random(SEED)  # noqa: S311 - made-up people, not secrets
    officer, days = county.staff["officer"], _days_of_releases()
    made_up = made_up_people(random, clock.today())
    for number in range(RELEASED):
        case = JourneyCase(random, county, next(made_up))
        known(case, officer)
        length = (days.to_on - days.from_on).days
        first = dates.from_london(days.from_on + random.randrange(length) * DAY, time(12))
        arrests = [first]
        if number < BACK_SOON:
            arrests.append(first + random.randrange(5, 180) * DAY)
        elif number < BACK_SOON + BACK_LATER:
            arrests.append(first + random.randrange(190, 360) * DAY)
        for place, arrested_at in enumerate(arrests):
            facts = DetentionFacts(
                custody_record_no=f"LI-{arrested_at:%y}-8{number:02d}{place}",
                suite_id=county.suites["Lincoln"].id,
                arrested_at=arrested_at,
                arrived_at=arrested_at + HOUR,
                released_at=arrested_at + 9 * HOUR,
                release_type=ReleaseType.WITHOUT_BAIL if number % 3 else ReleaseType.CHARGED_BAIL,
            )
            person = db.session.get_one(Person, case.person_id)
            custody_actions.record_past_detention(by=officer, person=person, facts=facts)
    db.session.flush()


def _days_of_releases() -> Stretch:
    before = year_before(period_of(newest_year(clock.today()), last_end(clock.today())))
    return Stretch(before.from_on, before.to_on)
