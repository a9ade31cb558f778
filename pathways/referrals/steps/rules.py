"""The rules of steps: the table of them, who may take which, what is asked, what must hold, and days away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from pathways.dates import day_in_words
from pathways.people.deaths.rules import DEAD
from pathways.referrals.rules import CUSTODY_CHECK_DAYS, CUSTODY_END_DAYS, PICK_UP_DAYS, REOPENS_WITHIN_DAYS
from pathways.refusals import Reason, Refused
from pathways.step_tables.rules import (
    Given,
    Guard,
    StepAsked,
    StepTaker,
    read_steps,
    read_table,
    reasons_against,
)
from pathways.vocabulary import Mark, Worded

TABLE = Path(__file__).parent / "data" / "referral_transitions.csv"


class ReferralState(Worded):
    """The one state a referral is in. What happened on the way is in its events."""

    DRAFT = "DRAFT", "Not sent"
    SUBMITTED = "SUBMITTED", "Sent"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Received"
    RETURNED = "RETURNED", "Question asked"
    ACCEPTED = "ACCEPTED", "Accepted"
    APPT_OFFERED = "APPT_OFFERED", "Appointment offered"
    OUTREACH = "OUTREACH", "Outreach"
    ATTENDED_ASSESSMENT = "ATTENDED_ASSESSMENT", "Attended assessment"
    CARE_PLAN = "CARE_PLAN", "Care plan agreed"
    IN_TREATMENT = "IN_TREATMENT", "In treatment"
    NEEDS_PLACE = "NEEDS_PLACE", "Needs a place"
    TRANSFER_PENDING = "TRANSFER_PENDING", "Transfer pending"
    SUSPENDED = "SUSPENDED", "Paused"
    NOT_ENGAGED = "NOT_ENGAGED", "Did not engage"
    NO_NEED = "NO_NEED", "No need found"
    COMPLETED = "COMPLETED", "Completed"
    LEFT_TREATMENT = "LEFT_TREATMENT", "No longer in treatment"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN", "Consent withdrawn"
    ENDED_IN_CUSTODY = "ENDED_IN_CUSTODY", "Ended in custody"
    DISCARDED = "DISCARDED", "Not sent, closed"
    WITHDRAWN = "WITHDRAWN", "Recalled"
    REROUTED = "REROUTED", "Sent on"
    UNMET_NEED = "UNMET_NEED", "Unmet need"
    TRANSFERRED = "TRANSFERRED", "Transferred"
    DIED = "DIED", "Ended"
    ERROR = "ERROR", "Recorded in error"
    DUPLICATE = "DUPLICATE", "Duplicate"


class NoSuchReferralStep(Refused):
    """The table has no such step from this state."""


POLICE, LIAISON, WORKER, MANAGER, PATHWAY = frozenset({"CO", "DM"}), "HP", "TW", "PM", "PW"
_REFERRER = POLICE | {LIAISON}
_PROVIDER = frozenset({WORKER, MANAGER})
_ROLES: dict[str, frozenset[str]] = {
    "referrer": _REFERRER,
    "referrer or pathway manager who placed": _REFERRER | {PATHWAY},
    "provider worker": _PROVIDER,
    "provider manager": frozenset({MANAGER}),
    "pathway manager": frozenset({PATHWAY}),
    "system": frozenset({"system"}),
    "receiving worker or sender on written word": _PROVIDER,
    "provider worker or custody officer": _REFERRER | _PROVIDER,
    "provider manager or pathway manager": frozenset({MANAGER, PATHWAY}),
    "any worker": _REFERRER | _PROVIDER | {PATHWAY},
}


def _takers(_machine: str, who: str) -> tuple[StepTaker, ...]:
    """The roles that the table means by `who`. Raises KeyError for words that it does not use."""
    return tuple(StepTaker(role) for role in sorted(_ROLES[who]))


REFERRAL_STEPS: Final = read_table(TABLE, ["REF"], ReferralState, _takers)["REF"]


def next_state(state: ReferralState, event: str, *, previous: ReferralState | None = None) -> ReferralState:
    """The state that `event` leads to from `state`. `previous` is the state left on entering a paused one.

    Raises NoSuchReferralStep, worded for staff, when the table has no such step or it leads back to an unknown state.
    """
    after = REFERRAL_STEPS.after(state, event, previous)
    if after is None:
        raise NoSuchReferralStep(f"This referral is “{state.label}”: that step is not open from there")
    return after


def is_closed(state: ReferralState) -> bool:
    """Whether nothing more is expected: closed (may be re-opened) or final."""
    return state in REFERRAL_STEPS.groups["CLOSED"] or state in REFERRAL_STEPS.groups["FINAL"]


def said_to_police(state: ReferralState, *, accepted: bool) -> str:
    """The word for a referral in a list of the police: never past "Accepted", whatever came after (2.4, base rows).

    One that ended unaccepted for a reason they may not know (a death, for instance) reads "Ended", whatever the reason.
    """
    if accepted:
        return "Accepted"
    words = {
        ReferralState.NEEDS_PLACE: "Needs a place",
        ReferralState.REROUTED: "Sent on",
        ReferralState.WITHDRAWN: "Recalled",
        ReferralState.CONSENT_WITHDRAWN: "Withdrawn",
        ReferralState.DISCARDED: "Not sent",
        ReferralState.DRAFT: "Draft",
    }
    return words.get(state) or ("Ended" if is_closed(state) else "Sent")


DATA = Path(__file__).parent / "data"


@cache
def steps_asked() -> dict[str, StepAsked]:
    """Every step taken on the common page of steps, by its event. A step that is not here has a page of its own."""
    return read_steps(DATA)


Days = tuple[tuple[date, date], ...]
"""Periods of London dates, first and last day included; the last is `date.max` while it goes on."""


def days_away(steps: Iterable[tuple[date, ReferralState]]) -> Days:
    """The periods away, from the steps of a referral in order, as (the day it states, the state it led to)."""
    periods: list[tuple[date, date]] = []
    began: date | None = None
    for on, after in steps:
        if after is ReferralState.SUSPENDED:
            began = began or on
        elif began is not None:
            periods.append((began, on))
            began = None
    return (*periods, *([(began, date.max)] if began is not None else []))


def was_away(on: date, away: Days) -> bool:
    """Whether a day lies in one of these periods."""
    return any(began <= on <= ended for began, ended in away)


_SOURCE = "Referral transitions, guard (treatment-and-statistics 2.1)"


@dataclass(frozen=True, kw_only=True)
class ReferralStanding:
    """What a step reads of a referral beside its answers. Days are London dates.

    `since` is the day on which the referral came to its state; `sent_on` is the day of the open transfer,
    `paused_days` how long it has been paused since; `consent` says whether consent 1 is live for the service that the
    step names (the receiver of a transfer, the service that re-opens), with why not in `consent_why`.
    `was_never_reached`: the person was to come, did not, and nobody has met or spoken with them since acceptance.
    """

    state: ReferralState
    has_died: bool
    today: date
    since: date
    ever_accepted: bool = False
    is_accepted: bool = False
    has_start: bool = False
    attempts: int = 0
    consent: bool = True
    consent_why: str = ""
    closed_on: date | None = None
    sent_on: date | None = None
    paused_days: int = 0
    untried: tuple[str, ...] = ()
    was_never_reached: bool = False
    is_same_source: bool = True


def guard_reasons(event: str, now: ReferralStanding, given: Given) -> tuple[Reason, ...]:
    """Every reason why `event` is not open now; empty when it is. It does not ask whether the table has the step."""
    if now.has_died:
        return (Reason(DEAD),)
    asked = (*_GUARDS.get(event, ()), *_BY_STATE.get((event, now.state), ()))
    asked += (_not_before,) if event in _DATED_SINCE else ()
    return reasons_against(asked, now, given, source=_SOURCE, mark=Mark.DESIGN.value)


def pick_up_by(sent_on: date, paused_days: int = 0) -> date:
    """The last day on which a first contact counts as picked up: day 21, days of a pause not counted (2.3)."""
    return sent_on + timedelta(days=PICK_UP_DAYS + paused_days)


def may_reopen(closed_on: date, today: date) -> bool:
    """Whether a case that closed on that day may still be re-opened: 21 days, first and last included."""
    return (today - closed_on).days < REOPENS_WITHIN_DAYS


def _not_before(now: ReferralStanding, given: Given) -> Iterator[str]:
    on = given.get("on")
    if isinstance(on, date) and on < now.since:
        yield f"The day cannot be before {day_in_words(now.since)}, when the case reached this state"


def _never_accepted(now: ReferralStanding, _: Given) -> Iterator[str]:
    if now.ever_accepted:
        yield "A service has accepted this person, so it can no longer be recalled"


def _accepted(now: ReferralStanding, _: Given) -> Iterator[str]:
    if not now.is_accepted:
        yield "No service had accepted this person. Record the release instead"


def _every_service_tried(now: ReferralStanding, _: Given) -> Iterator[str]:
    if now.untried:
        yield f"Not tried yet, and open: {', '.join(now.untried)}. Place the person there, or ask the person first"


def _attempted(now: ReferralStanding, _: Given) -> Iterator[str]:
    if not now.attempts:
        yield "Record an attempt to find the person first: nobody is “not found” without one"


def _reached(now: ReferralStanding, _: Given) -> Iterator[str]:
    if now.was_never_reached:
        yield (
            "The person never came and was never reached, so nobody knows that they did not want to. Record the "
            "contact in which they said so, or an attempt to find them and that they could not be found"
        )


def _not_started(now: ReferralStanding, _: Given) -> Iterator[str]:
    if now.has_start:
        yield "Structured treatment has started, so this is recorded as leaving treatment"


def _started(now: ReferralStanding, _: Given) -> Iterator[str]:
    if not now.has_start:
        yield "No structured treatment has started, so this is not leaving treatment"


def _consented(now: ReferralStanding, _: Given) -> Iterator[str]:
    if not now.consent:
        yield f"Ask the person first. {now.consent_why}".strip()


def _picked_up_in_time(now: ReferralStanding, given: Given) -> Iterator[str]:
    on = given.get("on")
    if not isinstance(on, date) or now.sent_on is None:
        return
    if on < now.sent_on:
        yield "The first contact cannot be before the transfer was sent"
    elif on > pick_up_by(now.sent_on, now.paused_days):
        yield f"More than {PICK_UP_DAYS} days after it was sent: the sender is responsible again"


def _written_after(now: ReferralStanding, given: Given) -> Iterator[str]:
    told_on, on = given.get("told_on"), given.get("on")
    if not isinstance(told_on, date) or now.sent_on is None:
        return
    if told_on < now.sent_on:
        yield "The other service cannot have written before the transfer was sent"
    elif isinstance(on, date) and told_on < on:
        yield "The other service cannot have written before the person came"


def _past_one_night(now: ReferralStanding, given: Given) -> Iterator[str]:
    on = given.get("on")
    if isinstance(on, date) and on >= now.today:
        yield "Record it once the stay has gone past one night"


def _paused_for(days: int) -> Guard[ReferralStanding]:
    def guard(now: ReferralStanding, _: Given) -> Iterator[str]:
        paused_days = (now.today - now.since).days
        if paused_days < days:
            yield f"This is open after {days} days of pause. Until now it was {paused_days}"

    return guard


def _within_the_window(now: ReferralStanding, _: Given) -> Iterator[str]:
    if now.closed_on is None or not may_reopen(now.closed_on, now.today):
        days = REOPENS_WITHIN_DAYS
        yield f"A case is re-opened within {days} days, counting the first and the last. After that, refer again"


def _had_us(now: ReferralStanding, _: Given) -> Iterator[str]:
    if not now.is_accepted:
        yield "No service had accepted this person, so there is nothing to re-open. Refer again"


def _same_source(now: ReferralStanding, _: Given) -> Iterator[str]:
    if not now.is_same_source:
        yield "The two come from different arrests or visits, or went to different providers: both are real"


_DATED_SINCE = frozenset({"released", "care_taken_over", "not_returning"})
_GUARDS: Mapping[str, tuple[Guard[ReferralStanding], ...]] = {
    "withdraw": (_never_accepted,),
    "no_service_exists": (_every_service_tried,),
    "not_found": (_attempted, _not_started),
    "lost_in_treatment": (_attempted, _started),
    "person_declines": (_reached,),
    "contact_made": (_not_started,),
    "contact_made_in_treatment": (_started,),
    "transfer_out": (_consented,),
    "picked_up": (_picked_up_in_time, _written_after),
    "receiver_declines": (_written_after,),
    "admitted_to_hospital": (_past_one_night,),
    "return_not_known": (_accepted, _paused_for(CUSTODY_CHECK_DAYS)),
    "not_returning": (_accepted, _paused_for(CUSTODY_END_DAYS)),
    "merged_duplicate": (_same_source,),
    "reopen_before_start": (_had_us, _within_the_window, _consented, _not_started),
    "reopen_in_treatment": (_had_us, _within_the_window, _consented, _started),
}
_BY_STATE: Mapping[tuple[str, ReferralState], tuple[Guard[ReferralStanding], ...]] = {
    ("person_declines", ReferralState.CARE_PLAN): (_not_started,),
    ("person_declines", ReferralState.OUTREACH): (_not_started,),
    ("person_leaves", ReferralState.OUTREACH): (_started,),
}
