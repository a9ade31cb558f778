"""Needs, consents, referral and treatment of a made-up person, as desk and service record them."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as acceptance
from pathways.acceptance.rules import decline_reasons
from pathways.arrest_tests.assessment import queries as arrest_tests
from pathways.auth.roles import Viewer
from pathways.demo.directory import ask_about_statistics
from pathways.demo.journey import BOSTON, GRANTHAM, LINCOLN, SKEGNESS, Journey, JourneyCase, Waits, office_time
from pathways.demo.treatment import (
    care_for,
    keeps_coming,
    looked_for,
    only_required,
    placed,
    stands_still,
    tell_of_assessment,
)
from pathways.directory.models import Service
from pathways.disposals.conditions import actions as disposing
from pathways.disposals.conditions import queries as conditions_queries
from pathways.disposals.proposal import queries as proposal_queries
from pathways.engagement.appointments import actions as appointments_actions
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.care_plan.rules import NeedsFacts, SubstanceUse
from pathways.engagement.case import actions as case_actions
from pathways.engagement.case.queries import case as queries
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.law.rules.disposal_terms import Kind
from pathways.people.custody import queries as people
from pathways.referrals.consents import actions as referrals
from pathways.referrals.consents.rules.consents import SHARING, ConsentState, Covers, Helped, How, Whom
from pathways.referrals.consents.rules.sharing import AnswerGiven
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose, WayToMeet
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.needs import actions as needs_actions
from pathways.referrals.needs.rules import ContactWay, Housing, Injected, Naloxone, NaloxoneFacts, ScreenFacts, UseSaid
from pathways.referrals.routing.rules import choice_reasons
from pathways.referrals.sending import actions as sending_actions
from pathways.referrals.steps.rules import ReferralState
from pathways.safeguarding.actions import record_risks
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.store.base import db
from pathways.vocabulary import ELSEWHERE, Answer, Sex, Substance

# What the service asks at assessment: whom it may share with, and the needs in full. It depends on the referral's
# number alone, so that the rest of the county stays as it was.


HELP_WITH_MENTAL_HEALTH: Final = {0: "mental_health_team", 1: "none", 3: "gp", 4: "none", 6: "with_us"}
"""What help those have who need it with their mental health, by the rest of the referral's number by nine."""
WHOM = (frozenset({Whom.MENTAL_HEALTH, Whom.PEERS}), frozenset({Whom.HOUSING}), frozenset(Whom))


def at_assessment(worker: Viewer, referral_id: int, uses: tuple[Substance, ...]) -> None:
    """Answer consent 4 (every fifth person is unsure), and complete the needs recorded at the desk."""
    understood = referral_id % 5 != 0
    agrees = ConsentState.GIVEN if referral_id % 4 else ConsentState.REFUSED
    answer = AnswerGiven(
        number=SHARING,
        state=agrees,
        whom=WHOM[referral_id % 3] if agrees is ConsentState.GIVEN else frozenset(),
        signed=referral_id % 3 != 0,
        understood=understood,
        helped=Helped.NO_HELP if understood else None,
        why_not="" if understood else "Tired after the night; ask again next time",
    )
    referrals.record_answers(by=worker, referral_id=referral_id, answers=(answer,))
    is_male = queries.case(worker, referral_id).details.sex is Sex.MALE
    helps = HELP_WITH_MENTAL_HEALTH.get(referral_id % 9)
    care_plan_actions.record_needs(
        by=worker,
        referral_id=referral_id,
        facts=NeedsFacts(
            use_answer=UseSaid.NAMED if uses else UseSaid.NOTHING,
            uses=tuple(
                SubstanceUse(
                    substance=substance,
                    route=("oral" if substance is Substance.ALCOHOL else "smoke") if place < 3 else None,
                )
                for place, substance in enumerate(uses)
            ),
            injecting="would_not_say" if referral_id % 7 == 0 else "never",
            overdose=Answer.YES if referral_id % 9 == 0 else Answer.NO,
            overdose_days=40 if referral_id % 9 == 0 else None,
            suicide_risk=Answer.NO,
            mental_health=Answer.YES if helps else Answer.NO,
            receiving=helps,
            housing="problem" if referral_id % 3 == 0 else "safe",
            children="not_a_parent",
            pregnant=None if is_male else Answer.NO,
            employment="seeking",
            safeguarding=Answer.NO,
            naloxone=NaloxoneFacts(answer=Naloxone.ALREADY_HAS),
        ),
    )


NEAREST = {
    LINCOLN: "Lincoln Recovery Hub",
    GRANTHAM: "Trent Bank Service",
    SKEGNESS: "Coastline Skegness",
    BOSTON: "Boston Open Door",
    ELSEWHERE: "Lincoln Recovery Hub",
}
DAY = timedelta(days=1)


def nearest_service(case: JourneyCase) -> Service:
    return case.county.services[NEAREST[case.who.area]]


def needs_of(case: JourneyCase, *, ranks: bool) -> ScreenFacts:
    """What this person says at the desk. `ranks`: they also say which of several substances does most harm."""
    uses = case.who.uses
    has_heroin = Substance.HEROIN in uses
    return ScreenFacts(
        use_answer=UseSaid.NAMED if uses else UseSaid.NOTHING,
        substances=uses,
        most_harm=uses[0] if ranks and len(uses) > 1 else None,
        injected=case.random.choice((Injected.NOW, Injected.BEFORE)) if has_heroin else Injected.NEVER,
        mental_health=Answer.YES if case.chance(0.55) else Answer.NO,
        housing=case.random.choices(list(Housing), weights=(60, 18, 17, 5))[0],
        contact_way=ContactWay.TEXT,
        contact_number=f"07700 900 {case.random.randrange(100, 999)}",
        contact_note=None,
        area=case.who.area,
        pregnant=_pregnant(case),
        **_drinking(case),
    )


def _drinking(case: JourneyCase) -> dict[str, Any]:
    """How much they say they drink, of those who name alcohol; every third drinks every day."""
    if Substance.ALCOHOL not in case.who.uses:
        return {}
    if case.episode_id % 3:
        return {"drinks_daily": Answer.NO, "how_much": "Six cans of lager, Friday and Saturday"}
    return {"drinks_daily": Answer.YES, "how_much": "A bottle of vodka every day"}


def _pregnant(case: JourneyCase) -> Answer | None:
    """Asked unless the record says male; the ARC scheme did not ask it."""
    if case.who.facts.sex is Sex.MALE or case.is_arc:
        return None
    return Answer.YES if case.episode_id % 23 == 0 else Answer.NO


def ask_risks(case: JourneyCase, officer: Viewer) -> None:
    """Ask the three risks, once, before anything is proposed."""
    has_heroin = Substance.HEROIN in case.who.uses
    record_risks(
        by=officer,
        view=people.episode(officer, case.episode_id),
        answers=RiskAnswers(
            overdose_last_7_days=Answer.YES if has_heroin and case.chance(0.08) else Answer.NO,
            suicide_risk=Answer.YES if case.chance(0.06) or case.is_urgent else Answer.NO,
            exploitation=Answer.NO,
        ),
    )


def naloxone_of(case: JourneyCase) -> NaloxoneFacts | None:
    """What the desk did about naloxone, for those who use opiates."""
    if Substance.HEROIN not in case.who.uses:
        return None
    answer = case.random.choice((Naloxone.SUPPLIED, Naloxone.ALREADY_HAS, Naloxone.DECLINED))
    return NaloxoneFacts(answer=answer)


def refer(case: JourneyCase, officer: Viewer, *, likely: float, ranks: bool = True) -> int | None:
    """Ask the needs and the two consents; send where the first is given. The referral's id, or None."""
    needs = needs_of(case, ranks=ranks)
    needs_actions.record_needs(by=officer, episode_id=case.episode_id, facts=needs, naloxone=naloxone_of(case))
    agrees = case.chance(likely) and not case.refuses
    service = nearest_service(case)
    needs_actions.record_consents(
        by=officer,
        episode_id=case.episode_id,
        service_id=service.id,
        choice_reason=choice_reasons()["easier_to_reach"],
        referral=ConsentState.GIVEN if agrees else ConsentState.REFUSED,
        covers=_covers(case) if agrees else None,
        feedback=case.random.choices(
            (ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.NOT_ASKED), weights=(6, 3, 1)
        )[0],
        how=How.SIGNED if case.chance(0.8) else How.ORAL,
    )
    return sending_actions.send(by=officer, episode_id=case.episode_id).id if agrees else None


def _covers(case: JourneyCase) -> Covers:
    by_chance = Covers.ANY_LISTED if case.chance(0.7) else Covers.NAMED
    covers = {Waits.FOR_A_PLACE: Covers.NAMED, Waits.FOR_ANOTHER_SERVICE: Covers.ANY_LISTED}
    return covers.get(case.waits, by_chance) if case.waits else by_chance


def after_sending(case: JourneyCase, referral_id: int, *, imposed: bool) -> Journey:
    """The service answers, or declines and another is asked; then treatment takes its course."""
    if case.waits is Waits.FOR_AN_ANSWER:
        return
    if case.waits is Waits.FOR_A_PLACE and case.waits_from:
        yield case.waits_from
        by = case.county.worker_of(referral_id)
        acceptance.decline(by=by, referral_id=referral_id, reason=decline_reasons()["no_place"])
        return
    yield office_time(clock.now(), days=1, hour=case.random.randrange(9, 16))
    worker = case.county.worker_of(referral_id)
    if case.chance(0.12) and not case.is_told:
        acceptance.decline(
            by=worker, referral_id=referral_id, reason=case.random.choice(list(decline_reasons().values())[:4])
        )
        child_id = db.session.scalar(select(Referral.id).where(Referral.parent_id == referral_id))
        if child_id is None and db.session.get_one(Referral, referral_id).state is ReferralState.NEEDS_PLACE:
            child_id = yield from placed(case, referral_id)
        if child_id is not None:
            yield from after_sending_on(case, child_id, imposed=imposed)
        elif imposed:
            yield from only_required(case)
        return
    yield from accepted(case, referral_id, worker, imposed=imposed)


def after_sending_on(case: JourneyCase, referral_id: int, *, imposed: bool) -> Journey:
    yield office_time(clock.now(), days=1, hour=11)
    worker = case.county.worker_of(referral_id)
    yield from accepted(case, referral_id, worker, imposed=imposed)


TEAM_NOTES: Final = (
    "Mornings are best: fetches the children at three",
    None,
    "Comes by the hourly bus, so may be a few minutes late",
    None,
    "Would like the same worker each time",
)
"""What workers write for their team on accepting, by the number of the referral, so that no chance is spent on it."""


def accepted(case: JourneyCase, referral_id: int, worker: Viewer, *, imposed: bool) -> Journey:
    """The service accepts with a first appointment; the rest depends on the person."""
    slot = office_time(clock.now(), days=case.random.randrange(2, 6), hour=case.random.randrange(10, 16))
    required = arrest_tests.required_assessment_of(case.episode_id) if imposed else None
    if required is not None and required.initial_at is not None:
        slot = max(required.initial_at, clock.now() + DAY)
    service = db.session.get_one(Service, db.session.get_one(Referral, referral_id).service_id)
    acceptance.accept(
        by=worker,
        referral_id=referral_id,
        keyworker_id=worker.user_id,
        first_slot_at=slot,
        place=service.name,
        note=TEAM_NOTES[referral_id % len(TEAM_NOTES)],
    )
    for missed in range(3):
        yield slot + timedelta(hours=1)
        comes = (case.chance(0.66 - 0.12 * missed) or case.is_told) and case.waits is not Waits.TO_BE_WEIGHED
        record_outcome(worker, referral_id, AppointmentOutcome.ATTENDED if comes else AppointmentOutcome.DID_NOT_ATTEND)
        if missed == 0 and required is not None:
            tell_of_assessment(case, comes=comes, at=slot)
        if comes:
            yield from treated(case, referral_id, worker)
            return
        slot = office_time(clock.now(), days=4)
        if missed < 2:
            appointments_actions.offer_appointment(
                by=worker,
                referral_id=referral_id,
                starts_at=slot,
                place=service.name,
                channel=WayToMeet.IN_PERSON,
                purpose=AppointmentPurpose.ASSESSMENT,
            )
    yield from looked_for(referral_id, worker, never_came=True)


def treated(case: JourneyCase, referral_id: int, worker: Viewer) -> Journey:
    """Assessment, care plan, structured start, engagement; some leave later."""
    on = clock.today()
    uses = case.who.uses
    care_plan_actions.record_assessment(
        by=worker,
        referral_id=referral_id,
        attended_on=on,
        assessor_id=worker.user_id,
        uses_substances=bool(uses),
        substances=uses,
        needs_agreed="Weekly keywork, and help with what was said at the desk." if uses else "No treatment need.",
    )
    ask_about_statistics(worker, referral_id)
    at_assessment(worker, referral_id, uses)
    # A report that is still owed stays in the caseload until somebody makes it.
    standing = proposal_queries.standing(case.episode_id)
    reports = case.chance(0.4) and not case.is_told and standing is not None and standing.kind is Kind.CC
    for condition in conditions_queries.running_conditions(case.episode_id) if reports else ():
        required_assessments_actions.report_condition(
            by=worker, referral_id=referral_id, condition_id=condition.id, met=True, on=on
        )
        if case.chance(0.8):
            yield office_time(clock.now(), days=1)
            by = case.county.staff["sergeant"]
            disposing.accept_condition(by=by, condition_id=condition.id, evidence=None, victim_told=None)
    if not case.is_told and (not uses or case.chance(0.3)):
        # No treatment need was found, or the person did not want to start.
        yield office_time(clock.now(), days=10)
        case_actions.leave(
            by=worker, referral_id=referral_id, reason="88" if uses else "no_need", exited_on=clock.today()
        )
        return
    yield office_time(clock.now(), days=4)
    case_actions.agree_care_plan(by=worker, referral_id=referral_id, agreed_on=clock.today())
    yield from start_and_engage(case, referral_id, worker, days=6)
    care_for(referral_id, worker)
    if case.waits_from:
        yield from stands_still(case, referral_id, worker)
        return
    yield from keeps_coming(referral_id, worker, days=case.random.randrange(60, 170))
    if case.chance(0.25):
        yield from looked_for(referral_id, worker, never_came=False)
        return
    yield office_time(clock.now(), days=8)
    case_actions.leave(
        by=worker, referral_id=referral_id, reason="80" if case.chance(0.7) else "85", exited_on=clock.today()
    )


def start_and_engage(case: JourneyCase, referral_id: int, worker: Viewer, *, days: int) -> Journey:
    """The person comes to a first structured appointment: treatment starts, and they have engaged."""
    slot = office_time(clock.now(), days=days)
    service = db.session.get_one(Service, db.session.get_one(Referral, referral_id).service_id)
    appointments_actions.offer_appointment(
        by=worker,
        referral_id=referral_id,
        starts_at=slot,
        place=service.name,
        channel=WayToMeet.IN_PERSON,
        purpose=AppointmentPurpose.STRUCTURED,
    )
    yield slot + timedelta(hours=1)
    record_outcome(worker, referral_id, AppointmentOutcome.ATTENDED)
    modality = "94" if Substance.HEROIN in case.who.uses else "95"
    case_actions.start_treatment(by=worker, referral_id=referral_id, started_on=clock.today(), modality=modality)
    case_actions.record_engaged(by=worker, referral_id=referral_id, engaged_on=clock.today())


def record_outcome(worker: Viewer, referral_id: int, outcome: AppointmentOutcome) -> None:
    """Record the outcome of the appointment that is due."""
    due = db.session.scalars(
        select(Appointment)
        .where(Appointment.referral_id == referral_id, Appointment.outcome.is_(None))
        .order_by(Appointment.starts_at, Appointment.id)
    ).first()
    if due is not None:
        appointments_actions.record_outcome(by=worker, referral_id=referral_id, appointment_id=due.id, outcome=outcome)
