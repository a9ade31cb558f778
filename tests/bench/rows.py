"""The rows of one referral in every table that an action or a page reads, as the actions would leave them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pathways import dates
from pathways.acceptance.models import Acceptance
from pathways.audit.models import GENESIS, AuditChain, AuditEvent, EventFacts, commit_to, hash_of, payload_text
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.models.needs_and_consents import Consent, DeclaredSubstance, NaloxoneOffer, NeedScreen
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.sending.rules import ReferralRoute, reference
from pathways.safeguarding.models import RiskScreen
from pathways.store.base import Record
from pathways.vocabulary import Origin, Sex
from tests.bench.places import Places
from tests.bench.sent import Sent

Row = dict[str, Any]


def _persons(sent: Sent, places: Places) -> list[Row]:
    return [{"id": sent.number, "created_at": sent.at, "created_by_id": places.officer, "is_demonstration": False}]


def _details(sent: Sent, places: Places) -> list[Row]:
    return [
        {
            "id": sent.number,
            "person_id": sent.number,
            "surname": sent.surname,
            "given_names": sent.given,
            "date_of_birth": dates.london_date(sent.at) - timedelta(days=sent.born_days_ago),
            "age_evidence": "documented",
            "sex": Sex.MALE if sent.number % 4 else Sex.FEMALE,
            "recorded_at": sent.at,
            "recorded_by_id": places.officer,
        }
    ]


def _episodes(sent: Sent, places: Places) -> list[Row]:
    return [
        {
            "id": sent.number,
            "person_id": sent.number,
            "origin": Origin.VOLUNTARY_INTERVIEW,
            "organisation_id": places.force,
            "suite_id": places.suite,
            "came_on": dates.london_date(sent.at),
            "opened_at": sent.at,
            "opened_by_id": places.officer,
        }
    ]


def _screens(sent: Sent, places: Places) -> list[Row]:
    return [
        {
            "id": sent.number,
            "episode_id": sent.number,
            "use_answer": "named",
            "injected": "never",
            "mental_health": "no",
            "housing": "safe",
            "contact_way": "text",
            "contact_number": "07700 900318",
            "area": sent.area.value,
            "recorded_at": sent.at,
            "recorded_by_id": places.officer,
        }
    ]


def _risks(sent: Sent, places: Places) -> list[Row]:
    answers = dict.fromkeys(("overdose_last_7_days", "suicide_risk", "exploitation"), "no")
    row = {"id": sent.number, "episode_id": sent.number, "recorded_at": sent.at, "recorded_by_id": places.officer}
    return [row | answers]


def _naloxone(sent: Sent, places: Places) -> list[Row]:
    row = {"id": sent.number, "episode_id": sent.number, "recorded_at": sent.at, "recorded_by_id": places.officer}
    return [row | {"answer": "already_has"}]


def _substances(sent: Sent, _places: Places) -> list[Row]:
    return [
        {"id": sent.number * 4 + index, "need_screen_id": sent.number, "substance": each}
        for index, each in enumerate(sent.substances)
    ]


def _consents(sent: Sent, places: Places) -> list[Row]:
    shared = {
        "person_id": sent.number,
        "episode_id": sent.number,
        "state": "given",
        "wording_version": 1,
        "how": "signed",
        "understood": True,
        "taken_at": sent.at,
        "taken_by_id": places.officer,
    }
    return [
        {**shared, "id": sent.number * 2 + number, "number": number, "covers": "any_listed" if number == 1 else None}
        for number in (1, 2)
    ]


def _referrals(sent: Sent, places: Places) -> list[Row]:
    day = dates.london_date(sent.at)
    accepted = None if sent.waits else sent.at + timedelta(hours=5)
    closed = sent.at + timedelta(days=60) if sent.state in ("COMPLETED", "NOT_ENGAGED") else None
    return [
        {
            "id": sent.number,
            "reference": reference(day, sent.number),
            "person_id": sent.number,
            "episode_id": sent.number,
            "service_id": sent.service,
            "organisation_id": sent.organisation,
            "state": sent.state,
            "route": ReferralRoute.OTHER,
            "routing": places.routing,
            "bounces": 0,
            "made_at": sent.at,
            "first_submitted_at": sent.at,
            "sent_at": sent.at,
            "sent_by_id": places.officer,
            "due_on": day + timedelta(days=1),
            "accepted_at": accepted,
            "accepted_by_id": accepted and places.worker,
            "keyworker_id": accepted and places.worker,
            "first_offered_on": accepted and dates.london_date(accepted),
            "closed_at": closed,
        }
    ]


def _events(sent: Sent, places: Places) -> list[Row]:
    shared = {"referral_id": sent.number, "at": sent.at, "by_id": places.officer, "role": "CO"}
    return [{**shared, "id": sent.number, "event": "submit", "from_state": "DRAFT", "to_state": "SUBMITTED"}]


def _acceptances(sent: Sent, places: Places) -> list[Row]:
    if sent.waits:
        return []
    who = {"keyworker_id": places.worker, "accepted_by_id": places.worker}
    return [{**who, "id": sent.number, "referral_id": sent.number, "accepted_at": sent.at + timedelta(hours=5)}]


def _appointments(sent: Sent, places: Places) -> list[Row]:
    if sent.waits:
        return []
    return [
        {
            "id": sent.number,
            "referral_id": sent.number,
            "starts_at": sent.at + timedelta(days=1),
            "place": "Main clinic",
            "channel": "in_person",
            "purpose": "assessment",
            "offered_at": sent.at + timedelta(hours=5),
            "offered_by_id": places.worker,
        }
    ]


def _first_event(sent: Sent, places: Places) -> tuple[EventFacts, Row]:
    """A true first event of the person's chain: `flask audit verify` would pass."""
    salt, payload = f"{sent.number:032x}", payload_text({"service": sent.service})
    facts = EventFacts(
        chain=f"person:{sent.number}",
        position=1,
        version=1,
        at=sent.at,
        actor_id=places.officer,
        role="CO",
        organisation_id=places.force,
        session_id=None,
        request_id="",
        event_class="COL",
        action="referral.submitted",
        subject_type="referral",
        subject_id=sent.number,
        purpose="",
        outcome="ok",
        payload_commit=commit_to(salt, payload),
    )
    hashed = {"salt": salt, "payload": payload, "previous_hash": GENESIS, "hash": hash_of(facts, GENESIS)}
    return facts, hashed


def _chains(sent: Sent, places: Places) -> list[Row]:
    facts, hashed = _first_event(sent, places)
    head = {"position": 1, "version": 1, "head": hashed["hash"]}
    return [{"id": sent.number, "key": facts.chain, "person_id": sent.number, **head}]


def _log(sent: Sent, places: Places) -> list[Row]:
    facts, hashed = _first_event(sent, places)
    columns = {name: value for name, value in vars(facts).items() if name != "chain"}
    return [{"id": sent.number, "chain_id": sent.number, **columns, **hashed}]


ROWS: dict[type[Record], Callable[[Sent, Places], list[Row]]] = {
    Person: _persons,
    PersonDetails: _details,
    Episode: _episodes,
    NeedScreen: _screens,
    RiskScreen: _risks,
    NaloxoneOffer: _naloxone,
    DeclaredSubstance: _substances,
    Consent: _consents,
    Referral: _referrals,
    ReferralEvent: _events,
    Acceptance: _acceptances,
    Appointment: _appointments,
    AuditChain: _chains,
    AuditEvent: _log,
}
