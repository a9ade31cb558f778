"""The way back from a service that said no, and the place that a pathway manager found. The first clock runs on."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.directory.rules import ServiceVerdict
from pathways.people import queries as people
from pathways.referrals import queries
from pathways.referrals.actions.holding import hold_answers
from pathways.referrals.actions.moving import move
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.rules import (
    MANAGER,
    REFERRAL,
    Onward,
    ReferralState,
    Routing,
    consent_live,
    due_on,
    explanation,
    reference,
)
from pathways.refusals import Refused, Stale
from pathways.store import db


def send_on(
    *, by: Viewer, referral_id: int, reason: str, note: str | None = None, to: int | None = None
) -> Referral | None:
    """To the next open service that consent 1 covers and that has not said no, else to a pathway manager (None).

    `reason` is the code of a non-clinical reason, `note` what whoever reads it next should know. `to` is where the page
    said that it goes: the next service, one for women that the person asks for, or `MANAGER`; None takes what is next.
    Raises OutOfSight when the referral is not the viewer's, Stale when somebody answered first or it goes elsewhere.
    """
    held = queries.referral(by, referral_id)
    hold_answers(held.person_id)
    onward, answer = queries.next_for(held)
    next_service = _as_the_page_said(onward, to)
    declines = held.bounces + 1
    if next_service is None:
        why = onward.why_manager.value if onward.why_manager else ""
        recorded = {"why_manager": why, "note": note or ""}
        move(
            held,
            "decline_no_next",
            by=by,
            reason=reason,
            recorded=recorded,
            bounces=declines,
            service_id=None,
            organisation_id=None,
        )
        quietly = queries.is_after_acceptance(held)
        audit.noted(by, held.person_id, "referral.escalated", ("referral", held.id), quietly=quietly, why=reason)
        return None
    move(
        held,
        "decline_send_on",
        by=by,
        reason=reason,
        recorded={"to": next_service.service.service_id},
        bounces=declines,
    )
    return _child(by, held, answer, next_service.service.service_id, "sent_on", note)


def _as_the_page_said(onward: Onward, to: int | None) -> ServiceVerdict | None:
    """The service that is asked next; None where a pathway manager finds the place. Raises Stale where that changed."""
    may_be_named = {each.service.service_id: each for each in (*onward.for_women, onward.found) if each}
    if to in may_be_named:
        return may_be_named[to]
    if to is None or (to == MANAGER and onward.found is None):
        return onward.found
    now = f"to {onward.found.service.name}" if onward.found else "to the pathway manager"
    raise Stale(f"What happens after a no has changed: it would now go {now}. Read the page again")


def place_with(*, by: Viewer, referral_id: int, service_id: int, note: str | None) -> Referral:
    """A child referral with the service a pathway manager chose.

    Raises Refused where consent 1 does not cover it, Stale when a colleague placed the person first.
    """
    held = queries.referral(by, referral_id)
    hold_answers(held.person_id)
    answer = queries.routing_of(held)
    chosen = answer.of(service_id)
    sex = people.details_of(held.person_id).sex
    if chosen is None or chosen not in answer.choosable_by(sex):
        raise Refused("Choose a service that takes this person", field="service")
    consents = queries.consents_in(queries.episode_of(held))
    verdict = consent_live(consents, REFERRAL, clock.now(), service_id)
    if not verdict:
        raise Refused(f"Ask first. {chosen.service.name} may not be told yet: {_said(verdict.why)}", field="service")
    first = "A colleague placed this person first. Look again before you do anything"
    move(held, "place_found", by=by, first=first)
    return _child(by, held, answer, service_id, "placed", note)


def _said(why: str) -> str:
    return why[:1].lower() + why[1:]


def _child(by: Viewer, held: Referral, answer: Routing, service_id: int, how: str, note: str | None = None) -> Referral:
    """The next link of the chain: same person, same first clock, its own reference and day to answer by.

    Whoever first referred stays its sender until a service has accepted the person. After that it is whoever finds the
    place: no question, message or list may tell the police that a service handed somebody back.
    """
    at = clock.now()
    child = Referral(
        person_id=held.person_id,
        episode_id=held.episode_id,
        service_id=service_id,
        organisation_id=directory.service(service_id).organisation_id,
        state=ReferralState.DRAFT,
        parent_id=held.id,
        route=held.route,
        routing=explanation(answer, chosen_id=service_id, at=at),
        placing_note=note,
        bounces=held.bounces,
        made_at=at,
    )
    db.session.add(child)
    db.session.flush()
    child.reference, child.state = reference(clock.today(), child.id), ReferralState.SUBMITTED
    child.first_submitted_at, child.sent_at = held.first_submitted_at, at
    child.sent_by_id = held.sent_by_id if held.accepted_at is None else by.user_id
    child.due_on = due_on(clock.london(at), clock.add_working_days)
    ReferralEvent.of(
        child.id,
        "submit",
        ReferralState.DRAFT,
        ReferralState.SUBMITTED,
        at=at,
        by_id=by.user_id,
        role=by.role,
        reason=how,
    )
    subject, quietly = ("referral", child.id), queries.is_after_acceptance(child)
    audit.noted(by, held.person_id, "referral.offered", subject, quietly=quietly, service=service_id, parent=held.id)
    return child
