"""What a pathway manager does with a person whom no service has: a place, no place anywhere, or the person's own no."""

from collections.abc import Mapping
from typing import Any

from pathways import audit, clock
from pathways.acceptance import queries
from pathways.acceptance.actions.answering import has_died
from pathways.auth import Viewer
from pathways.outbox import actions as outbox
from pathways.people.rules import DEAD
from pathways.referrals import actions as referring
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.rules.asked import steps_asked
from pathways.refusals import OutOfSight, Refused, Stale

ANSWERED = "answered"
IN_PLACING = ("no_service_exists", "person_declines", ANSWERED)


def place(*, by: Viewer, referral_id: int, service_id: int, note: str | None) -> Referral:
    """A pathway manager found a place. Raises Refused where consent 1 does not cover the service."""
    if has_died(referrals.referral(by, referral_id)):
        raise Refused(DEAD)
    return referring.place_with(by=by, referral_id=referral_id, service_id=service_id, note=note)


def ask_for_consent(*, by: Viewer, referral_id: int) -> None:
    """Write to whoever can ask the person whether another service may be told, and record the answer. Once a day.

    Raises Refused where nobody with a page for it can be written to, or where a colleague asked them first today.
    """
    referral = referrals.referral(by, referral_id)
    audit.hold(referral.person_id)
    if has_died(referral):
        raise Refused(DEAD)
    asker = queries.consent_asker(referral)
    if not asker.can_be_asked:
        raise Refused("Nobody can be written to about this consent: ring whoever referred the person")
    if asker.was_asked_today:
        raise Refused("They were asked today already: once a day is enough")
    for user_id, address in asker.write_to:
        outbox.queue(
            by=by,
            kind="consent_to_ask",
            to=address,
            reference=referral.reference or "",
            link=asker.link,
            key=f"consent-to-ask-{referral.id}-{user_id}-{clock.today():%Y%m%d}",
            about_person_id=referral.person_id,
        )
    quietly = referrals.is_after_acceptance(referral)
    audit.noted(by, referral.person_id, "referral.consent_asked_for", ("referral", referral.id), quietly=quietly)


def step_in_placing(*, by: Viewer, referral_id: int, event: str, given: Mapping[str, Any]) -> Referral:
    """Record that no service exists (an unmet need), that the person wants no other, or the answer to a question.

    Raises OutOfSight for any other event, Refused with every reason (each open service that was not tried is named),
    Stale when a colleague placed the person first.
    """
    if event not in IN_PLACING:
        raise OutOfSight
    if event == ANSWERED:
        return referring.step_by_referrer(by=by, referral_id=referral_id, event=event, given=given)
    held = referrals.referral(by, referral_id)
    untried = queries.untried(held) if event == "no_service_exists" else ()
    first = "A colleague placed this person first. Look again before you do anything"
    now = referrals.standing_of(held, untried=untried)
    referring.take_step(held, event, by=by, given=given, now=now, first=first)
    return held


def hand_on(*, by: Viewer, service_id: int, given: Mapping[str, Any]) -> int:
    """A pathway manager hands on everybody of a service that has closed; returns how many. Raises Refused, Stale."""
    if faults := steps_asked()["provider_closed"].faults(given, clock.london(clock.now())):
        raise Refused(reasons=faults)
    told, records = str(given["told"]), str(given["records"])
    handed = referring.hand_on_from(
        service_id=service_id, by=by, closed_on=given["closed_on"], told=told, records=records
    )
    if not handed:
        raise Stale("A colleague handed everybody on first: nobody is with this service any more")
    return handed
