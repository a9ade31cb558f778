"""Taking any step of a referral: checked, guarded, moved, recorded, logged. Every room takes its steps through here."""

from collections.abc import Mapping
from typing import Any

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.disposals.rules.steps import Asks, StepAsked
from pathways.referrals.actions.moving import move
from pathways.referrals.actions.recalling import recall_after_pause
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.queries.known_to_police import is_after_acceptance
from pathways.referrals.rules import NoSuchStep, next_state, steps
from pathways.referrals.rules.actors import may_take
from pathways.referrals.rules.asked import steps_asked
from pathways.referrals.rules.guards import Standing, guard_reasons
from pathways.refusals import OutOfSight, Reason, Refused

NOTICED = frozenset({"acknowledge", "ask", "answered", "moved_away", "withdraw", "discard"})
"""What police may notice: their own steps, and what 2.4 tells them before acceptance. All else is in confidence."""
OF_THE_REFERRER = frozenset({"discard", "withdraw", "answered"})
SHUT = "Nothing new can be recorded on this record"
"""To police a step that is not open says no more: why it is not would tell how the case ended."""


def take_step(
    held: Referral,
    event: str,
    *,
    by: Viewer,
    given: Mapping[str, Any],
    now: Standing,
    first: str = "",
    also: tuple[Reason, ...] = (),
    recorded: Mapping[str, Any] | None = None,
    **values: Any,
) -> ReferralEvent:
    """Take `event` with what its page asked, on a referral that the caller found in the viewer's sight.

    `now` is how it stands, `also` are reasons of the room that takes it, `recorded` is kept beside the answers, and
    `values` are milestones. Raises NoSuchStep, OutOfSight for a role that the table does not name, Refused with every
    reason (each field, each guard), and Stale when a colleague moved it first.
    """
    if (held.state, event) not in steps():
        raise Refused(SHUT) if by.brings_people_in else _no_such_step(held, event)
    if event in OF_THE_REFERRER and held.accepted_at is not None:
        raise Refused(SHUT)  # a case that was handed back has such a step again, and that would tell so
    if not may_take(held.state, event, by.role):
        raise OutOfSight
    asked = steps_asked().get(event)
    faults = asked.faults(given, clock.london(clock.now())) if asked else ()
    if reasons := (*faults, *guard_reasons(event, now, given), *also):
        raise Refused(reasons=reasons)
    kept = {**(asked.as_stored(given) if asked else {}), **(recorded or {})}
    worded = {"first": first} if first else {}
    taken = move(held, event, by=by, reason=_code(asked, kept), recorded=kept, **worded, **values)
    quietly = event not in NOTICED or is_after_acceptance(held)
    audit.noted(by, held.person_id, f"referral.{event}", ("referral", held.id), quietly=quietly)
    if event == "released":
        recall_after_pause(by, held)
    return taken


def _code(asked: StepAsked | None, kept: Mapping[str, Any]) -> str | None:
    """The reason where it is one of a closed list: free text is kept with the answers alone."""
    listed = asked is not None and any(each.name == "why" and each.kind is Asks.PICK for each in asked.records)
    return str(kept["why"]) if listed and "why" in kept else None


def _no_such_step(held: Referral, event: str) -> NoSuchStep:
    try:
        next_state(held.state, event)
    except NoSuchStep as refusal:
        return refusal
    raise AssertionError(f"{held.state} has {event}")
