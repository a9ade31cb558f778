"""Taking each step of the table through the action of its page, with whatever that page needs answered first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.acceptance.rules import decline_reasons
from pathways.engagement.appointments import actions as appointments_actions
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.case import actions as case_actions
from pathways.engagement.case.queries import case as queries
from pathways.engagement.case.rules import AttemptFacts, Way
from pathways.engagement.notes import actions as notes_actions
from pathways.engagement.notes.rules import ContactHow, ContactRecord, ContactWith
from pathways.referrals.consents.rules.consents import ConsentState, Covers, How
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose, WayToMeet
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.needs import actions as needs_actions
from pathways.referrals.needs.rules import Naloxone, NaloxoneFacts
from pathways.referrals.sending import actions as sending_actions
from pathways.referrals.steps import actions as steps_actions
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Stale
from pathways.store.base import db
from pathways.vocabulary import Substance
from tests.integration.referrals.machine.desks import Desks

SENTENCE = "Recorded at some length, as it was said"
TODAY = clock.today
ENDINGS = {
    "complete": "80",
    "person_leaves": "85",
    "lost_in_treatment": "85-lost",
    "not_found": "not-found",
    "person_declines": "88",
    "no_need": "no_need",
}


def press(at: Desks, event: str) -> None:
    """Take `event` on the referral that is walked, as whoever the table names would."""
    _PRESSED.get(event, _of_a_case)(at, event)
    db.session.flush()


def _of_a_case(at: Desks, event: str) -> None:
    if event in ENDINGS:
        _leave(at, event)
    elif at.referral.accepted_at is None:
        _unaccepted(at, event)
    else:
        by = (
            at.manager()
            if event in ("withdrawn_by_service", "hand_back", "not_returning", "worker_left")
            else at.worker()
        )
        case_actions.step_in_case(by=by, referral_id=at.referral.id, event=event, given=_given(at, event))


def _given(at: Desks, event: str) -> dict[str, Any]:
    """The plainest right answers to what a page asks, or none."""
    if at.is_blank:
        return {}
    today = TODAY()
    answers: dict[str, Any] = {"on": today, "sent_on": today, "place": "Room 2", "how": "remand", "why": "no_place"}
    answers |= {"next_at": clock.now() + timedelta(days=2), "agrees": "yes", "no_team": "yes", "offered": "yes"}
    answers |= {"appeal": "yes", "next_help": "Trent Bank", "learned": "He rang us", "team": "Prison team"}
    answers |= {
        "where": "custody",
        "told_by": "B. Frost, nurse",
        "told_on": today,
        "keyworker": "queue",
        "receiver": str(at.other_service().id),
    }
    answers |= {"answer": SENTENCE, "said": SENTENCE, "of_whom": "referrer", "about": "other", "question": SENTENCE}
    answers |= {"outside": "yes", "tried": SENTENCE, "told": "yes", "advice": SENTENCE}
    answers |= {"closed_on": today, "records": "no"}
    answers |= {"why": "mistake"} if event in ("discard", "withdraw") else {}
    answers |= {"contact_made": {"how": "phone"}, "contact_made_in_treatment": {"how": "phone"}}.get(event, {})
    answers |= {"withdrawn_by_service": {"why": SENTENCE}}.get(event, {})
    answers |= {"why": "came_back"} if event.startswith("reopen") else {}
    if event == "admitted_to_hospital":
        answers["on"] = today - timedelta(days=1)
    return answers


def _unaccepted(at: Desks, event: str) -> None:
    given = _given(at, event)
    if event == "admitted_to_hospital" and at.referral.organisation_id:
        accepting.step_at_inbox(by=at.worker(), referral_id=at.referral.id, event=event, given=given)
    else:
        referral = known_to_police(at.referral)
        steps_actions.step_by_referrer(by=at.officer, referral_id=referral.id, event=event, given=given)


def _leave(at: Desks, event: str) -> None:
    if at.referral.state is ReferralState.NEEDS_PLACE:
        accepting.step_in_placing(by=at.pathway, referral_id=at.referral.id, event=event, given=_given(at, event))
        return
    if event in ("lost_in_treatment", "not_found"):
        attempt(at)
    if event == "person_declines":
        said_so(at)
    case_actions.leave(by=at.worker(), referral_id=at.referral.id, reason=ENDINGS[event], exited_on=TODAY())


def said_so(at: Desks) -> None:
    """The person rings and says that they do not want it: nobody is ended so who was never reached."""
    rang = ContactRecord(
        at=clock.now(),
        how=ContactHow.PHONE,
        whom=ContactWith.PERSON,
        is_structured=False,
        naloxone=NaloxoneFacts(answer=Naloxone.DECLINED),
    )
    notes_actions.record_contact(by=at.worker(), referral_id=at.referral.id, contact=rang)


def attempt(at: Desks) -> None:
    referral = at.referral
    facts = AttemptFacts(
        state=referral.state,
        has_died=False,
        now=clock.now(),
        at=clock.now(),
        accepted_at=referral.accepted_at or clock.now(),
    )
    case_actions.record_attempt(by=at.worker(), referral_id=referral.id, facts=facts, way=Way.PHONE, note=None)


def _referrer(at: Desks, event: str) -> None:
    if event == "answered" and known_to_police(at.referral) is not at.referral:
        accepting.step_in_placing(by=at.pathway, referral_id=at.referral.id, event=event, given=_given(at, event))
    else:
        steps_actions.step_by_referrer(by=at.officer, referral_id=at.referral.id, event=event, given=_given(at, event))


def _inbox(at: Desks, event: str) -> None:
    accepting.step_at_inbox(by=at.worker(), referral_id=at.referral.id, event=event, given=_given(at, event))


def _system(at: Desks, event: str) -> None:
    step = steps_actions.StepOfTime(referral_id=at.referral.id, event=event, recorded={"told": "a manager"})
    if not steps_actions.take_by_system(steps=[step]):
        raise Stale


def _accept(at: Desks, _: str) -> None:
    worker = at.worker()
    slot = clock.now() + timedelta(days=1)
    accepting.accept(
        by=worker, referral_id=at.referral.id, keyworker_id=worker.user_id, first_slot_at=slot, place="Room 2"
    )


def _decline(at: Desks, _: str) -> None:
    accepting.decline(by=at.worker(), referral_id=at.referral.id, reason=decline_reasons()["no_place"])


def _place(at: Desks, _: str) -> None:
    accepting.place(by=at.pathway, referral_id=at.referral.id, service_id=at.services[-1].id, note=SENTENCE)


def _no_service(at: Desks, event: str) -> None:
    accepting.step_in_placing(by=at.pathway, referral_id=at.referral.id, event=event, given=_given(at, event))


def _offer(at: Desks, _: str = "") -> Appointment:
    return appointments_actions.offer_appointment(
        by=at.worker(),
        referral_id=at.referral.id,
        starts_at=clock.now() + timedelta(hours=1),
        place="Room 2",
        channel=WayToMeet.IN_PERSON,
        purpose=AppointmentPurpose.ASSESSMENT,
    )


def _outcome(at: Desks, event: str) -> None:
    case = queries.case(at.worker(), at.referral.id)
    appointment = case.next_appointment or _offer(at)
    at.clock.set(max(appointment.starts_at, clock.now()))
    appointments_actions.record_outcome(
        by=at.worker(), referral_id=at.referral.id, appointment_id=appointment.id, outcome=AppointmentOutcome(event)
    )


def _care_plan(at: Desks, _: str) -> None:
    if queries.case(at.worker(), at.referral.id).assessment is None:
        care_plan_actions.record_assessment(
            by=at.worker(),
            referral_id=at.referral.id,
            attended_on=TODAY(),
            assessor_id=at.worker().user_id,
            uses_substances=True,
            substances=(Substance.CRACK,),
            needs_agreed=SENTENCE,
        )
    case_actions.agree_care_plan(by=at.worker(), referral_id=at.referral.id, agreed_on=TODAY())


def _start(at: Desks, _: str) -> None:
    case_actions.start_treatment(by=at.worker(), referral_id=at.referral.id, started_on=TODAY(), modality="95")


def _closed(at: Desks, _: str) -> None:
    """The service closes, everybody is handed on, and it opens again for the next."""
    service = next(each for each in at.services if each.id == at.referral.service_id)
    service.closed_on = TODAY()
    db.session.flush()
    accepting.hand_on(by=at.pathway, service_id=service.id, given=_given(at, "provider_closed"))
    service.closed_on = None


def _consent_back(at: Desks, _: str) -> None:
    live = select(Consent).where(Consent.episode_id == at.referral.episode_id, Consent.number == 1)
    row = db.session.scalars(live.order_by(Consent.id.desc())).first()
    assert row is not None
    assert row.state is ConsentState.GIVEN
    sending_actions.withdraw_consent(by=at.officer, consent_id=row.id)


def _refused(at: Desks, _: str) -> None:
    needs_actions.record_consents(
        by=at.officer,
        episode_id=at.referral.episode_id,
        service_id=None,
        choice_reason=None,
        referral=ConsentState.REFUSED,
        covers=None,
        feedback=ConsentState.REFUSED,
        how=How.SIGNED,
    )


def _nobody_is_open(at: Desks, _: str) -> None:
    """Every service is closed that day, and opens again for the next step."""
    for each in at.services:
        each.closed_on = TODAY()
    db.session.flush()
    needs_actions.record_consents(
        by=at.officer,
        episode_id=at.referral.episode_id,
        service_id=None,
        choice_reason=None,
        referral=ConsentState.GIVEN,
        covers=Covers.ANY_LISTED,
        feedback=ConsentState.REFUSED,
        how=How.SIGNED,
    )
    sending_actions.send(by=at.officer, episode_id=at.referral.episode_id)
    for each in at.services:
        each.closed_on = None


_PRESSED: dict[str, Callable[[Desks, str], Any]] = {
    "submit": lambda at, _: sending_actions.send(by=at.officer, episode_id=at.referral.episode_id),
    "submit_no_service": _nobody_is_open,
    "consent_refused": _refused,
    **dict.fromkeys(("discard", "withdraw", "answered"), _referrer),
    **dict.fromkeys(("acknowledge", "ask", "moved_away"), _inbox),
    **dict.fromkeys(("answer_time_up", "no_decision", "no_contact", "not_picked_up"), _system),
    "accept": _accept,
    "decline_send_on": _decline,
    "decline_no_next": _decline,
    "place_found": _place,
    "no_service_exists": _no_service,
    "offer_appointment": _offer,
    **dict.fromkeys(("attended", "did_not_attend", "cancelled_by_person", "cancelled_by_service"), _outcome),
    "need_agreed": _care_plan,
    "structured_start": _start,
    "provider_closed": _closed,
    "consent_withdrawn": _consent_back,
}


def known_to_police(referral: Referral) -> Referral:
    """The link of the chain that whoever sent it knows: the one that was accepted, where another was made since."""
    earlier = (Referral.episode_id == referral.episode_id, Referral.id < referral.id, Referral.accepted_at.is_not(None))
    return db.session.scalar(select(Referral).where(*earlier).order_by(Referral.id).limit(1)) or referral


def child_of(referral: Referral) -> Referral:
    """The referral to which one that was sent on or placed led."""
    return db.session.scalars(select(Referral).where(Referral.parent_id == referral.id)).one()
