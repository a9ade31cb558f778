"""Held records: their states, who decides about them and how, and the rules that what happened breaks."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from pathways.arrest_tests.assessment.rules import (
    TOLD,
    RequiredAssessmentFacts,
    appointment_faults,
    both_required,
    explanations_missing,
    may_assessment_be_required,
    notice_faults,
)
from pathways.arrest_tests.lawful_basis.rules.facts import BasisAnswer, CaseFacts, not_switched_on
from pathways.arrest_tests.rules import CUSTODY_STEPS, Machine
from pathways.arrest_tests.testing.rules.record import RecordedTest, TakingFacts, taking_faults, unwarned_refusal
from pathways.arrest_tests.testing.rules.results import SampleOutcome
from pathways.auth.roles import Rank
from pathways.dates import time_in_words
from pathways.law.rules.findings import Finding, holding, once_it_has_happened, stops
from pathways.people.rules import ReleaseType
from pathways.refusals import Reason
from pathways.vocabulary import Worded

# The states of a hold, what an officer may say was different, and what is asked of the inspector's decision.


LEAST_REASON: Final = 10
NOTHING_HELD: Final = (
    "Nothing here is against a rule. Record it as a drug test, or select what was done differently if that is missing"
)
IS_HELD_APART: Final = (
    "This entry says what really happened, and an inspector decides about it. Record any change there: a correction "
    "would take it out of the inspector’s hands"
)
IS_VOID: Final = "An inspector voided this record. It stays as it is: record what was found since as another sample"


class HoldState(Worded):
    """The state of a record that broke a rule. A record that breaks none has no hold."""

    QUARANTINED = "quarantined", "Held for an inspector"
    RELEASED = "released", "Released by an inspector"
    VOIDED = "voided", "Voided by an inspector"

    @property
    def may_be_used(self) -> bool:
        """Whether the record may open a requirement, be told and be counted (V-055)."""
        return self is HoldState.RELEASED


class HoldDecision(Worded):
    """What an inspector decides about a held record."""

    RELEASE = "release", "Release it", "It may be used from now on, as if no rule had been broken"
    VOID = "void", "Void it", "It is kept and never used. A required assessment that rested on it ends"


class SampleIs(Worded):
    """What becomes of the sample of a voided test."""

    DESTROYED = "destroyed", "Destroyed"
    KEPT = "kept_as_directed", "Kept as directed", "A coroner or the professional standards department may need it"


class Difference(Worded):
    """What an officer says was done differently. The times, the offences and the age show everything else."""

    NOT_WARNED = "not_warned", "Asked before the warning, or without one"
    NO_ADULT = "no_appropriate_adult", "No appropriate adult was present for all of it"
    FORCE = "force_used", "Force was used"
    EXPIRED_LOT = "expired_lot", "The cartridge was out of date, or its check had failed"
    NOT_PRESCRIBED = "not_prescribed", "Taken by somebody not authorised or not trained"
    KEPT_TOO_LONG = "kept_only_for_sample", "Kept only for the sample, past the time allowed"
    KEPT_WITHOUT_BAIL = "kept_without_bail", "Kept only for the sample, though leaving without bail"


def moved(state: HoldState | None, event: str) -> HoldState | None:
    """The state after a step of the table, or None if it may not be taken. Without a hold the state is CLEAR."""
    after = CUSTODY_STEPS[Machine.HOLD].after(state.name if state else "CLEAR", event)
    return HoldState[after] if after else None


def may_decide(*, rank: Rank | None, was_involved: bool) -> bool:
    """Whether somebody may decide about a held record: an inspector or above who had no part in it."""
    return rank is not None and rank.at_least(Rank.INSPECTOR) and not was_involved


def decision_faults(
    *,
    reasons: Collection[tuple[int, str]],
    decision: HoldDecision | None,
    sample_is: SampleIs | None,
    is_person_told: bool | None,
    has_sample: bool = True,
) -> tuple[Reason, ...]:
    """What is missing of a decision: a reason for each rule (id, words), and for a void two answers more.

    Those are what became of the sample and whether the person was told.
    """
    faults = [
        Reason("Say why, for each thing that did not go by the rules", f"reason_{number}")
        for number, words in reasons
        if len(words.strip()) < LEAST_REASON
    ]
    if decision is HoldDecision.VOID and has_sample and sample_is is None:
        faults.append(Reason("Select what became of the sample", "sample_is"))
    if decision is HoldDecision.VOID and is_person_told is None:
        faults.append(Reason("Select whether the person has been told", "person_told"))
    return tuple(faults)


# Every rule that what happened at a test breaks: by its times, by the case, and by what the officer says.


NOT_SAID: Final = "not recorded"


@dataclass(frozen=True, kw_only=True)
class HappenedFacts:
    """What really happened: the record, both routes when the sample was asked for, and what the officer says.

    `read` are the findings about the result (`read_of`).
    """

    record: RecordedTest
    answer: BasisAnswer
    taken_on: date
    differences: frozenset[Difference] = frozenset()
    read: tuple[Finding, ...] = ()
    taker: str = ""
    is_trained: bool = True
    lot: str = ""
    lot_expires_on: date | None = None


def as_row(case: CaseFacts, differences: frozenset[Difference]) -> CaseFacts:
    """The case, changed if the officer says that the person was kept only for the sample."""
    if not differences & {Difference.KEPT_TOO_LONG, Difference.KEPT_WITHOUT_BAIL}:
        return case
    without = Difference.KEPT_WITHOUT_BAIL in differences
    leaving = ReleaseType.WITHOUT_BAIL if without else ReleaseType.ON_BAIL
    return replace(case, held_only_for_sample=True, release_decision=leaving)


def met_by_what_happened(facts: HappenedFacts) -> tuple[Finding, ...]:
    """The rules that a test broke, each sentence once, as they count for something that has happened."""
    return once_it_has_happened(dict.fromkeys((*_of_the_request(facts), *_of_the_sample(facts), *facts.read)))


def _of_the_request(facts: HappenedFacts) -> Iterable[Finding]:
    standing = facts.answer.nearest.blocking
    broken = {rule for rule, difference in _SAID.items() if difference in facts.differences}
    yield from standing
    yield from (stops(rule) for rule in sorted(broken - {finding.rule for finding in standing}))
    if any(
        finding.rule == "V-052" for finding in facts.answer.nearest.shared
    ):  # a second sample rests on a law to come
        yield from not_switched_on(None, facts.taken_on)
    unwarned = unwarned_refusal(facts.record)
    if unwarned is not None:
        yield unwarned


def _of_the_sample(facts: HappenedFacts) -> Iterable[Finding]:
    if facts.record.outcome is SampleOutcome.SAMPLE_GIVEN:
        yield from taking_faults(
            TakingFacts(
                taken_on=facts.taken_on,
                taker=facts.taker or "Whoever took the sample",
                is_prescribed=Difference.NOT_PRESCRIBED not in facts.differences,
                is_trained=facts.is_trained,
                lot=facts.lot or NOT_SAID,
                lot_expires_on=facts.lot_expires_on,
                has_passed_check=Difference.EXPIRED_LOT not in facts.differences,
                is_by_force=Difference.FORCE in facts.differences,
            )
        )


_SAID: Final = {"V-007": Difference.NO_ADULT, "V-014": Difference.NOT_WARNED}


# A required assessment that was done against the rules: what is asked of its record, and every rule it broke.
#
# It cannot be undone, so it is saved, flagged and held. Source: save, flag and hold, data dictionary 4 (design
# choice).


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
"""Rules whose breach leaves nothing that binds: even a released record then cannot be enforced."""


class Spoken(Worded):
    """Four of the five things said to the person (`TOLD`); the fifth is the notice in writing."""

    TIME_AND_PLACE = "time_and_place", "The time and place of the initial assessment"
    FOLLOW_UP = "follow_up", "The follow-up assessment, and that it lapses if the first assessor says so"
    WARNED_INITIAL = "warned_initial", "The warning about the initial assessment"
    WARNED_FOLLOW_UP = "warned_follow_up", "The warning about the follow-up assessment"


@dataclass(frozen=True, kw_only=True)
class RequiredAsItHappened:
    """How an officer says an assessment was really required. Times are instants, None if there was none."""

    imposed_at: datetime | None
    with_follow_up: bool
    initial_at: datetime | None = None
    service_id: int | None = None
    spoken: frozenset[Spoken] = frozenset()
    notice_served_at: datetime | None = None


def what_is_missing(entry: RequiredAsItHappened, *, was_handed_over: bool, now: datetime) -> Iterator[Reason]:
    """What is missing or cannot be true in such a record. A broken rule is never a reason to refuse it."""
    if entry.imposed_at is None:
        yield Reason("Enter when the person was told that they must go", "imposed_at")
    elif entry.imposed_at > now:
        yield Reason("It cannot have been required in the future", "imposed_at")
    is_timed = Spoken.TIME_AND_PLACE in entry.spoken or entry.service_id is not None
    if entry.initial_at is None and is_timed:
        yield Reason("Enter the date and time of the initial assessment that the person was told", "initial_at")
    if entry.service_id is None and (is_timed or entry.initial_at is not None):
        yield Reason("Select the service where the person was told to go", "service_id")
    if was_handed_over and entry.notice_served_at is None:
        yield Reason("Enter when the notice was handed over", "notice_served_at")
    elif entry.notice_served_at is not None and entry.notice_served_at > now:
        yield Reason("The notice cannot have been handed over in the future", "notice_served_at")


def met_by_requiring(
    entry: RequiredAsItHappened, facts: RequiredAssessmentFacts, *, result_at: datetime | None, now: datetime
) -> tuple[Finding, ...]:
    """Each rule that requiring the assessment broke, once. `facts` are those of the moment when it was required.

    One entered after the person left is held even if it broke none: only the entry says that it was in time (V-034).
    """
    imposed_at = facts.at
    if result_at is not None and result_at > imposed_at:
        facts = replace(facts, result=None)
    has_left = facts.released_at is not None and facts.released_at <= now
    findings = holding(once_it_has_happened(_met(entry, facts, has_left=has_left)))
    if findings or not has_left or facts.released_at is None:
        return findings
    left = time_in_words(facts.released_at)
    late = f"It is entered after the person left at {left}: only this entry says that it was required before."
    return holding(once_it_has_happened((replace(stops("V-034", time=left), message=late),)))


def why_it_binds_nobody(
    rules: Iterable[str], *, has_time: bool, left_without_notice: bool, is_positive: bool, has_died: bool
) -> tuple[str, ...]:
    """Why a record that broke these rules binds nobody even if it is released, as things are now; empty if it binds."""
    against = set(rules) | ({"V-036"} if left_without_notice else set()) | (set() if is_positive else {"V-032"})
    reasons = [f"{words} ({source})" for rule, (words, source) in BINDS_NOBODY.items() if rule in against]
    if not has_time:
        reasons.append("no time and place was set (Drugs Act 2005 s.11(2))")
    if has_died:
        reasons.append("the person has died")
    return tuple(reasons)


def _met(entry: RequiredAsItHappened, facts: RequiredAssessmentFacts, *, has_left: bool) -> Iterator[Finding]:
    yield from may_assessment_be_required(facts).bars
    yield from both_required(with_follow_up=entry.with_follow_up)
    explained = {words for each, words in zip(Spoken, TOLD, strict=False) if each in entry.spoken}
    if entry.notice_served_at is not None:
        yield from notice_faults(served_at=entry.notice_served_at, imposed_at=facts.at, released_at=facts.released_at)
    elif has_left:
        yield stops("V-036")
    if entry.notice_served_at is not None or not has_left:  # still here, it can be handed over yet
        explained.add(TOLD[-1])
    yield from explanations_missing(explained)
    yield from appointment_faults(replace(facts, initial_at=entry.initial_at))
