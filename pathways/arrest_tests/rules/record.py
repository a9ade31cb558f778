"""Whether the record of a test holds together: what must be there, in which order, and what may not be there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pathways.arrest_tests.rules.adults import AdultFacts, adult_faults
from pathways.arrest_tests.rules.answers import BasisAnswer, RouteAnswer
from pathways.arrest_tests.rules.book import Law
from pathways.arrest_tests.rules.failures import good_cause_faults, was_warned_first
from pathways.arrest_tests.rules.findings import Finding, stops
from pathways.arrest_tests.rules.moments import london_date
from pathways.arrest_tests.rules.outcomes import AnalyteResult, NotTestedReason, Outcome, OverallResult, ToldAnswer
from pathways.arrest_tests.rules.results import overall
from pathways.arrest_tests.rules.routes import SampleCondition
from pathways.arrest_tests.rules.taking import ReadingFacts, negative_faults, off_panel, reading_faults
from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class RecordedTest:
    """What an officer enters about one request for a sample. Times are instants; text is as typed."""

    outcome: Outcome
    warned_at: datetime | None = None
    requested_at: datetime | None = None
    taken_at: datetime | None = None
    sample_condition: SampleCondition | None = None
    refusal_words: str = ""
    good_cause: str = ""
    not_tested_reason: NotTestedReason | None = None
    not_tested_text: str = ""
    result_at: datetime | None = None
    analytes: Mapping[str, AnalyteResult] = field(default_factory=dict)
    has_medicine: bool | None = None
    medicine: str = ""
    told_answer: ToldAnswer | None = None
    told_as: OverallResult | None = None
    adult: AdultFacts | None = None

    @property
    def is_usable(self) -> bool:
        return self.outcome is Outcome.SAMPLE_GIVEN and self.sample_condition is SampleCondition.SUFFICIENT

    @property
    def adult_was_present(self) -> bool | None:
        """Whether the adult was there for every step of this request; None where nobody was asked yet."""
        if self.outcome is Outcome.NOT_ASKED:
            return None
        return self.adult is not None and self.adult.is_there_for_all(self.outcome)

    @property
    def has_result(self) -> bool:
        return bool(self.analytes) or self.result_at is not None

    @property
    def overall_result(self) -> OverallResult | None:
        """None while a usable sample has not been read, and where there was no sample."""
        if self.outcome is not Outcome.SAMPLE_GIVEN or self.sample_condition is None:
            return None
        if not self.is_usable:
            return OverallResult.NO_VALID_SAMPLE
        return overall(self.analytes) if self.analytes else None


def faults(
    record: RecordedTest,
    *,
    now: datetime,
    panel: Mapping[str, str],
    law: Law | None = None,
    is_as_it_happened: bool = False,
) -> tuple[Reason, ...]:
    """Everything wrong with a record by itself. `panel` maps each analyte of the device to its label; a form, which
    reads no tables, has no law to ask what it specifies.

    A record of what has happened may be out of order: that is for an inspector, and no reason to refuse it.
    """
    return (
        *_faults_of_the_request(record, now, is_as_it_happened),
        *_faults_of_the_sample(record, now, is_as_it_happened),
        *_faults_of_the_result(record, now, panel, law, is_as_it_happened),
    )


def read_of(record: RecordedTest, now: datetime, panel: Mapping[str, str], law: Law) -> tuple[Finding, ...]:
    """V-028 and V-029: what was read is of the device's own panel, and of drugs that the law of the day specifies."""
    read_on = london_date(record.result_at or now)
    return reading_faults(
        ReadingFacts(
            read_on=read_on,
            has_sample=record.is_usable,
            analytes=record.analytes,
            panel=panel,
            typed_overall=record.told_as,
            law=law,
        )
    )


def relied_route(record: RecordedTest, answer: BasisAnswer) -> tuple[RouteAnswer | None, tuple[Finding, ...]]:
    """The route the request rests on, or what stands in the way on the nearer route.

    A refusal without a warning is kept as what happened (V-025): it cannot go forward as an offence.
    """
    forgiven = {"V-014"} if record.outcome is Outcome.REFUSED else set()
    for route in answer.routes:
        if not set(route.blocks) - forgiven:
            return route, ()
    return None, tuple(one for one in answer.nearest.blocking if one.rule not in forgiven)


def unwarned_refusal(record: RecordedTest) -> Finding | None:
    """V-025, where a refusal was recorded without a warning before it."""
    warned = was_warned_first(record.warned_at, record.requested_at)
    return stops("V-025") if record.outcome is Outcome.REFUSED and not warned else None


def _faults_of_the_request(record: RecordedTest, now: datetime, is_as_it_happened: bool) -> Iterator[Reason]:
    if record.outcome is Outcome.NOT_ASKED:
        if record.not_tested_reason is None:
            yield Reason("Select why no sample was asked for", "not_tested_reason")
        elif record.not_tested_reason is NotTestedReason.OFFICER_DISCRETION and not record.not_tested_text.strip():
            yield Reason("Enter why you decided not to ask", "not_tested_text")
        return
    if record.requested_at is None:
        yield Reason("Enter the time you asked for the sample", "requested_at")
    elif record.requested_at > now:
        yield Reason("The time you asked cannot be in the future", "requested_at")
    if is_as_it_happened:
        if record.warned_at and record.warned_at > now:
            yield Reason("The warning cannot be in the future", "warned_at")
    elif record.warned_at is None:
        if record.outcome is not Outcome.REFUSED:
            yield stops("V-014").as_reason("warned_at")
    elif record.requested_at and record.warned_at > record.requested_at:
        yield Reason("The warning must come before you asked. Change one of the times", "warned_at")
    if record.outcome is Outcome.REFUSED and not record.refusal_words.strip():
        yield Reason("Enter what the person said when refusing, or that they said nothing", "refusal_words")
    yield from adult_faults(record.adult, is_needed=False)
    claimed = good_cause_faults(was_claimed=record.outcome is Outcome.COULD_NOT, words=record.good_cause)
    yield from (one.as_reason("good_cause") for one in claimed)


def _faults_of_the_sample(record: RecordedTest, now: datetime, is_as_it_happened: bool) -> Iterator[Reason]:
    if record.outcome is not Outcome.SAMPLE_GIVEN:
        return
    if record.taken_at is None:
        yield Reason("Enter the time the sample was taken", "taken_at")
    elif record.taken_at > now:
        yield Reason("The time the sample was taken cannot be in the future", "taken_at")
    elif not is_as_it_happened and record.requested_at and record.taken_at < record.requested_at:
        yield Reason("The sample cannot have been taken before you asked. Change one of the times", "taken_at")
    if record.sample_condition is None:
        yield Reason("Select whether the sample was enough and usable", "sample_condition")


def _faults_of_the_result(
    record: RecordedTest, now: datetime, panel: Mapping[str, str], law: Law | None, is_as_it_happened: bool
) -> Iterator[Reason]:
    if not record.has_result:
        return
    if not record.is_usable and not (is_as_it_happened and record.outcome is Outcome.SAMPLE_GIVEN):
        yield stops("V-027").as_reason("result_at")
        return
    if record.result_at is None:
        yield Reason("Enter the time the result was read", "result_at")
    elif record.result_at > now:
        yield Reason("The time the result was read cannot be in the future", "result_at")
    elif record.taken_at and record.result_at < record.taken_at:
        yield Reason("The result cannot have been read before the sample was taken", "result_at")
    if not record.is_usable:  # a spoiled sample was read all the same: no result of it counts, and an inspector is told
        return
    if not is_as_it_happened:  # else V-028 and V-029 hold it
        unread = off_panel(record.analytes, panel) if law is None else read_of(record, now, panel, law)
        yield from (finding.as_reason("told_as" if finding.rule == "V-031" else None) for finding in unread)
        if law is None:
            yield from (finding.as_reason("told_as") for finding in negative_faults(record.analytes, record.told_as))
    for analyte, label in panel.items():
        if analyte not in record.analytes:
            yield Reason(f"Select the result for {label[0].lower()}{label[1:]}", f"analyte_{analyte}")
    if record.has_medicine is None:
        yield Reason("Select whether any medicine or treatment could explain it", "has_medicine")
    elif record.has_medicine and not record.medicine.strip():
        yield Reason("Enter the medicine, who prescribed it and when it was last taken", "medicine")
    if record.told_answer is None:
        yield Reason("Select what the person said when told the result", "told_answer")
