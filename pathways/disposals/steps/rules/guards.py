"""Why a step is closed in a state, and what else must hold before it is taken: every reason, in words."""

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathways.dates import day_in_words
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, State, state_words, steps_asked
from pathways.law.rules.disposal_terms import Kind
from pathways.refusals import Reason
from pathways.step_tables.rules import Asks, Given, Guard, WhyNot, reasons_against

# Why a step is closed now, and what comes before it, in words.


OFF_THE_WAY = frozenset(
    {
        "withdraw_proposal",
        "refuse",
        "decline",
        "suspect_not_found",
        "provider_unavailable",
        "refer_youth",
        "transfer_force",
        "person_died",
        "error_found",
        "quashed",
        "new_offence",
        "withdraw_agreement",
    }
)
"""Steps for when something goes wrong. They are never suggested as a way to another step."""


def why_closed(kind: Kind, state: State, event: str, *, since: date | None = None, until: date | None = None) -> str:
    """Why `event` cannot be taken in this state: other steps come first, or it is no longer open.

    `since` is the day on which the disposal came into the state, `until` the last day of what was agreed.
    """
    title = f"‘{steps_asked()[event].title}’" if event in steps_asked() else event.replace("_", " ").capitalize()
    goals = DISPOSAL_STEPS[kind].states_before(event)
    if not goals:
        return f"{title} is not a step for this: {kind.label}"
    now = f"it is at ‘{state_words(kind, state).lower()}’{_days(since, until)}"
    first = way_to(kind, state, goals)
    if first is None:
        return f"{title} is no longer open: {now}"
    before = ", then ".join(f"‘{steps_asked()[event].title}’" for event in first)
    return f"{title} is not open yet: {now}. First comes {before}"


def way_to(kind: Kind, state: State, goals: Collection[State]) -> tuple[str, ...] | None:
    """The fewest steps from a state to one of the others; None if there is no way."""
    seen: set[str] = {state}
    waiting: deque[tuple[State, tuple[str, ...]]] = deque([(state, ())])
    while waiting:
        here, taken = waiting.popleft()
        if here in goals:
            return taken
        for step in DISPOSAL_STEPS[kind].steps_from(here):
            if step.event not in OFF_THE_WAY and step.to not in seen:
                seen.add(step.to)
                waiting.append((State(step.to), (*taken, step.event)))
    return None


def _days(since: date | None, until: date | None) -> str:
    phrases = [f" since {day_in_words(since)}"] if since else []
    phrases += [f", and runs until {day_in_words(until)}"] if until else []
    return "".join(phrases)


# What must hold before a step is taken, apart from the state, the person who takes it and the rules of the gates.
#
# Sources: column `guard` of `data/disposal_transitions.csv`; CJA 2003 s24, s24A (verified); MCA 1980 s127 (recalled).


NO_EXCUSE = frozenset({"none_given", "refused", "reoffended"})
"""Answers that name no reasonable excuse (design choice: a sergeant who accepts one says which)."""


@dataclass(frozen=True, kw_only=True)
class DisposalStanding:
    """What the guards need to know about a disposal on the day of the step.

    `deadlines` are those of the open conditions. `charge_by` is the last day to charge, None if no limit runs or the
    day of the offence is not known.
    `latest_possible_on` is the last day to which any condition can be moved. `in_effect_on` is the day of signing,
    agreeing or giving. `service_failed` means that the last step was that a service could not provide what was asked.
    """

    today: date
    is_dead: bool = False
    is_under_18: bool = False
    victim_exists: bool = False
    deadlines: tuple[date, ...] = ()
    charge_by: date | None = None
    latest_possible_on: date | None = None
    ends_on: date | None = None
    in_effect_on: date | None = None
    service_failed: bool = False

    @property
    def is_in_time(self) -> bool:
        return self.charge_by is None or self.today <= self.charge_by

    @property
    def time_is_left(self) -> bool:
        return self.latest_possible_on is None or self.today < self.latest_possible_on

    @property
    def is_overdue(self) -> bool:
        return any(day < self.today for day in self.deadlines)


def _time_left(now: DisposalStanding, given: Given) -> WhyNot:
    if not now.time_is_left:
        yield "No time is left to move a date: close it with ‘Reasonable excuse, no time left’"
    elif now.latest_possible_on and given.get("until") and given["until"] > now.latest_possible_on:
        yield f"The new date can be {day_in_words(now.latest_possible_on)} at the latest", "until"


def _no_time_left(now: DisposalStanding, given: Given) -> WhyNot:
    if now.time_is_left and now.latest_possible_on:
        day = day_in_words(now.latest_possible_on)
        yield f"There is time until {day}: accept the excuse with a new date"


def _an_excuse(_now: DisposalStanding, given: Given) -> WhyNot:
    if given.get("excuse") in NO_EXCUSE:
        yield "That is not a reasonable excuse. Choose the excuse you accept, or decide otherwise", "excuse"


def _no_failure(now: DisposalStanding, given: Given) -> WhyNot:
    if given.get("why") == "not_due" and now.is_overdue:
        yield "A condition is past its date: it was met, or there is an excuse, or a failure", "why"


SERVICE_FAILED = "The service failed, which is never held against the person. Accept that as the excuse"


def _never_held_against(now: DisposalStanding, _given: Given) -> WhyNot:
    if now.service_failed:
        yield SERVICE_FAILED


def _not_completed(now: DisposalStanding, given: Given) -> WhyNot:
    if now.service_failed and given.get("excuse") in NO_EXCUSE:
        yield SERVICE_FAILED, "excuse"


def _not_done(now: DisposalStanding, given: Given) -> WhyNot:
    if given.get("why") == "deadline" and not now.is_overdue:
        yield "No date has passed yet: the person may still do it", "why"


def _unmet(now: DisposalStanding, _given: Given) -> WhyNot:
    if not now.deadlines:
        yield "Every condition is met: accept the caution as completed"


def _in_time(now: DisposalStanding, _given: Given) -> WhyNot:
    if not now.is_in_time:
        yield "The time to charge has passed: record that time ran out"


def _begun_in_time(now: DisposalStanding, given: Given) -> WhyNot:
    # The day on which it began counts, not the day of the record.
    began_on = given.get("on")
    day = began_on if isinstance(began_on, date) else now.today
    if now.charge_by and day > now.charge_by:
        yield f"The time to charge ended on {day_in_words(now.charge_by)}. Check the day", "on"


def _out_of_time(now: DisposalStanding, _given: Given) -> WhyNot:
    if now.charge_by is None:
        yield "No time limit to charge is known here"
    elif now.is_in_time:
        yield f"There is time to charge until {day_in_words(now.charge_by)}"


def _inside_the_limit(now: DisposalStanding, given: Given) -> WhyNot:
    ends_on = given.get("ends_on")
    if isinstance(ends_on, date) and now.charge_by and ends_on > now.charge_by:
        yield f"The new date must be before the time to charge ends, {day_in_words(now.charge_by)}", "ends_on"


def _young(now: DisposalStanding, _given: Given) -> WhyNot:
    if not now.is_under_18:
        yield "The person is 18 or over by the birth date on the record: correct the date first if it is wrong"


def _dead(now: DisposalStanding, _given: Given) -> WhyNot:
    if not now.is_dead:
        yield "No death is recorded. Record the death on the person's record first"


def _time_ran_out_code(now: DisposalStanding, given: Given) -> WhyNot:
    if given.get("code") == "17" and now.is_in_time:
        yield "Code 17 is for a time limit that has passed. Choose another code", "code"


def _within_the_notice(now: DisposalStanding, given: Given) -> WhyNot:
    asked_on = given.get("on")
    if isinstance(asked_on, date) and now.ends_on and asked_on > now.ends_on:
        yield f"The time to ask for a court ended on {day_in_words(now.ends_on)}. Check the day", "on"


def _notice_ended(now: DisposalStanding, _given: Given) -> WhyNot:
    if now.ends_on and now.today <= now.ends_on:
        yield f"The time to pay runs until {day_in_words(now.ends_on)}"


_GUARDS: Mapping[str, tuple[Guard[DisposalStanding], ...]] = {
    "excuse_accepted": (_time_left, _an_excuse),
    "excuse_accepted_no_time": (_no_time_left, _an_excuse),
    "no_failure_found": (_no_failure,),
    "part_compliance_accepted": (_never_held_against, _unmet),
    "decide_prosecute": (_never_held_against, _in_time),
    "arrest_24A": (_never_held_against,),
    "not_completed": (_not_completed,),
    "not_done": (_not_done,),
    "charge": (_begun_in_time,),
    "proceedings_instituted": (_begun_in_time,),
    "time_expired": (_out_of_time,),
    "continue": (_inside_the_limit,),
    "re_offer": (_inside_the_limit,),
    "refer_youth": (_young,),
    "person_died": (_dead,),
    "no_further_action": (_time_ran_out_code,),
    "court_requested": (_within_the_notice,),
    "unpaid_at_end": (_notice_ended,),
}

_AFTER_IT_BEGAN = {
    "paid": "on",
    "court_requested": "on",
    "proceedings_instituted": "on",
    "report_done": "on",
    "late_completion_accepted": "completed_on",
    "accept_done": "completed_on",
    "late_done": "completed_on",
}
"""Steps with a day that cannot lie before the disposal was signed, agreed or given."""


def guard_reasons(event: str, now: DisposalStanding, given: Given) -> tuple[Reason, ...]:
    """Why a step cannot be taken now, each reason at its field if it has one; empty if it can."""
    reasons: list[Reason] = []
    if event != "person_died" and now.is_dead:
        reasons.append(Reason("The person has died: every other step has ended"))
    reasons += reasons_against(_GUARDS.get(event, ()), now, given)
    day = given.get(_AFTER_IT_BEGAN.get(event, ""))
    if isinstance(day, date) and now.in_effect_on and day < now.in_effect_on:
        reasons.append(Reason("The day is before it was signed, agreed or given. Check it", _AFTER_IT_BEGAN[event]))
    for each in steps_asked()[event].records:
        if each.kind is Asks.VICTIM and now.victim_exists and given.get(each.name) != "yes":
            reasons.append(Reason("Tell the victim first, then record it here", each.name))
    return tuple(reasons)


NOTHING_TYPED: dict[str, Any] = {}
_TIMED = frozenset({"time_expired", "refer_youth", "person_died", "unpaid_at_end", "excuse_accepted_no_time"})


def is_time_for(event: str, now: DisposalStanding) -> bool:
    """Whether the page offers a step now. After a death it offers only the step that records the death."""
    if now.is_dead:
        return event == "person_died"
    if event not in _TIMED:
        return True
    return not any(reason.field is None for reason in guard_reasons(event, now, NOTHING_TYPED))
