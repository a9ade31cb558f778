"""The rules of a case: leaving, the course of treatment, missed appointments, finding somebody, and transfers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from pathways.dates import day_in_words
from pathways.engagement.notes.rules import counts_as_engaged
from pathways.engagement.outcomes.rules import CHECK_INS, at_check_ins
from pathways.engagement.rules import (
    DIED,
    Ending,
    StepFacts,
    bars_to_step,
    dated,
    endings_from,
    is_with_the_service,
    not_open,
    structured_modalities,
)
from pathways.referrals.consents.rules.consents import ConsentVerdict
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.needs.rules import Naloxone
from pathways.referrals.rules import NO_CONTACT_DAYS
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState, steps_asked
from pathways.refusals import Reason
from pathways.step_tables.rules import StepAsked
from pathways.vocabulary import Mark, Worded

# What is recorded as somebody leaves, beside the reason: naloxone, staying well, what they said of the service, a note.


class StayingWell(Worded):
    """What is agreed for afterwards. Nothing is sent to somebody who wants no contact."""

    CHECK_INS = "check_ins", "Recovery check-ins", f"At {at_check_ins()}."
    MUTUAL_AID = "mutual_aid", "Mutual aid meeting", "Somebody goes along the first time."
    VOLUNTEERING = "volunteering", "Volunteering or training"
    NO_CONTACT = "no_contact", "No contact wanted", "Nothing is sent. The person can come back at any time."


class ToldUs(Worded):
    """Whether the person said how they found the service."""

    WITH_US = "with_us", "Yes, recorded with them"
    BY_TEXT = "by_text", "Will answer by text"
    RATHER_NOT = "rather_not", "Would rather not"


@dataclass(frozen=True, kw_only=True)
class Afterwards:
    """The answers on the page of leaving, beside the reason and the day."""

    naloxone: Naloxone
    staying_well: tuple[StayingWell, ...] = ()
    told_us: ToldUs | None = None
    note: str = ""

    def as_stored(self, left_on: date) -> dict[str, Any]:
        """Plain values for the step, with the days of the check-ins if they were agreed."""
        answers: dict[str, Any] = {"naloxone": self.naloxone.value, "note": self.note}
        answers["staying_well"] = [each.value for each in self.staying_well]
        answers["told_us"] = self.told_us.value if self.told_us else ""
        if StayingWell.CHECK_INS in self.staying_well:
            answers["check_ins"] = [each.after(left_on).isoformat() for each in CHECK_INS.values()]
        return {name: value for name, value in answers.items() if value}


def bars_to_saying(ending: Ending, afterwards: Afterwards | None) -> tuple[Reason, ...]:
    """What does not go together or is missing; "no need found" needs the advice that was given."""
    bars: list[Reason] = []
    if afterwards and StayingWell.NO_CONTACT in afterwards.staying_well and len(afterwards.staying_well) > 1:
        bars.append(Reason("Tick what was agreed, or that no contact is wanted: not both", "staying_well"))
    if afterwards and ending.event == "no_need" and not afterwards.note.strip():
        bars.append(Reason("Write which advice was given", "note"))
    if afterwards and afterwards.naloxone is Naloxone.NOT_OFFERED and not afterwards.note.strip():
        bars.append(Reason("Write why naloxone was not offered", "note"))
    return tuple(bars)


# Care plan, structured start, engaged: every bar to each step, with its reason.


def bars_to_care_plan(facts: StepFacts) -> tuple[Reason, ...]:
    """Why no care plan can be recorded: it follows an assessment. `not_before` is the assessment's date."""
    opens = (ReferralState.ATTENDED_ASSESSMENT,)
    return bars_to_step(facts, opens, "The care plan", "agreed_on", "Record the assessment first")


def bars_to_start(facts: StepFacts, modality: str) -> tuple[Reason, ...]:
    """Why no start can be recorded: treatment starts after a care plan. `not_before` is the care plan's date."""
    opens = (ReferralState.CARE_PLAN,)
    bars = bars_to_step(facts, opens, "The start", "started_on", "Record the care plan first")
    if modality not in {kind.code for kind in structured_modalities()}:
        only = Reason(
            "Choose pharmacological or psychosocial: recovery support alone does not start treatment", "modality"
        )
        return (*bars, only)
    return bars


def first_structured_contact(contacts: Iterable[date], started_on: date | None) -> date | None:
    """The first attended structured contact on or after the start: the day on which the person engaged."""
    if started_on is None:
        return None
    return min((day for day in contacts if day >= started_on), default=None)


def bars_to_engaged(facts: StepFacts, contacts: Iterable[date]) -> tuple[Reason, ...]:
    """Why engaged cannot be recorded: it needs an attended structured contact on that very day. `not_before` is the
    structured start."""
    opens = (ReferralState.IN_TREATMENT,)
    bars = bars_to_step(facts, opens, "Engaged", "engaged_on", "Record the structured start first")
    if not bars and facts.on not in set(contacts):
        counts = counts_as_engaged(facts.on)
        return (
            Reason(
                f"No structured contact is recorded as attended on {day_in_words(facts.on)}. Record the contact first",
                "engaged_on",
                source=counts.source,
                mark=counts.mark.value,
            ),
        )
    return bars


# When and how a case may be closed. Source: treatment reference 1.8 and 2.1.


@dataclass(frozen=True, kw_only=True)
class ExitFacts:
    """Somebody who leaves. `not_before` is the latest dated step or attended contact; without one, `accepted_on`."""

    state: ReferralState
    has_died: bool
    today: date
    on: date
    ending: Ending
    not_before: date | None
    accepted_on: date | None = None


def bars_to_exit(facts: ExitFacts) -> tuple[Reason, ...]:
    """Every reason that the case cannot be closed in this way on this date; none means it can."""
    if facts.has_died:
        return (DIED,)
    if not is_with_the_service(facts.state):
        return (not_open(facts.state),)
    bars = [*dated(facts.on, facts.today, "The date of leaving", "exited_on")]
    if facts.ending not in endings_from(facts.state):
        words = f"“{facts.ending.label}” is not open while the case is “{facts.state.label}”"
        bars.append(Reason(words, "reason", source=facts.ending.source, mark=facts.ending.mark.value))
    if facts.not_before and facts.on < facts.not_before:
        bars.append(
            Reason(f"Leaving cannot be before the last contact on {day_in_words(facts.not_before)}", "exited_on")
        )
    elif facts.accepted_on and facts.on < facts.accepted_on:
        words = f"Leaving cannot be before you accepted the referral on {day_in_words(facts.accepted_on)}"
        bars.append(Reason(words, "exited_on"))
    return tuple(bars)


# What an outcome counts as: a step, a missed appointment, or a time when the person was seen.


MISSED_IN_A_ROW = 3
SEEN = frozenset({AppointmentOutcome.ATTENDED, AppointmentOutcome.LEFT_EARLY})
TIMES = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", 5: "Fifth"}


def moves(state: ReferralState, outcome: AppointmentOutcome) -> bool:
    """Whether the outcome is a step of the referral's table from `state`. Later attendances move nothing."""
    return (state, outcome.value) in REFERRAL_STEPS.steps


def missed_in_a_row(outcomes: Iterable[AppointmentOutcome | None]) -> int:
    """How many were missed since the person was last seen, from outcomes oldest first. Cancellations do not count."""
    count = 0
    for outcome in outcomes:
        if outcome in SEEN:
            count = 0
        elif outcome is AppointmentOutcome.DID_NOT_ATTEND:
            count += 1
    return count


def missed_since(meetings: Iterable[tuple[datetime, AppointmentOutcome | None]], met: Iterable[datetime]) -> int:
    """How many appointments were missed since the person was last seen, or met without an appointment."""
    came = ((at, AppointmentOutcome.ATTENDED) for at in met)
    return missed_in_a_row(outcome for _, outcome in sorted([*meetings, *came], key=lambda each: each[0]))


def after_missing(count: int, him: str) -> str:
    """What follows from missing `count` in a row, in the words that the page shows before it is saved."""
    if count >= MISSED_IN_A_ROW:
        return f"{TIMES.get(count, f'{count}th')} time in a row: outreach is asked to find {him}."
    words = "" if count < 2 else f"{TIMES[count]} time in a row. "
    return f"{words}At three, or {NO_CONTACT_DAYS // 7} weeks without contact, outreach is asked to find {him}."


# Trying to find somebody: how it may be done, and when an attempt may be recorded.


class Way(Worded):
    """How somebody was looked for."""

    PHONE = "phone", "Rang"
    TEXT = "text", "Sent a text"
    LETTER = "letter", "Wrote a letter"
    VISIT = "visit", "Went to where they usually are"
    THROUGH_OTHER = "through_other", "Asked somebody the person named"
    OTHER_SERVICE = "other_service", "Asked another service"


@dataclass(frozen=True, kw_only=True)
class AttemptFacts:
    """An attempt about to be recorded. Instants are UTC; `accepted_at` is when the service took the person on."""

    state: ReferralState
    has_died: bool
    now: datetime
    at: datetime
    accepted_at: datetime


def bars_to_attempt(facts: AttemptFacts) -> tuple[Reason, ...]:
    """Every reason that this attempt cannot be recorded; none means it can."""
    if facts.has_died:
        return (DIED,)
    if facts.state is not ReferralState.OUTREACH:
        words = f"This case is “{facts.state.label}”: attempts are recorded while somebody is looked for"
        return (Reason(words, source="Treatment reference 2.1"),)
    if facts.at > facts.now:
        return (Reason("The attempt must be in the past", "at"),)
    if facts.at < facts.accepted_at:
        return (Reason("The attempt cannot be before the service took the person on", "at"),)
    return ()


# What the receiving service may say of a transfer, and what became of those that are over.


SOURCE: Final = "Referral transitions, picked_up (treatment-and-statistics 2.1)"
_KNOWN: Final = frozenset({"told_by", "told_on"})
"""What the sender is asked about the other service's letter. Here it is the person signed in, and today."""
_HERE: Final = {
    "picked_up": (
        "The person has come",
        "Confirm the first contact",
        "Only an attended contact counts. From then on the person is with you and no longer with the sender.",
    ),
    "receiver_declines": (
        "Send the transfer back",
        "Send it back",
        "The person did not come, or you cannot take them. The sender reads your reason and stays responsible.",
    ),
}
_OVER: Final = {
    "picked_up": "The person came",
    "receiver_declines": "Sent back to the sender",
    "not_picked_up": "21 days have passed: the person is back with the sender",
    "consent_withdrawn": "The person withdrew their agreement: destroy what you were sent",
}


def asked_of_receiver(event: str) -> StepAsked:
    """A step as the receiving service takes it, which need not ask who says so and when. Raises KeyError for others."""
    asked = steps_asked()[event]
    title, button, lede = _HERE[event]
    records = tuple(each for each in asked.records if each.name not in _KNOWN)
    return replace(asked, title=title, button=button, lede=lede, records=records)


def bars_to_answering(verdict: ConsentVerdict) -> tuple[Reason, ...]:
    """Why the receiving service cannot record anything now: it may not answer for somebody it may not be told of."""
    if verdict.live:
        return ()
    words = f"Ring the sender. You may not be told of this person now: {verdict.why.lower()}"
    return (Reason(words, source=SOURCE, mark=Mark.DESIGN.value),)


def over_in_words(how: str) -> str:
    """What became of a transfer that is over, in one line for the service that was to take the person."""
    return _OVER.get(how, "Ended by the sender")


# The steps of a case that share one page, and which of them end it with a national reason.


_FINDS = frozenset({"contact_made", "contact_made_in_treatment", "return_not_known"})
_ENDS = frozenset({"withdrawn_by_service", "not_returning", "reopen_before_start", "reopen_in_treatment"})


def by_what_they_do(steps: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """The steps, as (event, title), in three groups: to find the person, to move or pause the case, to end it."""
    groups: dict[str, list[tuple[str, str]]] = {"find": [], "move": [], "end": []}
    for event, title in steps:
        groups["find" if event in _FINDS else "end" if event in _ENDS else "move"].append((event, title))
    return groups


CLOSING = ("picked_up", "care_taken_over", "withdrawn_by_service", "not_returning")


def reason_of_leaving(event: str, given: Mapping[str, Any]) -> str:
    """The national reason that a step stands for; "" where it ends nothing."""
    if event == "care_taken_over":
        return "84" if given.get("where") == "custody" else "83"
    return {"picked_up": "83", "withdrawn_by_service": "86", "not_returning": "87"}.get(event, "")


# What ends with a case: every intervention that is still open, on the day of leaving and with the fitting status.


AGREED, UNPLANNED, WITHDRAWN = "A", "B", "C"
_WAYS: Final = {
    **dict.fromkeys(("80", "81", "82", "83", "84"), AGREED),
    **dict.fromkeys(("85", "88"), UNPLANNED),
    "86": WITHDRAWN,
}


@dataclass(frozen=True, kw_only=True)
class Span:
    """The dates of one intervention."""

    started_on: date
    ended_on: date | None = None


def way_of_ending(reason: str) -> str | None:
    """The national exit status of an intervention that ended with its case; None where the list has none."""
    return _WAYS.get(reason)


def end_with_case(span: Span, case_ended_on: date | None) -> date | None:
    """The day an intervention ended: its own, else the day its case did. Never before it started."""
    if span.ended_on is not None or case_ended_on is None:
        return span.ended_on
    return max(case_ended_on, span.started_on)


def bars_to_ending_with_case(spans: Iterable[Span], on: date, field: str) -> tuple[Reason, ...]:
    """Why a case cannot end on a day: an intervention of it started, or ended, after that."""
    rows = tuple(spans)
    started = max((span.started_on for span in rows), default=on)
    if started > on:
        return (Reason(f"The day cannot be before an intervention started on {day_in_words(started)}", field),)
    ended = max((span.ended_on for span in rows if span.ended_on), default=on)
    if ended > on:
        return (Reason(f"The day cannot be before an intervention ended on {day_in_words(ended)}", field),)
    return ()


def bars_to_start_of_ended(started_on: date, ended_on: date | None) -> tuple[Reason, ...]:
    """Why a start cannot be corrected to a day: the intervention it began with had ended by then."""
    if ended_on is None or started_on <= ended_on:
        return ()
    words = f"The start cannot be after the intervention it began with ended, on {day_in_words(ended_on)}"
    return (Reason(words, "started_on"),)
