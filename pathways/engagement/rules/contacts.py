"""Appointments: when one may be offered, when its outcome may be recorded, and what an outcome counts as.

Source: treatment reference 2.1 and 2.3; that buttons open 15 minutes before the time is a design choice of the
treatment desk (page 06), so that tomorrow is not recorded by a slip.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pathways.referrals.rules import Outcome, ReferralState, groups, steps
from pathways.refusals import Reason
from pathways.vocabulary import Mark

LONDON = ZoneInfo("Europe/London")
OPENS_BEFORE = timedelta(minutes=15)
MISSED_IN_A_ROW = 3
DIED = Reason(
    "This person has died. Open steps have ended and nothing will be sent.",
    source="Treatment reference 1.12",
    mark=Mark.DESIGN.value,
)
HAPPENED = frozenset({Outcome.ATTENDED, Outcome.DID_NOT_ATTEND})


def is_with_the_service(state: ReferralState) -> bool:
    """True while a provider has accepted the person and the case is not closed."""
    return state in groups()["LIVE"]


def not_open(state: ReferralState) -> Reason:
    """The reason that a step is closed because the case is not with the service any more (or not yet)."""
    return Reason(f"This case is “{state.label}”: nothing more can be recorded on it", source="Treatment reference 2.1")


@dataclass(frozen=True, kw_only=True)
class OfferFacts:
    """An appointment about to be offered. Instants are UTC."""

    state: ReferralState
    has_died: bool
    now: datetime
    starts_at: datetime


def bars_to_offering(facts: OfferFacts) -> tuple[Reason, ...]:
    """Every reason that this appointment cannot be offered; none means it can."""
    if facts.has_died:
        return (DIED,)
    if not is_with_the_service(facts.state):
        return (not_open(facts.state),)
    if facts.starts_at <= facts.now:
        return (Reason("The appointment must be later than now", "starts_at"),)
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


def bars_to_outcome(facts: OutcomeFacts) -> tuple[Reason, ...]:
    """Every reason that this outcome cannot be recorded; none means it can.

    A correction that takes back an attendance is barred once later steps rest on it: they are put right first.
    """
    if facts.has_died:
        return (DIED,)
    if not is_with_the_service(facts.state):
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
            Reason("An assessment or a later step rests on this attendance, so it cannot be taken back", "outcome"),
        )
    return ()


def _too_early(facts: OutcomeFacts) -> Reason:
    at = facts.starts_at.astimezone(LONDON)
    return Reason(
        f"The appointment is at {at:%H:%M} on {at.day} {at:%B %Y}. "
        f"{facts.outcome.label} can be recorded from 15 minutes before it",
        "outcome",
        source="Treatment desk, page 06",
        mark=Mark.DESIGN.value,
    )


def moves(state: ReferralState, outcome: Outcome) -> bool:
    """Whether the outcome is a step of the referral's table from `state`. Later attendances move nothing."""
    return (state, outcome.value) in steps()


def missed_in_a_row(outcomes: Iterable[Outcome | None]) -> int:
    """How many were missed since the last attendance, oldest first. A cancellation by anybody is no missed one."""
    count = 0
    for outcome in outcomes:
        if outcome is Outcome.ATTENDED:
            count = 0
        elif outcome is Outcome.DID_NOT_ATTEND:
            count += 1
    return count


def days_since(contact_on: date | None, today: date) -> int | None:
    """Days since the last attended contact, None where there was none yet."""
    return None if contact_on is None else (today - contact_on).days
