"""Appointments: when one may be offered, when its outcome may be recorded, and what an outcome counts as.

Source: treatment reference 2.1 and 2.3; that buttons open 15 minutes before the time is a design choice of the
treatment desk (page 06), so that tomorrow is not recorded by a slip.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pathways.engagement.rules.standing import DIED, answers_for, not_open
from pathways.referrals.rules import Outcome, ReferralState
from pathways.refusals import Reason
from pathways.vocabulary import Mark

LONDON = ZoneInfo("Europe/London")
OPENS_BEFORE = timedelta(minutes=15)
HAPPENED = frozenset({Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.DID_NOT_ATTEND})


@dataclass(frozen=True, kw_only=True)
class OfferFacts:
    """An appointment about to be offered. Instants are UTC. `booked` are the person's own that still stand."""

    state: ReferralState
    has_died: bool
    now: datetime
    starts_at: datetime
    booked: tuple[datetime, ...] = ()


def bars_to_offering(facts: OfferFacts) -> tuple[Reason, ...]:
    """Every reason that this appointment cannot be offered; none means it can."""
    if facts.has_died:
        return (DIED,)
    if not answers_for(facts.state):
        return (not_open(facts.state),)
    if facts.starts_at <= facts.now:
        return (Reason("The appointment must be later than now", "starts_at"),)
    if facts.starts_at in facts.booked:
        at = facts.starts_at.astimezone(LONDON)
        words = f"An appointment at {at:%H:%M} on {at.day} {at:%B %Y} is booked already: choose another time"
        return (Reason(words, "starts_at"),)
    return ()


@dataclass(frozen=True, kw_only=True)
class OutcomeFacts:
    """What became of an appointment. `already` is the outcome that stands; `correction_reason` undoes it."""

    state: ReferralState
    has_died: bool
    now: datetime
    starts_at: datetime
    outcome: Outcome
    already: Outcome | None = None
    correction_reason: str = ""
    later_steps: bool = False


def opens_at(starts_at: datetime) -> datetime:
    """From when attendance may be recorded: 15 minutes before the time."""
    return starts_at - OPENS_BEFORE


def too_early_words(starts_at: datetime) -> str:
    """What every page says of an attendance before its time, whoever expects the person and why."""
    at = starts_at.astimezone(LONDON)
    when = f"{at:%H:%M} on {at.day} {at:%B %Y}"
    return f"The appointment is at {when}. Whether they came can be recorded from 15 minutes before it"


def bars_to_outcome(facts: OutcomeFacts) -> tuple[Reason, ...]:
    """Every reason that this outcome cannot be recorded; none means it can.

    A correction that takes back an attendance is barred once later steps rest on it: they are put right first.
    """
    if facts.has_died:
        return (DIED,)
    if not answers_for(facts.state):
        return (not_open(facts.state),)
    if facts.outcome in HAPPENED and facts.now < opens_at(facts.starts_at):
        return (_too_early(facts),)
    if facts.already is None:
        return ()
    if facts.outcome is facts.already:
        return (Reason(f"It is already recorded as “{facts.already.label}”. Choose what really happened", "outcome"),)
    if not facts.correction_reason:
        return (Reason("Say why the outcome is corrected", "correction_reason"),)
    if facts.already is Outcome.ATTENDED and facts.later_steps:
        return (
            Reason("An assessment or a later step depends on this attendance, so it cannot be taken back", "outcome"),
        )
    return ()


def _too_early(facts: OutcomeFacts) -> Reason:
    return Reason(
        too_early_words(facts.starts_at),
        "outcome",
        source="Treatment desk, page 06",
        mark=Mark.DESIGN.value,
    )
