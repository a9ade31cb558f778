"""A made-up case in treatment: what its service records, how it goes on, and required assessments with follow-ups."""

from collections.abc import Generator
from datetime import datetime, time, timedelta

from sqlalchemy import select

from pathways import clock, dates
from pathways.acceptance import actions as acceptance
from pathways.acceptance.placing import queries as placing_queries
from pathways.arrest_tests.assessment import queries as arrest_tests
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.roles import Role, Viewer
from pathways.deadlines.actions import reading as clocks
from pathways.demo.journey import County, Journey, JourneyCase, Waits, office_time
from pathways.directory.diary import actions as diary_actions
from pathways.directory.diary.rules import RepeatedTimes, Weekday
from pathways.directory.entries import queries as entries_queries
from pathways.directory.entries.rules import open_at
from pathways.directory.models import Service
from pathways.engagement.appointments import actions as appointments_actions
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.case import actions as case_actions
from pathways.engagement.case.rules import AttemptFacts, Way
from pathways.engagement.follow_up import actions as follow_up_actions
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.models.treatment import FollowUp, FollowUpOutcome
from pathways.engagement.naloxone.rules import Product, SuppliedTo, Supply, SupplyAuthority, SupplyWhy
from pathways.engagement.notes import actions as notes_actions
from pathways.engagement.notes.rules import ContactHow, ContactRecord, ContactWith
from pathways.engagement.outcomes import actions as outcomes_actions
from pathways.engagement.outcomes.rules import TopStage
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.identity import actions as people
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.referrals.first_appointments.rules import AppointmentPurpose, ContactFacts, TextHolds, WayToMeet
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs.rules import ContactWay, Naloxone, NaloxoneFacts
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db

# What a service records of somebody in treatment: goal, contact, naloxone, scores, safe contact.


TEXTED = ContactFacts(
    way=ContactWay.TEXT,
    number="07700 900 418",
    note="Someone else may see the phone. After 16:00",
    holds=TextHolds.NUMBER,
)


def care_for(referral_id: int, worker: Viewer) -> None:
    """Record these in every third case, so that its pages have something on them. Nothing is drawn by chance."""
    if referral_id % 3:
        return
    today, now = clock.today(), clock.now()
    appointments_actions.agree_contact(by=worker, referral_id=referral_id, contact=TEXTED)
    care_plan_actions.add_goal(
        by=worker,
        referral_id=referral_id,
        goal="Sleep without using",
        who="Us and the person",
        does="Weekly session, anxiety and use together",
        by_on=today + timedelta(days=28),
    )
    notes_actions.record_contact(
        by=worker,
        referral_id=referral_id,
        contact=ContactRecord(
            at=now,
            how=ContactHow.PHONE,
            whom=ContactWith.PERSON,
            is_structured=False,
            naloxone=NaloxoneFacts(answer=Naloxone.SUPPLIED),
        ),
        note="Rang as agreed. Coming on Thursday, wants to talk about sleep.",
    )
    supply_naloxone(worker, referral_id)
    outcomes_actions.record_scores(
        by=worker,
        referral_id=referral_id,
        stage=TopStage.START,
        taken_on=today,
        scores={"crack_days": 12, "alcohol_days": 9, "psychological": 7, "physical": 9, "quality_of_life": 6},
    )


def supply_naloxone(worker: Viewer, referral_id: int, *, kits: int = 1) -> None:
    """Take-home naloxone, supplied today."""
    outcomes_actions.supply_naloxone(
        by=worker,
        referral_id=referral_id,
        supply=Supply(
            supplied_on=clock.today(),
            product=Product.NASAL,
            kits=kits,
            batch="N2291",
            expires_on=clock.today() + timedelta(days=540),
            recipient=SuppliedTo.AT_RISK,
            why=SupplyWhy.FIRST,
            authority=SupplyAuthority.DRUG_SERVICE,
            trained_by="The keyworker",
        ),
    )


# How a case goes on: they keep coming, stop coming and are looked for, or need another place.


DAY = timedelta(days=1)
HOURS = (time(9, 30), time(10, 45), time(12), time(14), time(15, 30))
FORTNIGHT = 14 * DAY
LOST_AFTER = timedelta(days=28, hours=2)
"""After four weeks without contact the system moves a case to outreach."""
MOST_LOOKS = 6
LOOKED_FOR = ((1, Way.PHONE, "Rang twice, no answer."), (4, Way.VISIT, "Went to the address. Nobody was in."))
MET = NaloxoneFacts(answer=Naloxone.ALREADY_HAS)


def keeps_coming(referral_id: int, worker: Viewer, *, days: int) -> Journey:
    """A contact about every fortnight for so many days, and a review of the plan after twelve weeks."""
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
        notes_actions.record_contact(by=worker, referral_id=referral_id, contact=contact, note="Came as agreed.")
        if not reviewed and clock.now() >= began + 70 * DAY:
            reviewed = True
            care_plan_actions.review_plan(
                by=worker,
                referral_id=referral_id,
                reviewed_on=clock.today(),
                summary="Went through the plan together. Goes on as it is.",
                next_on=clock.today() + 84 * DAY,
            )


def stands_still(case: JourneyCase, referral_id: int, worker: Viewer) -> Journey:
    """They come until a given day; then they move, are taken to prison, or die."""
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
    case_actions.step_in_case(by=worker, referral_id=referral_id, event=event, given=given)


def looked_for(referral_id: int, worker: Viewer, *, never_came: bool) -> Journey:
    """After four weeks without contact the case goes to outreach; they are looked for and not found."""
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
        case_actions.record_attempt(by=worker, referral_id=referral_id, facts=facts, way=way, note=note)
    yield clock.now() + 6 * DAY
    reason = "not-found" if never_came else "85-lost"
    case_actions.leave(by=worker, referral_id=referral_id, reason=reason, exited_on=clock.today())


def _is_lost(referral_id: int) -> bool:
    """Read the clocks of the case as the worker does. Returns whether that moved it to outreach."""
    clocks.act_on_clocks(referral_id=referral_id, now=clock.now())
    return db.session.get_one(Referral, referral_id).state is ReferralState.OUTREACH


def placed(case: JourneyCase, referral_id: int) -> Generator[datetime, None, int | None]:
    """The pathway manager finds a place the day after. Returns the new referral's id, None where none is wanted."""
    manager = case.county.staff["placing"]
    yield clock.now() + timedelta(hours=26)
    needing = placing_queries.one_needing_a_place(manager, referral_id)
    listed = [each.service.service_id for each in needing.offered if needing.covers[each.service.service_id]]
    if open_to_them := [service_id for service_id in listed if service_id not in needing.said_no]:
        return acceptance.place(by=manager, referral_id=referral_id, service_id=open_to_them[0], note=None).id
    given = {"said": "Would only have gone to the first one.", "on": clock.today()}
    acceptance.step_in_placing(by=manager, referral_id=referral_id, event="person_declines", given=given)
    return None


def books_today(county: County, until: datetime) -> Journey:
    """Each worker has five appointments on the last day: two in the past hours, not yet recorded, and three to come."""
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
            appointments_actions.offer_appointment(
                by=worker,
                referral_id=referral.id,
                starts_at=starts_at,
                place=place,
                channel=channel,
                purpose=AppointmentPurpose.STRUCTURED,
            )


def where_they_meet(service: Service, starts_at: datetime) -> tuple[str, WayToMeet]:
    """At the service while it is open, else by telephone, whatever day the county is made on."""
    if open_at(entries_queries.facts_of(service), starts_at, dates.bank_holidays()):
        return service.name, WayToMeet.IN_PERSON
    return "By telephone", WayToMeet.PHONE


def times_past(until: datetime) -> tuple[datetime, ...]:
    """The last two hours of an office day that are over."""
    today = dates.london_date(until)
    hours = (dates.from_london(day, hour) for day in (today, today - DAY) for hour in reversed(HOURS))
    past = [hour for hour in hours if hour <= until - timedelta(minutes=45)]
    return tuple(sorted(past[:2]))


def times_to_come(until: datetime) -> tuple[datetime, ...]:
    """Three later times of the same day: in office hours if enough are left, else one after the other."""
    today = dates.london_date(until)
    left = [hour for hour in (dates.from_london(today, each) for each in HOURS) if hour > until]
    late = [until + timedelta(minutes=30 * (number + 1)) for number in range(3)]
    return tuple(left[:3]) if len(left) >= 3 else tuple(each for each in late if dates.london_date(each) == today)


# Required assessments: who comes, what the service says, follow-ups, and diaries with free times.


WITH_DIARY = ("Lincoln Recovery Hub", "Trent Bank Service")


def only_required(case: JourneyCase) -> Journey:
    """No service has the person but the notice stands: the provider it names says what happened."""
    required = arrest_tests.required_assessment_of(case.episode_id)
    if required is not None and required.initial_at is not None:
        yield required.initial_at + timedelta(hours=1)
        comes = case.chance(0.6) and not case.comes_by_notice
        tell_of_assessment(case, comes=comes, at=required.initial_at)


def tell_of_assessment(case: JourneyCase, *, comes: bool, at: datetime) -> None:
    """A worker of the provider on the notice records the outcome of the required assessment."""
    required = arrest_tests.required_assessment_of(case.episode_id)
    if required is None or required.service_id is None:
        return
    worker = case.county.worker_at(required.service_id)
    if comes:
        tell_of_follow_up(worker, required.id, office_time(clock.now(), days=7, hour=11))
    required_assessments_actions.report_required_assessment(
        by=worker,
        required_id=required.id,
        outcome=RequiredOutcome.ATTENDED_REMAINED if comes else RequiredOutcome.FAILED_TO_ATTEND,
        at=at,
    )


def tell_of_follow_up(worker: Viewer, required_id: int, starts_at: datetime) -> None:
    """The assessor requires the follow-up and gives its notice before the initial assessment ends."""
    follow_up_actions.decide_follow_up(
        by=worker,
        required_id=required_id,
        decision=FollowUpDecision.REQUIRED,
        starts_at=starts_at,
        place="Where the first was",
    )
    follow_up_actions.give_notice(by=worker, required_id=required_id, given_at=clock.now())


def record_follow_ups(county: County) -> None:
    """Everybody with a follow-up before today came to it."""
    rows = (
        select(FollowUp, RequiredAssessment.service_id)
        .join(RequiredAssessment, RequiredAssessment.id == FollowUp.required_assessment_id)
        .where(FollowUp.superseded_at.is_(None), RequiredAssessment.superseded_at.is_(None))
        .where(FollowUp.required_assessment_id.not_in(select(FollowUpOutcome.required_assessment_id)))
        .join(Episode, Episode.id == RequiredAssessment.episode_id)
        .join(Person, Person.id == Episode.person_id)
        .where(Person.died_at.is_(None))
        .order_by(FollowUp.starts_at, FollowUp.id)
    )
    for row, service_id in db.session.execute(rows).all():
        if service_id is None or row.starts_at is None or row.starts_at >= clock.now() - timedelta(days=1):
            continue
        follow_up_actions.report_follow_up(
            by=county.worker_at(service_id),
            required_id=row.required_assessment_id,
            outcome=RequiredOutcome.ATTENDED_REMAINED,
            at=row.starts_at,
        )


def keep_diaries(county: County) -> None:
    """Two services offer two times on each working day of the next fortnight; commits."""
    manager, today = county.staff["provider"], clock.today()
    for name in WITH_DIARY:
        times = RepeatedTimes(
            first_on=today,
            starts=time(10),
            ends=time(12),
            minutes=60,
            weekdays=tuple(Weekday)[:5],
            last_on=today + timedelta(days=13),
        )
        diary_actions.add_slots(by=manager, service=county.services[name], entry=times)
    db.session.commit()
