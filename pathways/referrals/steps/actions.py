"""Taking the steps of a referral: by staff or a clock, when a service closes, as an error, or to the next service."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from pathways import clock, dates
from pathways.approvals.actions import move_on
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth.roles import Viewer
from pathways.directory.entries import queries as directory
from pathways.directory.matching.rules.fit import ServiceVerdict
from pathways.people.deaths import queries as deaths_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import Person
from pathways.referrals import queries as referrals_queries
from pathways.referrals.actions import ANSWERED, ReferralMove, lock_answers, move, move_together, submit
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.actions import recall_after_pause
from pathways.referrals.consents.rules.consents import REFERRAL, consent_live
from pathways.referrals.models.needs_and_consents import ErrorSaid
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.queries import is_after_acceptance, made_after_acceptance
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.routing.rules import MANAGER, Onward, Routing, explanation
from pathways.referrals.steps import queries
from pathways.referrals.steps.queries import (
    DUPLICATE,
    due_once_answered,
    error_waiting,
    is_said,
    is_same_twice,
    standing_of,
)
from pathways.referrals.steps.rules import (
    REFERRAL_STEPS,
    ReferralStanding,
    ReferralState,
    guard_reasons,
    next_state,
    steps_asked,
)
from pathways.refusals import OutOfSight, Reason, Refused, Stale, refuse_if
from pathways.step_tables.rules import Asks, StepAsked
from pathways.store.base import db, save
from pathways.store.together import among

NOTICED = frozenset({"acknowledge", "ask", "answered", "moved_away", "withdraw", "discard"})
"""What police may notice: their own steps, and what 2.4 tells them before acceptance. All else is in confidence."""
OF_THE_REFERRER = frozenset({"discard", "withdraw", "answered"})
SHUT = "Nothing new can be recorded on this record"
"""All that police are told of a step that is not open: why it is not would tell how the case ended."""


def take_step(
    referral: Referral,
    event: str,
    *,
    by: Viewer,
    given: Mapping[str, Any],
    now: ReferralStanding,
    first: str = "",
    also: tuple[Reason, ...] = (),
    recorded: Mapping[str, Any] | None = None,
    **values: Any,
) -> ReferralEvent:
    """Take `event` with the answers of its page, on a referral in the viewer's sight.

    `now` is how it stands, `also` are reasons of the room that takes the step, `recorded` is stored beside the answers,
    and `values` are milestones. Raises NoSuchReferralStep, OutOfSight for a role that the table does not name, Refused
    with every reason (each field, each guard), and Stale when a colleague moved it first.
    """
    if (referral.state, event) not in REFERRAL_STEPS.steps:
        if by.brings_people_in:
            raise Refused(SHUT)
        next_state(referral.state, event)  # raises, in words for the service
    if event in OF_THE_REFERRER and referral.accepted_at is not None:
        raise Refused(SHUT)  # a case that was handed back has such a step again, and that would tell so
    if not REFERRAL_STEPS.may_take(referral.state, event, by.role):
        raise OutOfSight
    asked = steps_asked().get(event)
    faults = asked.faults(given, dates.london(clock.now())) if asked else ()
    refuse_if((*faults, *guard_reasons(event, now, given), *also))
    stored = {**(asked.as_stored(given) if asked else {}), **(recorded or {})}
    code, words = _code(asked, stored), first or ANSWERED
    # The guards were asked of this state: from another one, also where the table has the step there, they are unasked.
    taken = move(referral, event, by=by, reason=code, recorded=stored, first=words, as_seen=True, **values)
    quietly = event not in NOTICED or is_after_acceptance(referral)
    audit.noted(by, referral.person_id, f"referral.{event}", ("referral", referral.id), quietly=quietly)
    if event == "released":
        recall_after_pause(by, referral)
    return taken


def _code(asked: StepAsked | None, stored: Mapping[str, Any]) -> str | None:
    """The reason, if it is from a closed list; free text is stored with the answers only."""
    listed = asked is not None and any(each.name == "why" and each.kind is Asks.PICK for each in asked.records)
    return str(stored["why"]) if listed and "why" in stored else None


# What the sender of a referral does afterwards: closes a draft, recalls it, answers a question, tells of custody.


OF_CUSTODY = ("taken_into_custody", "released")


def step_by_referrer(*, by: Viewer, referral_id: int, event: str, given: Mapping[str, Any]) -> Referral:
    """Take a step that is the referrer's. Raises OutOfSight, Refused with every reason, Stale.

    Police tell of remand or release for any referral in their sight. Whether an open case was paused by it is not
    theirs to know, so the answer is the same where there was none. It pauses the link of the chain that is open now,
    which they need not know of. A pathway manager who found a place sent that referral, and answers its questions.
    """
    referral = referrals_queries.sent_by(by, referral_id)
    person = db.session.get_one(Person, identity_queries.details_of(referral.person_id).person_id)
    refuse_if(deaths_queries.bars_of_death(by, person))
    if event in OF_CUSTODY and referral.sent_at is not None:
        _tell_of_custody(by, referrals_queries.present_of(referral), event, given)
    elif event in OF_THE_REFERRER:
        runs_on = due_once_answered([referral]) if event == "answered" else {}
        now = queries.standing_of(referral)
        take_step(referral, event, by=by, given=given, now=now, **runs_on.get(referral.id, {}))
    else:
        raise OutOfSight
    return referral


def _tell_of_custody(by: Viewer, referral: Referral, event: str, given: Mapping[str, Any]) -> None:
    now = queries.standing_of(referral)
    refuse_if(steps_asked()[event].faults(given, dates.london(clock.now())))
    if (referral.state, event) in REFERRAL_STEPS.steps:
        # When a pause began is the service's to know as well, so a day before it is taken as the day it began.
        on = max(given["on"], now.since) if event == "released" else given["on"]
        take_step(referral, event, by=by, given={**given, "on": on}, now=now)


# The steps that a clock takes: nobody is signed in, so nobody is named and nothing is asked.


BY_SYSTEM = frozenset(step.event for step in REFERRAL_STEPS.steps.values() if step.who == "system")
"""answer_time_up, no_decision, no_contact, not_picked_up (treatment-and-statistics 2.1, column `who`)."""


@dataclass(frozen=True, kw_only=True)
class StepOfTime:
    """One of the system's steps whose time is up. `recorded` holds what the table says must be recorded (plain values:
    `told` and `at` of no_decision, `attempts` of no_contact)."""

    referral_id: int
    event: str
    recorded: Mapping[str, Any] = field(default_factory=dict)


def take_by_system(*, steps: Collection[StepOfTime]) -> frozenset[int]:
    """Take these steps of the system, each of another referral, where the referral is still in a state in which it is
    open. Returns the ids of those that moved: of the others somebody acted in time, which is no error.

    The caller reads from the clocks whose time is up, and holds the people and the rows. The changes and their audit go
    together, in a few statements for all; flushed, never committed. Raises ValueError for an event that is not the
    system's.
    """
    if unknown := {each.event for each in steps} - BY_SYSTEM:
        raise ValueError(f"{', '.join(sorted(unknown))} is not a step that the system takes")
    due = {each.referral_id: each for each in steps}
    as_they_are = select(Referral).where(among(Referral.id, due)).order_by(Referral.id)
    rows = db.session.scalars(as_they_are, execution_options={"populate_existing": True})
    referrals = [each for each in rows if (each.state, due[each.id].event) in REFERRAL_STEPS.steps]
    if not referrals:
        return frozenset()
    runs_on = due_once_answered(referrals)
    # What becomes of an accepted referral is the service's own: police may not even notice it.
    unaccepted = [each.id for each in referrals if each.state in REFERRAL_STEPS.groups["WITH_PROVIDER"]]
    noticed = set(unaccepted) - made_after_acceptance(unaccepted)
    moves = [_as_move(each, due[each.id], runs_on.get(each.id, {})) for each in referrals]
    move_together(moves, by=audit_models.SYSTEM)
    audit.record_all(
        audit.entry_about_person(
            audit_models.SYSTEM,
            each.person_id,
            f"referral.{due[each.id].event}",
            ("referral", each.id),
            {},
            changes=int(each.id in noticed),
        )
        for each in referrals
    )
    return frozenset(each.id for each in referrals)


def _as_move(referral: Referral, step: StepOfTime, runs_on: Mapping[str, Any]) -> ReferralMove:
    """A service that did not answer keeps nothing of the person: the pathway manager has the referral now."""
    if step.event != "no_decision":
        return ReferralMove(referral=referral, event=step.event, recorded=step.recorded, values=runs_on)
    values = {"service_id": None, "organisation_id": None, **runs_on}
    recorded = {"service": referral.service_id, **step.recorded}
    return ReferralMove(referral=referral, event=step.event, recorded=recorded, values=values)


# A service closes while people are with it: each of them needs a place, and the first clock of each goes on.


def hand_on_from(*, service_id: int, by: Actor, closed_on: date, were_told: str, records: str) -> int:
    """Hand on everybody who is placed with a service that has closed; returns how many people.

    `were_told` and `records` (yes or no): whether the people were told, and whether the records were handed over.
    Raises Refused for a service that has not closed. Flushed, never committed.
    """
    service = directory.service(service_id)
    if service.closed_on is None or service.closed_on > closed_on:
        raise Refused("This service has not closed by that day", field="closed_on")
    given: Mapping[str, Any] = {"closed_on": closed_on.isoformat(), "told": were_told, "records": records}
    placed = select(Referral).where(
        Referral.service_id == service_id, Referral.state.in_(REFERRAL_STEPS.groups["PLACED"])
    )
    handed = 0
    for referral in db.session.scalars(placed.order_by(Referral.id)).all():
        handed += _hand_on(referral, by=by, recorded={**given, "service": service_id})
    audit.administered(by, "service.handed_on", service.organisation_id, service=service_id, people=handed)
    return handed


def _hand_on(referral: Referral, *, by: Actor, recorded: Mapping[str, Any]) -> bool:
    """Take `provider_closed`, unless the person has died. A service that had not accepted keeps nothing."""
    audit.lock(referral.person_id)
    db.session.refresh(referral)  # what is let go of rests on whether somebody accepted by now
    if standing_of(referral).has_died or referral.state not in REFERRAL_STEPS.groups["PLACED"]:
        return False
    let_go: dict[str, Any] = {} if referral.accepted_at else {"service_id": None, "organisation_id": None}
    move(referral, "provider_closed", by=by, recorded=recorded, **let_go)
    # Before acceptance police may read where it waits; after it, what becomes of the case is the service's own.
    quietly = referral.accepted_at is not None or is_after_acceptance(referral)
    audit.noted(by, referral.person_id, "referral.provider_closed", ("referral", referral.id), quietly=quietly)
    return True


# A referral that was never made, is of the wrong person, or was sent twice: one person says so, another settles it.


def say_error(*, by: Viewer, referral_id: int, given: Mapping[str, Any]) -> ErrorSaid:
    """Say that a referral in sight is an error. Nothing moves until a manager agrees. Raises Refused, OutOfSight."""
    referral = referrals_queries.referral(by, referral_id)
    person = db.session.get_one(Person, identity_queries.details_of(referral.person_id).person_id)
    refuse_if(deaths_queries.bars_of_death(by, person))
    faults = steps_asked()["recorded_in_error"].faults(given, dates.london(clock.now()))
    if given.get("why") == DUPLICATE and not given.get("correct"):
        faults = (*faults, Reason("Enter the reference of the referral that stays", "correct"))
    if is_said(referral):
        faults = (*faults, Reason("Somebody said so already, and a manager has not settled it yet"))
    refuse_if(faults)
    row = ErrorSaid(
        referral_id=referral.id,
        why=given["why"],
        correct=given.get("correct") or None,
        said_at=clock.now(),
        said_by_id=by.user_id,
    )
    save(row)
    audit.in_confidence(by, referral.person_id, "referral.error.said", ("referral_error", row.id), why=row.why)
    return row


def settle_error(*, by: Viewer, error_id: int, agrees: bool) -> ErrorSaid:
    """Close the referral as an error or a duplicate, or let it stand (`agrees`). Raises OutOfSight, Refused, Stale."""
    error = error_waiting(by, error_id)
    row, referral = error.row, error.referral
    settled = {"settled_at": clock.now(), "settled_by_id": by.user_id, "agreed": agrees}
    move_on(row, ErrorSaid.settled_at.is_(None), meanwhile="A colleague settled this a moment ago", **settled)
    if not agrees:
        audit.in_confidence(by, referral.person_id, "referral.error.turned_down", ("referral_error", row.id))
        return row
    if row.why == DUPLICATE:
        now = queries.standing_of(referral, is_same_source=is_same_twice(referral, row.correct))
        take_step(referral, "merged_duplicate", by=by, given={"surviving": row.correct}, now=now)
    else:
        given = {"why": row.why, "correct": row.correct}
        take_step(referral, "recorded_in_error", by=by, given=given, now=queries.standing_of(referral))
    return row


# The way on from a service that declined, and the place that a pathway manager found. The first clock goes on.


def send_on(
    *, by: Viewer, referral_id: int, reason: str, note: str | None = None, to: int | None = None
) -> Referral | None:
    """Send a declined referral to the next open service that consent 1 covers and that was not tried. Returns it.
    Without one it goes to a pathway manager (None).

    `reason` is the code of a non-clinical reason, `note` is for the next reader. `to` is where the page said that it
    goes: the next service, one for women that the person asks for, or `MANAGER`; None takes what is next. Raises
    OutOfSight when the referral is not the viewer's, Stale when somebody answered first or it goes elsewhere by now.
    """
    referral = referrals_queries.referral(by, referral_id)
    lock_answers(referral.person_id)
    onward, answer = routing_queries.next_for(referral, identity_queries.details_of(referral.person_id))
    next_service = _as_the_page_said(onward, to)
    declines = referral.bounces + 1
    if next_service is None:
        why = onward.why_manager.value if onward.why_manager else ""
        recorded = {"why_manager": why, "note": note or ""}
        move(
            referral,
            "decline_no_next",
            by=by,
            reason=reason,
            recorded=recorded,
            bounces=declines,
            service_id=None,
            organisation_id=None,
        )
        quietly = referrals_queries.is_after_acceptance(referral)
        audit.noted(
            by, referral.person_id, "referral.escalated", ("referral", referral.id), quietly=quietly, why=reason
        )
        return None
    move(
        referral,
        "decline_send_on",
        by=by,
        reason=reason,
        recorded={"to": next_service.service.service_id},
        bounces=declines,
    )
    return _child(by, referral, answer, next_service.service.service_id, "sent_on", note)


def _as_the_page_said(onward: Onward, to: int | None) -> ServiceVerdict | None:
    """The service asked next; None where a pathway manager finds the place. Raises Stale where that has changed."""
    may_be_named = {each.service.service_id: each for each in (*onward.for_women, onward.next_verdict) if each}
    if to in may_be_named:
        return may_be_named[to]
    if to is None or (to == MANAGER and onward.next_verdict is None):
        return onward.next_verdict
    now = f"to {onward.next_verdict.service.name}" if onward.next_verdict else "to the pathway manager"
    raise Stale(f"What happens after a no has changed: it would now go {now}. Read the page again")


PLACED_FIRST = "A colleague placed this person first. Look again before you do anything"


def place_with(*, by: Viewer, referral_id: int, service_id: int, note: str | None) -> Referral:
    """Send a child referral to the service that a pathway manager chose.

    Raises OutOfSight, Refused where consent 1 does not cover it, Stale when a colleague placed the person first.
    """
    referral = referrals_queries.referral(by, referral_id)
    lock_answers(referral.person_id)
    details = identity_queries.details_of(referral.person_id)
    answer = routing_queries.routing_of(referral, details)
    chosen = answer.of(service_id)
    if chosen is None or chosen not in answer.choosable_by(details.sex):
        raise Refused("Choose a service that takes this person", field="service")
    consents = consents_queries.consents_in(referrals_queries.episode_of(referral))
    verdict = consent_live(consents, REFERRAL, clock.now(), service_id)
    if not verdict:
        raise Refused(f"Ask first. {chosen.service.name} may not be told yet: {_said(verdict.why)}", field="service")
    move(referral, "place_found", by=by, first=PLACED_FIRST)
    return _child(by, referral, answer, service_id, "placed", note)


def _said(why: str) -> str:
    return why[:1].lower() + why[1:]


def _child(
    by: Viewer, referral: Referral, answer: Routing, service_id: int, how: str, note: str | None = None
) -> Referral:
    """Send the next link of the chain: same person, same first clock, its own reference and day to answer by.

    The first referrer stays its sender until a service has accepted the person; after that it is the one who finds the
    place. No question, message or list may tell the police that a service handed somebody back.
    """
    at = clock.now()
    child = Referral(
        person_id=referral.person_id,
        episode_id=referral.episode_id,
        service_id=service_id,
        organisation_id=directory.service(service_id).organisation_id,
        state=ReferralState.DRAFT,
        parent_id=referral.id,
        route=referral.route,
        routing=explanation(answer, chosen_id=service_id, at=at),
        placing_note=note,
        bounces=referral.bounces,
        made_at=at,
    )
    save(child)
    sent_by_id = referral.sent_by_id if referral.accepted_at is None else by.user_id
    submit(child, by=by, reason=how, first_submitted_at=referral.first_submitted_at, sent_by_id=sent_by_id)
    subject, quietly = ("referral", child.id), referrals_queries.is_after_acceptance(child)
    audit.noted(
        by, referral.person_id, "referral.offered", subject, quietly=quietly, service=service_id, parent=referral.id
    )
    return child
