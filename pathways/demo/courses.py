"""What becomes of a case as time goes on: they keep coming, stop coming and are looked for, or need another place."""

from collections.abc import Generator
from datetime import datetime, time, timedelta

from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as acceptance
from pathways.acceptance import queries as placing
from pathways.auth import Role, Viewer
from pathways.clocks import actions as clocks
from pathways.demo.case import Case, Waits
from pathways.demo.places import County
from pathways.demo.schedule import Journey
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.directory.rules import open_at
from pathways.engagement import actions as engagement
from pathways.engagement.rules import ContactHow, ContactRecord, ContactWith
from pathways.engagement.rules.outreach import AttemptFacts, Way
from pathways.people import actions as people
from pathways.people.models import Person
from pathways.people.rules import DeathSource
from pathways.referrals.models import Referral
from pathways.referrals.rules import Channel, Naloxone, NaloxoneFacts, Purpose, ReferralState
from pathways.store import db

DAY = timedelta(days=1)
HOURS = (time(9, 30), time(10, 45), time(12), time(14), time(15, 30))
FORTNIGHT = 14 * DAY
LOST_AFTER = timedelta(days=28, hours=2)
"""Four weeks without contact are up: the system's own step to outreach is due."""
MOST_LOOKS = 6
LOOKED_FOR = ((1, Way.PHONE, "Rang twice, no answer."), (4, Way.VISIT, "Went to the address. Nobody was in."))
MET = NaloxoneFacts(answer=Naloxone.ALREADY_HAS)


def keeps_coming(referral_id: int, worker: Viewer, *, days: int) -> Journey:
    """A contact every fortnight or so for that many days, and a review of the plan at twelve weeks."""
    began = clock.now()
    reviewed = False
    while clock.now() + FORTNIGHT < began + days * DAY:
        yield clock.now() + FORTNIGHT
        contact = ContactRecord(
            at=clock.now() - timedelta(hours=1),
            how=ContactHow.IN_PERSON,
            whom=ContactWith.PERSON,
            is_structured=True,
            naloxone=MET,
        )
        engagement.record_contact(by=worker, referral_id=referral_id, contact=contact, note="Came as agreed.")
        if not reviewed and clock.now() >= began + 70 * DAY:
            reviewed = True
            engagement.review_plan(
                by=worker,
                referral_id=referral_id,
                reviewed_on=clock.today(),
                summary="Went through the plan together. Goes on as it is.",
                next_on=clock.today() + 84 * DAY,
            )


def stands_still(case: Case, referral_id: int, worker: Viewer) -> Journey:
    """They come until the day that is said; then they move, are taken to prison, or die."""
    until = case.waits_from or clock.now()
    yield from keeps_coming(referral_id, worker, days=(until - clock.now()).days)
    yield until
    today = clock.today()
    if case.waits is Waits.TO_BE_FOUND:
        yield from looked_for(referral_id, worker, never_came=False)
        return
    if case.waits is Waits.FOR_NOTHING:
        officer, person = case.county.staff["officer"], db.session.get_one(Person, case.person_id)
        people.record_death(by=officer, person=person, died_at=until - DAY, source=DeathSource.FAMILY)
        return
    given: dict[str, object] = {"how": "remand", "on": today, "place": "Lincoln prison"}
    event = "taken_into_custody"
    if case.waits is Waits.FOR_ANOTHER_SERVICE:
        there = case.county.services["Lincoln Recovery Hub"]
        event, given = "transfer_out", {"receiver": str(there.id), "agrees": "yes", "sent_on": today}
    engagement.step_in_case(by=worker, referral_id=referral_id, event=event, given=given)


def looked_for(referral_id: int, worker: Viewer, *, never_came: bool) -> Journey:
    """Nobody has seen them for four weeks: time moves the case to outreach, they are looked for, and not found."""
    yield clock.now() + LOST_AFTER
    for _ in range(MOST_LOOKS):
        if is_lost := _is_lost(referral_id):
            break
        yield clock.now() + 3 * DAY
    if not is_lost:
        return
    for days, way, note in LOOKED_FOR:
        yield clock.now() + days * DAY
        referral = db.session.get_one(Referral, referral_id)
        if referral.accepted_at is None:
            return
        facts = AttemptFacts(
            state=referral.state, has_died=False, now=clock.now(), at=clock.now(), accepted_at=referral.accepted_at
        )
        engagement.record_attempt(by=worker, referral_id=referral_id, facts=facts, way=way, note=note)
    yield clock.now() + 6 * DAY
    reason = "not-found" if never_came else "85-lost"
    engagement.leave(by=worker, referral_id=referral_id, reason=reason, exited_on=clock.today())


def _is_lost(referral_id: int) -> bool:
    """Read the clocks of the case as the worker does; whether that moved it to outreach."""
    clocks.read(referral_id=referral_id, now=clock.now())
    return db.session.get_one(Referral, referral_id).state is ReferralState.OUTREACH


def placed(case: Case, referral_id: int) -> Generator[datetime, None, int | None]:
    """The pathway manager finds a place the day after: the new referral's id. None where the person wants no other."""
    manager = case.county.staff["placing"]
    yield clock.now() + timedelta(hours=26)
    needing = placing.one_needing_a_place(manager, referral_id)
    listed = [each.service.service_id for each in needing.offered if needing.covers[each.service.service_id]]
    if open_to_them := [service_id for service_id in listed if service_id not in needing.said_no]:
        return acceptance.place(by=manager, referral_id=referral_id, service_id=open_to_them[0], note=None).id
    given = {"said": "Would only have gone to the first one.", "on": clock.today()}
    acceptance.step_in_placing(by=manager, referral_id=referral_id, event="person_declines", given=given)
    return None


def books_today(county: County, until: datetime) -> Journey:
    """Each worker sees five people on the last day: two came, or did not, in the hours just past, and nobody has
    recorded it yet; three are to come."""
    times = (*times_past(until), *times_to_come(until))
    yield until - timedelta(hours=26)
    for worker in (each for each in county.staff.values() if each.role is Role.TW):
        theirs = (
            select(Referral)
            .join(Person, Person.id == Referral.person_id)
            .where(Referral.keyworker_id == worker.user_id, Referral.state == ReferralState.IN_TREATMENT)
            .where(Person.died_at.is_(None))
        )
        rows = db.session.scalars(theirs.order_by(Referral.id.desc()).limit(len(times))).all()
        for referral, starts_at in zip(rows, times, strict=False):
            place, channel = where_they_meet(db.session.get_one(Service, referral.service_id), starts_at)
            engagement.offer_appointment(
                by=worker,
                referral_id=referral.id,
                starts_at=starts_at,
                place=place,
                channel=channel,
                purpose=Purpose.STRUCTURED,
            )


def where_they_meet(service: Service, starts_at: datetime) -> tuple[str, Channel]:
    """At the service while its doors are open; by telephone when they are shut, on whatever day the county is made."""
    if open_at(directory.facts_of(service), starts_at, clock.bank_holidays()):
        return service.name, Channel.IN_PERSON
    return "By telephone", Channel.PHONE


def times_past(until: datetime) -> tuple[datetime, ...]:
    """The last two hours of an office day that are over."""
    today = clock.london_date(until)
    hours = (clock.from_london(day, hour) for day in (today, today - DAY) for hour in reversed(HOURS))
    past = [hour for hour in hours if hour <= until - timedelta(minutes=45)]
    return tuple(sorted(past[:2]))


def times_to_come(until: datetime) -> tuple[datetime, ...]:
    """Three more of the same day: in office hours where there are so many left, else one after the other."""
    today = clock.london_date(until)
    left = [hour for hour in (clock.from_london(today, each) for each in HOURS) if hour > until]
    late = [until + timedelta(minutes=30 * (number + 1)) for number in range(3)]
    return tuple(left[:3]) if len(left) >= 3 else tuple(each for each in late if clock.london_date(each) == today)
