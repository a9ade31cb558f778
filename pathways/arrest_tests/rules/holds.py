"""A record held for an inspector: what was done differently, the states of the hold, and who decides it."""

from collections.abc import Collection
from typing import Final

from pathways.arrest_tests.rules.transitions import Machine, state_after
from pathways.auth import Rank
from pathways.refusals import Reason
from pathways.vocabulary import Worded

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
    """How a record that met a rule stands. A record without a hold is clear."""

    QUARANTINED = "quarantined", "Held for an inspector"
    RELEASED = "released", "Released by an inspector"
    VOIDED = "voided", "Voided by an inspector"

    @property
    def may_be_used(self) -> bool:
        """Whether it may open a requirement, be told for a purpose, be counted (V-055)."""
        return self is HoldState.RELEASED


class HoldDecision(Worded):
    """What an inspector who had no part in it decides."""

    RELEASE = "release", "Release it", "It may be used from now on, as if no rule had been broken"
    VOID = "void", "Void it", "It is kept and never used. A required assessment that rested on it ends"


class SampleIs(Worded):
    """What becomes of the sample of a voided test."""

    DESTROYED = "destroyed", "Destroyed"
    KEPT = "kept_as_directed", "Kept as directed", "A coroner or the professional standards department may need it"


class Difference(Worded):
    """What an officer says was done differently. Times, offences and ages say the rest by themselves."""

    NOT_WARNED = "not_warned", "Asked before the warning, or without one"
    NO_ADULT = "no_appropriate_adult", "No appropriate adult was present for all of it"
    FORCE = "force_used", "Force was used"
    EXPIRED_LOT = "expired_lot", "The cartridge was out of date, or its check had failed"
    NOT_PRESCRIBED = "not_prescribed", "Taken by somebody not authorised or not trained"
    KEPT_TOO_LONG = "kept_only_for_sample", "Kept only for the sample, past the time allowed"
    KEPT_WITHOUT_BAIL = "kept_without_bail", "Kept only for the sample, though leaving without bail"


def moved(state: HoldState | None, event: str) -> HoldState | None:
    """Where a step of the table leads from here, or None where it may not be taken. No hold is CLEAR."""
    found = state_after(Machine.HOLD, state.name if state else "CLEAR", event)
    return HoldState[found] if found else None


def may_decide(*, rank: Rank | None, was_involved: bool) -> bool:
    """An inspector or above who neither recorded, noticed nor authorised what is held."""
    return rank is not None and rank.at_least(Rank.INSPECTOR) and not was_involved


def decision_faults(
    *,
    reasons: Collection[tuple[int, str]],
    decision: HoldDecision | None,
    sample_is: SampleIs | None,
    is_person_told: bool | None,
    has_sample: bool = True,
) -> tuple[Reason, ...]:
    """A reason for each rule; and what became of a sample and whether the person was told, where it is voided."""
    found = [
        Reason("Say why, for each thing that did not go by the rules", f"reason_{number}")
        for number, words in reasons
        if len(words.strip()) < LEAST_REASON
    ]
    if decision is HoldDecision.VOID and has_sample and sample_is is None:
        found.append(Reason("Select what became of the sample", "sample_is"))
    if decision is HoldDecision.VOID and is_person_told is None:
        found.append(Reason("Select whether the person has been told", "person_told"))
    return tuple(found)
