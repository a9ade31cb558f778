"""A required assessment that went otherwise than the rules say: what is asked of it, and every rule it met.

It cannot be undone, so it is saved, flagged and held. Source: save, flag and hold, data dictionary 4 (design choice).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pathways.arrest_tests.rules.assessment import (
    TOLD,
    AssessmentFacts,
    appointment_faults,
    both_required,
    explanations_missing,
    may_assessment_be_required,
    notice_faults,
)
from pathways.arrest_tests.rules.findings import Finding, stops
from pathways.arrest_tests.rules.moments import time_in_words
from pathways.arrest_tests.rules.severities import holding, once_it_has_happened
from pathways.refusals import Reason
from pathways.vocabulary import Worded

NOTHING_AGAINST: Final = (
    "Nothing here is against a rule, and the person is still here. Require it on the page of the required assessment"
)
WAITS: Final = "What happened is recorded already and waits for an inspector. Tell the inspector what was different"
BINDS_NOBODY: Final = {
    "V-032": ("without a positive result nobody can be required", "Drugs Act 2005 s.9(1)"),
    "V-033": ("nobody under 18 can be required", "Drugs Act 2005 s.9(1)"),
    "V-035": ("the two assessments cannot be split", "Drugs Act 2005 s.10(2)"),
    "V-036": (
        "without the written notice no time was set that the person could miss",
        "Drugs Act 2005 s.11(6), s.12(6)",
    ),
    "V-038": ("the time had already passed, so nobody could keep to it", "Drugs Act 2005 s.11(2)"),
}
"""Met, these leave nothing that binds: released, the record is kept as a requirement that cannot be enforced."""


class Spoken(Worded):
    """What is said to the person, of the five; the fifth is the notice in writing."""

    TIME_AND_PLACE = "time_and_place", "The time and place of the initial assessment"
    FOLLOW_UP = "follow_up", "The follow-up assessment, and that it lapses if the first assessor says so"
    WARNED_INITIAL = "warned_initial", "The warning about the initial assessment"
    WARNED_FOLLOW_UP = "warned_follow_up", "The warning about the follow-up assessment"


@dataclass(frozen=True, kw_only=True)
class RequiredAsItHappened:
    """What an officer says really happened. Times are instants; blank where there was none."""

    imposed_at: datetime | None
    with_follow_up: bool
    initial_at: datetime | None = None
    service_id: int | None = None
    spoken: frozenset[Spoken] = frozenset()
    notice_served_at: datetime | None = None


def what_is_missing(said: RequiredAsItHappened, *, was_handed_over: bool, now: datetime) -> Iterator[Reason]:
    """What must be said, and what cannot be true. A rule that was broken is never a reason to refuse."""
    if said.imposed_at is None:
        yield Reason("Enter when the person was told that they must go", "imposed_at")
    elif said.imposed_at > now:
        yield Reason("It cannot have been required in the future", "imposed_at")
    is_timed = Spoken.TIME_AND_PLACE in said.spoken or said.service_id is not None
    if said.initial_at is None and is_timed:
        yield Reason("Enter the date and time of the initial assessment that the person was told", "initial_at")
    if said.service_id is None and (is_timed or said.initial_at is not None):
        yield Reason("Select the service where the person was told to go", "service_id")
    if was_handed_over and said.notice_served_at is None:
        yield Reason("Enter when the notice was handed over", "notice_served_at")
    elif said.notice_served_at is not None and said.notice_served_at > now:
        yield Reason("The notice cannot have been handed over in the future", "notice_served_at")


def met_by_requiring(
    said: RequiredAsItHappened, facts: AssessmentFacts, *, result_at: datetime | None, now: datetime
) -> tuple[Finding, ...]:
    """Each rule that it met, once. `facts` are of the moment at which it was required.

    One that is entered after the person left is held too, though it met none: only the entry says that it was in time.
    """
    imposed_at = facts.at
    if result_at is not None and result_at > imposed_at:
        facts = replace(facts, result=None)
    has_left = facts.released_at is not None and facts.released_at <= now
    found = holding(once_it_has_happened(_met(said, facts, has_left=has_left)))
    if found or not has_left or facts.released_at is None:
        return found
    left = time_in_words(facts.released_at)
    late = f"It is entered after the person left at {left}: only this entry says that it was required before."
    return holding(once_it_has_happened((replace(stops("V-034", time=left), message=late),)))


def why_it_binds_nobody(
    rules: Iterable[str], *, has_time: bool, left_without_notice: bool, is_positive: bool, has_died: bool
) -> tuple[str, ...]:
    """Why a record that met these rules is no requirement, even released: by what it met, and as things stand now."""
    against = set(rules) | ({"V-036"} if left_without_notice else set()) | (set() if is_positive else {"V-032"})
    found = [f"{words} ({source})" for rule, (words, source) in BINDS_NOBODY.items() if rule in against]
    if not has_time:
        found.append("no time and place was set (Drugs Act 2005 s.11(2))")
    if has_died:
        found.append("the person has died")
    return tuple(found)


def _met(said: RequiredAsItHappened, facts: AssessmentFacts, *, has_left: bool) -> Iterator[Finding]:
    yield from may_assessment_be_required(facts).bars
    yield from both_required(with_follow_up=said.with_follow_up)
    told = {words for each, words in zip(Spoken, TOLD, strict=False) if each in said.spoken}
    if said.notice_served_at is not None:
        yield from notice_faults(served_at=said.notice_served_at, imposed_at=facts.at, released_at=facts.released_at)
    elif has_left:
        yield stops("V-036")
    if said.notice_served_at is not None or not has_left:  # still here, it can be handed over yet
        told.add(TOLD[-1])
    yield from explanations_missing(told)
    yield from appointment_faults(replace(facts, initial_at=said.initial_at))
