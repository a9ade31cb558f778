"""The tests on arrest that the return counts: how each stands on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from pathways.arrest_tests.testing.rules.results import LabState, LabStep
from pathways.reporting.rules.journeys import answer_of_laboratory
from pathways.reporting.rules.standings import Standing, days_of
from pathways.vocabulary import Worded


class OffenceKind(Worded):
    """What the offences are that a test rests on."""

    TRIGGER = "trigger", "Trigger offence"
    NOT_TRIGGER = "not_trigger", "Non-trigger offence"
    NOT_STATED = "not_stated", "Offence not stated"


class DrugsFound(Worded):
    """What a positive test found."""

    COCAINE = "cocaine", "Cocaine only"
    OPIATES = "opiates", "Opiates only"
    BOTH = "both", "Cocaine and opiates"
    NOT_STATED = "not_stated", "Drug not stated"


class Required(Worded):
    """What was decided of a required assessment after a positive test, and what became of it."""

    ATTENDED = "attended", "Required, attended and stayed"
    FAILED = "failed", "Required, did not attend or stay"
    AWAITED = "awaited", "Required, no outcome yet"
    NOT_REQUIRED = "not_required", "Decided not to require it"
    NOT_RECORDED = "not_recorded", "No decision recorded"


class Result(Worded):
    """What a test counts as."""

    POSITIVE = "positive", "Positive"
    OVERTURNED = "overturned", "Positive on the device, not confirmed by the laboratory"
    NEGATIVE = "negative", "Negative"
    HELD = "held", "Held for an inspector, or voided"
    REFUSED = "refused", "Refused a sample"


COUNTED: Final = (Result.POSITIVE, Result.OVERTURNED, Result.NEGATIVE)
"""The results of tests that count; the others stand apart."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was decided of a required assessment on a day; `outcomes` are the days on which more of it was known."""

    on: date
    became: Required
    outcomes: tuple[tuple[date, Required], ...] = ()


class TestedState(NamedTuple):
    """How a test on arrest stands on a day. `month` is that in which it was taken, or in which a sample was refused."""

    month: str
    force: int
    result: str
    tested_for: str
    drugs: str
    required: str


@dataclass(frozen=True, kw_only=True)
class ArrestTest:
    """One test on arrest with a positive or a negative result, or a sample that was refused.

    `force` is the number of the organisation, `known_on` the day of the result. `shows` are the drugs that the device
    found; `checks` the laboratory's steps with their London days; `decided` what was decided of required assessments on
    that arrest.
    """

    person_id: int
    record_id: int
    number: int
    force: int
    taken_on: date
    known_on: date
    is_positive: bool = False
    is_held: bool = False
    is_refused: bool = False
    tested_for: OffenceKind = OffenceKind.NOT_STATED
    shows: frozenset[str] = frozenset()
    checks: tuple[tuple[date, LabStep], ...] = ()
    decided: tuple[Decided, ...] = ()

    @property
    def days(self) -> frozenset[date]:
        """Every day on which more of it was known."""
        decisions = (day for each in self.decided for day in (each.on, *(on for on, _ in each.outcomes)))
        return days_of(self.known_on, *(on for on, _ in self.checks), *decisions)

    def on(self, as_at: date) -> Standing | None:
        """How it stands on the day that the figures are known on; None before its result was known."""
        if as_at < self.known_on:
            return None
        state = TestedState(
            month=month_of(self.taken_on),
            force=self.force,
            result=self.result_on(as_at).value,
            tested_for=self.tested_for.value,
            drugs=self.drugs_found.value,
            required=self._required_on(as_at).value,
        )
        return Standing(self.taken_on, self.taken_on, state)

    def result_on(self, as_at: date) -> Result:
        """What it counts as on a day on which its result was known."""
        if self.is_refused:
            return Result.REFUSED
        if self.is_held:
            return Result.HELD
        if not self.is_positive:
            return Result.NEGATIVE
        is_overturned = answer_of_laboratory(self.checks, as_at) is LabState.NOT_CONFIRMED
        return Result.OVERTURNED if is_overturned else Result.POSITIVE

    def _required_on(self, as_at: date) -> Required:
        """The last that was known by then; whoever attended once did."""
        required = Required.NOT_RECORDED
        for decision in self.decided:
            if decision.on > as_at or required is Required.ATTENDED:
                continue
            known = [became for on, became in decision.outcomes if on <= as_at] or [decision.became]
            required = Required.ATTENDED if Required.ATTENDED in known else known[-1]
        return required

    @property
    def drugs_found(self) -> DrugsFound:
        cocaine, opiates = "cocaine" in self.shows, "opiates" in self.shows
        if cocaine and opiates:
            return DrugsFound.BOTH
        return DrugsFound.COCAINE if cocaine else DrugsFound.OPIATES if opiates else DrugsFound.NOT_STATED


def month_of(of: date) -> str:
    return f"{of:%Y-%m}"
