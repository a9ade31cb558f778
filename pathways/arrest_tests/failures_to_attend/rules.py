"""Offences of failing (PACE 1984 s.63B(8); Drugs Act 2005 ss.12, 14), from the report to the decision."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pathways.arrest_tests.rules import CUSTODY_STEPS, Machine
from pathways.arrest_tests.testing.rules.results import LabState
from pathways.auth.roles import Rank
from pathways.dates import day_in_words, months_after
from pathways.law.rules.findings import Finding, stops, warns
from pathways.refusals import Reason
from pathways.vocabulary import Worded

# When a failure leads to a file, and until when.


LIMIT_MONTHS: Final = 6
WARNED_MONTHS: Final = 5


def file_faults(*, has_ceased_after_laboratory: bool) -> tuple[Finding, ...]:
    """V-047: a laboratory that did not confirm the result ends the requirement and any proceedings (s.16)."""
    return (stops("V-047"),) if has_ceased_after_laboratory else ()


def refusal_file_faults(*, was_warned: bool) -> tuple[Finding, ...]:
    """V-025: a refusal without the warning before it opens no review of an offence."""
    return () if was_warned else (stops("V-025"),)


def time_limit_notes(*, failed_on: date, today: date, is_decided: bool) -> tuple[Finding, ...]:
    """V-048: one month before the time limit of a summary offence, while nothing is decided."""
    if is_decided or today < months_after(failed_on, WARNED_MONTHS):
        return ()
    return (warns("V-048", date=day_in_words(time_limit(failed_on))),)


def time_limit(failed_on: date) -> date:
    """The last day of the six months (recalled: Magistrates' Courts Act 1980 s.127)."""
    return months_after(failed_on, LIMIT_MONTHS)


def first_day_in_time(today: date) -> date:
    """The first day whose failures are still within the six months today (`time_limit`)."""
    # No six months are longer than 184 days, and the limit never moves back from one day to the next.
    earliest = (today - timedelta(days=ago) for ago in range(184, 0, -1))
    return next((day for day in earliest if time_limit(day) >= today), today)


# The states of a failure and the decisions about it, from the report to the end.
#
# PACE 1984 s.63B(8), Drugs Act 2005 ss.12(3), 14(3), 16(4)-(5); six months by Magistrates' Courts Act 1980 s.127
# (recalled). Police decide; the service only reports.


NO_FILE_MEANWHILE: Final = (
    "The sample could not be analysed. No file is sent until it is settled what that means (open question for counsel)"
)


class FailureKind(Worded):
    """What somebody failed to do. `source` is the offence."""

    SAMPLE = "sample", "Failed to give a sample"
    INITIAL_ATTEND = "initial_attend", "Failed to attend the initial assessment"
    INITIAL_REMAIN = "initial_remain", "Left the initial assessment before its end"
    FOLLOW_UP_ATTEND = "follow_up_attend", "Failed to attend the follow-up assessment"
    FOLLOW_UP_REMAIN = "follow_up_remain", "Left the follow-up assessment before its end"

    @property
    def source(self) -> str:
        if self is FailureKind.SAMPLE:
            return "PACE 1984 s.63B(8)"
        is_initial = self in (FailureKind.INITIAL_ATTEND, FailureKind.INITIAL_REMAIN)
        return "Drugs Act 2005 s.12(3)" if is_initial else "Drugs Act 2005 s.14(3)"


class FailureState(Worded):
    """The states of a failure, as its table of steps names them."""

    REVIEW = "REVIEW", "To be decided: good cause or not"
    GOOD_CAUSE = "GOOD_CAUSE", "Good cause accepted"
    FILE = "FILE", "File for the prosecutor"
    CHARGED = "CHARGED", "Charged"
    NO_PROCEEDINGS = "NO_PROCEEDINGS", "No further action"
    COURT_DECIDED = "COURT_DECIDED", "Decided by a court"
    TIME_BARRED = "TIME_BARRED", "Time limit passed"
    DISCONTINUED = "DISCONTINUED", "Discontinued"
    ENDED_DEATH = "ENDED_DEATH", "Ended, no further action"

    @property
    def is_open(self) -> bool:
        return self in (FailureState.REVIEW, FailureState.FILE, FailureState.CHARGED)


class FailureStep(Worded):
    """What police decide or record."""

    GOOD_CAUSE = "good_cause", "There was good cause"
    NO_GOOD_CAUSE = "no_good_cause", "There was no good cause", "A sergeant or above. A file goes to the prosecutor"
    GOOD_CAUSE_FOUND = "good_cause_found", "Good cause came to light", "A sergeant or above, before charge"
    CHARGE = "charge", "The prosecutor charges"
    NO_FURTHER_ACTION = "no_further_action", "No further action", "A sergeant or above"
    COURT_OUTCOME = "court_outcome", "The court has decided"


LEFT_TO_DO: Final = {
    FailureState.REVIEW: "Decide whether there was good cause.",
    FailureState.FILE: "Record the charge, or that there is no further action.",
    FailureState.CHARGED: "Record what the court decides.",
}
REPORTED: Final = "The assessor reported a failure at the required assessment."


def left_to_do(state: FailureState, kind: FailureKind) -> str:
    """What police have left to do about a failure as it stands today; "" once nothing is left."""
    words = LEFT_TO_DO.get(state, "")
    is_new_report = state is FailureState.REVIEW and kind is not FailureKind.SAMPLE
    return f"{REPORTED} {words}" if is_new_report else words


def step_in_words(step: str) -> str:
    """A recorded decision as staff say it. What another record ended is no step that anybody chooses."""
    return FailureStep(step).label if step in list(FailureStep) else FailureState.DISCONTINUED.label


_TABLE: Final = CUSTODY_STEPS[Machine.FAILURE]


@dataclass(frozen=True, kw_only=True)
class DecidingFacts:
    """A decision about a failure as it is made."""

    state: FailureState
    step: FailureStep
    kind: FailureKind
    failed_on: date
    today: date
    on: date | None
    rank: Rank | None
    reason: str
    laboratory: LabState | None = None
    is_test_held: bool = False
    is_requirement_held: bool = False


def standing_state(state: FailureState, *, failed_on: date, today: date, has_died: bool) -> FailureState:
    """The state of a failure today. A death ends an open one at once; the time limit ends one not charged by then."""
    if state.is_open and has_died:
        return FailureState.ENDED_DEATH
    if state in (FailureState.REVIEW, FailureState.FILE) and today > time_limit(failed_on):
        return FailureState.TIME_BARRED
    return state


def steps_open(state: FailureState) -> tuple[FailureStep, ...]:
    """The steps that may follow a state."""
    return tuple(step for step in FailureStep if (state.value, step.value) in _TABLE.steps)


def deciding_faults(facts: DecidingFacts) -> tuple[Reason, ...]:
    """Every reason why a failure cannot be decided like this."""
    if facts.step not in steps_open(facts.state):
        return (Reason("This is not the next step. Look at what is recorded", "step"), *_ended_by_the_laboratory(facts))
    reasons = []
    if _TABLE.steps[facts.state.value, facts.step.value].who == "sergeant" and (
        facts.rank is None or not facts.rank.at_least(Rank.SERGEANT)
    ):
        reasons.append(Reason("A sergeant or above decides this. Ask one to open this page", "step"))
    if facts.step in (FailureStep.NO_GOOD_CAUSE, FailureStep.CHARGE):
        reasons += _against_a_file(facts)
    if not facts.reason.strip():
        reasons.append(Reason("Record the reason, in words that a lawyer can read a year later", "reason"))
    if facts.on is None:
        reasons.append(Reason("Enter the date", "on"))
    elif not facts.failed_on <= facts.on <= facts.today:
        reasons.append(Reason("The date must lie between the failure and today", "on"))
    return tuple(reasons)


def _ended_by_the_laboratory(facts: DecidingFacts) -> tuple[Reason, ...]:
    """V-047: why nothing more may be decided about a failure at an assessment whose result was not confirmed."""
    if facts.kind is FailureKind.SAMPLE:
        return ()
    faults = file_faults(has_ceased_after_laboratory=facts.laboratory is LabState.NOT_CONFIRMED)
    return tuple(fault.as_reason("step") for fault in faults)


def _against_a_file(facts: DecidingFacts) -> list[Reason]:
    """Why a file cannot go forward. For a failure to give a sample the laboratory does not matter."""
    reasons = []
    if facts.is_test_held:
        reasons.append(Reason("The test is held for an inspector. Nothing goes forward until it is released", "step"))
    if facts.step is FailureStep.CHARGE and facts.on is not None and facts.on > time_limit(facts.failed_on):
        last = day_in_words(time_limit(facts.failed_on))
        reasons.append(Reason(f"The time limit for prosecution ended on {last}.", "on"))
    if facts.kind is FailureKind.SAMPLE:
        return reasons
    if facts.is_requirement_held:
        reasons.append(
            Reason("The requirement is held for an inspector. Nothing goes forward until it is released", "step")
        )
    if facts.laboratory is not None and facts.laboratory.is_awaited:
        reasons.append(Reason("The laboratory’s answer is awaited. Decide once it is there", "step"))
    if facts.laboratory is LabState.NO_ANALYSIS:
        reasons.append(Reason(NO_FILE_MEANWHILE, "step"))
    return [*reasons, *_ended_by_the_laboratory(facts)]
