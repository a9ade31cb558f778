"""A test on arrest of before, and what is wrong with it: asked as the desk asks, but for what is asked of today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pathways.arrest_tests.lawful_basis.rules.facts import RouteAnswer
from pathways.arrest_tests.offences.rules import EnteredOffence, entry_reasons
from pathways.arrest_tests.testing.rules.record import RecordedTest, faults
from pathways.arrest_tests.testing.rules.results import AnalyteResult, OverallResult, SampleOutcome
from pathways.dates import london_date
from pathways.law.rules.findings import SampleCondition
from pathways.law.rules.offences_and_drugs import OTHER_OFFENCE, panel_on
from pathways.law.rules.tables import Law
from pathways.refusals import Reason

# The offence of before, where the other system says it: for which somebody was tested, or decided about.


@dataclass(frozen=True, kw_only=True)
class StatedOffence:
    """An offence by its code, with the drug; or, where no list has it, in words."""

    offence: str | None = None
    offence_drug: str | None = None
    other_offence: str | None = None

    def entered(self, arrested_at: datetime) -> EnteredOffence | None:
        """As the desk enters it; None where nothing is stated."""
        if self.offence is None and self.other_offence is None:
            return None
        return EnteredOffence(
            code=self.offence or OTHER_OFFENCE,
            drug=self.offence_drug,
            described_as=self.other_offence,
            arrested_at=arrested_at,
        )


def stated_offence_reasons(stated: StatedOffence, *, at: datetime, now: datetime, law: Law) -> Iterator[Reason]:
    """What is wrong with an offence of before: said in two ways, a drug of nothing, or not one that the desk takes."""
    if stated.offence is not None and stated.other_offence is not None:
        yield Reason("Say the offence from the list or in words, not both", "other_offence")
    elif stated.offence == OTHER_OFFENCE:
        yield Reason("Say in the column other_offence what the other offence is", "offence")
    elif stated.offence_drug is not None and stated.offence is None:
        yield Reason("Say the offence of the list that this drug belongs to", "offence_drug")
    elif (entered := stated.entered(at)) is not None:
        of_the_desk = entry_reasons([entered], now=now, in_detention=True, law=law)
        yield from (replace(each, field="offence") for each in of_the_desk)


# The test itself.


@dataclass(frozen=True, kw_only=True)
class PastTest(StatedOffence):
    """What another system says of one request for a sample on arrest, and of what came of it."""

    warned_at: datetime
    requested_at: datetime
    outcome: SampleOutcome
    taken_at: datetime | None = None
    sample_condition: SampleCondition | None = None
    refusal_words: str | None = None
    good_cause: str | None = None
    result_at: datetime | None = None
    cocaine: AnalyteResult | None = None
    opiates: AnalyteResult | None = None
    medicine: str | None = None
    required_at: datetime | None = None
    initial_at: datetime | None = None
    service_id: int | None = None

    @property
    def analytes(self) -> Mapping[str, AnalyteResult]:
        """The lines of the device that were read."""
        lines = {name: getattr(self, name) for name in ANALYTES}
        return {name: result for name, result in lines.items() if result is not None}

    @property
    def record(self) -> RecordedTest:
        """As an officer would enter it. Of a medicine nothing is said unless one is named."""
        return RecordedTest(
            outcome=self.outcome,
            warned_at=self.warned_at,
            requested_at=self.requested_at,
            taken_at=self.taken_at,
            sample_condition=self.sample_condition,
            refusal_words=self.refusal_words or "",
            good_cause=self.good_cause or "",
            result_at=self.result_at,
            analytes=self.analytes,
            has_medicine=True if self.medicine else None,
            medicine=self.medicine or "",
        )


ANALYTES: Final = ("cocaine", "opiates")
"""The lines of the device's panel that a test of before may say (`law/data/device_panel.csv`)."""
_NOT_KEPT: Final = frozenset({"has_medicine", "told_answer"})
"""What the desk asks of whoever reads a result today. Other systems did not keep it, and nobody can be asked."""
_ONLY_WITH_A_SAMPLE: Final = ("taken_at", "sample_condition", "result_at", *ANALYTES)
_AS_SAID_THERE: Final = {f"analyte_{name}": name for name in ANALYTES}


def past_test_reasons(facts: PastTest, *, now: datetime, law: Law) -> tuple[Reason, ...]:
    """Why a test of before cannot be recorded as it is said, by itself: each reason at its field."""
    if facts.outcome is SampleOutcome.NOT_ASKED:
        return (Reason("Nobody was asked for a sample, so there was no test. Leave the row out", "outcome"),)
    reasons = list(stated_offence_reasons(facts, at=facts.requested_at, now=now, law=law))
    if facts.warned_at > facts.requested_at:
        reasons.append(Reason("The warning must come before the request. Change one of the times", "warned_at"))
    panel = {each.code: each.label for each in panel_on(london_date(facts.requested_at), law)}
    for each in faults(facts.record, now=now, panel=panel, law=law):
        if each.field not in _NOT_KEPT and each.field != "warned_at":
            reasons.append(replace(each, field=_AS_SAID_THERE.get(each.field or "", each.field)))
    if facts.outcome is not SampleOutcome.SAMPLE_GIVEN:
        of_a_sample = next((name for name in _ONLY_WITH_A_SAMPLE if getattr(facts, name) is not None), None)
        if of_a_sample and not any(each.field == of_a_sample for each in reasons):
            reasons.append(Reason("No sample was given. Leave this blank", of_a_sample))
    elif facts.record.is_usable and not facts.record.has_result:
        reasons.append(Reason("A usable sample has a result. Say when it was read", "result_at"))
    return (*reasons, *_reasons_of_requirement(facts))


def _reasons_of_requirement(facts: PastTest) -> Iterator[Reason]:
    """What is wrong with an assessment that was required because of the result (Drugs Act 2005 s.9)."""
    requirement = (facts.required_at, facts.initial_at, facts.service_id)
    if requirement == (None, None, None):
        return
    if None in requirement:
        first = next(name for name in ("required_at", "initial_at", "service_id") if getattr(facts, name) is None)
        words = "Say of a required assessment when it was required, for when, and at which service"
        yield Reason(words, "service" if first == "service_id" else first)
        return
    if facts.record.overall_result is not OverallResult.POSITIVE:
        yield Reason("An assessment is required only after a positive result", "required_at")
    elif facts.result_at and facts.required_at and facts.required_at < facts.result_at:
        yield Reason("It cannot be required before the result was read", "required_at")
    if facts.required_at and facts.initial_at and facts.initial_at <= facts.required_at:
        yield Reason("The appointment must come after it was required", "initial_at")


_OF_THAT_DAY: Final = frozenset({"V-001", "V-005", "V-018"})
"""In police detention then, old enough, and no sample before: what the record of that day can say.

Whether the station was notified, an inspector authorised it or an appropriate adult was there is not asked: the other
system did not keep it, and what was done is not undone by that (design choice).
"""


def bars_of_that_day(
    route: RouteAnswer, facts: PastTest, *, arrived_at: datetime, released_at: datetime | None
) -> tuple[Reason, ...]:
    """Why nobody could have been tested at that moment of that detention, whatever the file says."""
    if facts.requested_at < arrived_at:
        return (Reason("The sample was asked for before they were brought into custody", "requested_at"),)
    if facts.required_at and released_at and facts.required_at > released_at:
        return (Reason("An assessment is required before the release (Drugs Act 2005 s.9)", "required_at"),)
    return tuple(each.as_reason("requested_at") for each in route.blocking if each.rule in _OF_THAT_DAY)
