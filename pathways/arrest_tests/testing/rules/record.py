"""Reminders, how a sample is taken and read, whether its record is complete, and the set-up of a shift."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from pathways.arrest_tests.lawful_basis.rules.facts import BasisAnswer, RouteAnswer
from pathways.arrest_tests.testing.rules.results import (
    AdultFacts,
    AnalyteResult,
    NotTestedReason,
    OverallResult,
    SampleOutcome,
    ToldAnswer,
    adult_faults,
    good_cause_faults,
    overall,
    was_warned_first,
)
from pathways.dates import day_in_words, london_date
from pathways.law.rules.findings import Finding, SampleCondition, stops
from pathways.law.rules.offences_and_drugs import controlled_drugs, is_specified
from pathways.law.rules.tables import Drug, Law
from pathways.refusals import Reason
from pathways.tables import Listed, list_of
from pathways.vocabulary import Mark, Worded

# Reminders: why a sample is not asked for yet, and when to ask again.


LONGEST = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class LaterReason(Listed):
    """Why a sample is not asked for now. None of these is a refusal.

    `is_unwell`: it shows that somebody may need a healthcare professional. `asks_why`: the officer says it in words.
    """

    is_unwell: bool
    asks_why: bool


@cache
def reasons_to_ask_later() -> Mapping[str, LaterReason]:
    """The closed list of reasons, by code, in the order of the page."""
    return list_of(Path(__file__).parent.parent / "data" / "reasons_to_ask_later.csv", LaterReason)


@dataclass(frozen=True, kw_only=True)
class LaterFacts:
    """Why a sample is not asked for now, and when to ask again: None while it is not typed."""

    why: LaterReason
    ask_again_at: datetime | None
    note: str = ""

    @property
    def words(self) -> str:
        """The reason in the words of a list; for "something else" what the officer wrote."""
        return self.note if self.why.asks_why else self.why.label


def later_reasons(facts: LaterFacts, *, now: datetime) -> tuple[Reason, ...]:
    """What is wrong with a reminder, in the order of the form (design choice)."""
    reasons = []
    if facts.why and facts.why.asks_why and not facts.note.strip():
        reasons.append(Reason("Say why not now", "note"))
    if facts.ask_again_at is None:
        return tuple(reasons)
    if facts.ask_again_at <= now:
        reasons.append(Reason("The time to ask again must be ahead. Type a later time", "ask_again_at"))
    elif facts.ask_again_at > now + LONGEST:
        reasons.append(Reason("Ask again within 24 hours. Type an earlier time", "ask_again_at"))
    return tuple(reasons)


# How a sample may be taken and read: by whom, with what, without force, for which drugs.


@dataclass(frozen=True, kw_only=True)
class TakingFacts:
    """Who would take a sample, with which cartridge, and how."""

    taken_on: date
    taker: str
    is_prescribed: bool
    is_trained: bool = True
    lot: str = ""
    lot_expires_on: date | None = None
    has_passed_check: bool = True
    is_by_force: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadingFacts:
    """What would be recorded as read from a device, and whether there is a sample at all.

    `panel` maps each analyte of the device to its label. `shows` may say which drug a line shows; else the law does.
    """

    read_on: date
    has_sample: bool
    analytes: Mapping[str, AnalyteResult]
    panel: Mapping[str, str]
    device: str = "the device"
    typed_overall: OverallResult | None = None
    shows: Mapping[str, Drug | None] = field(default_factory=dict)
    law: Law


def taking_faults(facts: TakingFacts) -> tuple[Finding, ...]:
    """V-022 to V-024: a trained and prescribed taker, a valid cartridge and checked device, no force."""
    findings = []
    if not (facts.is_prescribed and facts.is_trained):
        findings.append(stops("V-022", name=facts.taker))
    expires = facts.lot_expires_on
    if (expires is not None and expires < facts.taken_on) or not facts.has_passed_check:
        findings.append(
            stops("V-023", lot=facts.lot, expiry=day_in_words(expires) if expires else "a day not recorded")
        )
    if facts.is_by_force:
        findings.append(stops("V-024"))
    return tuple(findings)


def reading_faults(facts: ReadingFacts) -> tuple[Finding, ...]:
    """V-027 to V-029 and V-031: a result needs a sample, a line of the device's panel, and a drug the law specifies."""
    findings = [stops("V-027")] if facts.analytes and not facts.has_sample else []
    findings += off_panel(facts.analytes, facts.panel, facts.device)
    for analyte in facts.analytes:
        drug = facts.shows[analyte] if analyte in facts.shows else substance_shown(analyte, facts.law)
        if analyte in facts.panel and (drug is None or not is_specified(drug, facts.read_on, facts.law)):
            findings.append(stops("V-029", analyte=facts.panel[analyte], date=day_in_words(facts.read_on)))
    return (*findings, *negative_faults(facts.analytes, facts.typed_overall))


def negative_faults(analytes: Mapping[str, AnalyteResult], typed_overall: OverallResult | None) -> tuple[Finding, ...]:
    """V-031: if a line is invalid, the person is not told that the result is negative."""
    is_partly_invalid = AnalyteResult.INVALID in analytes.values()
    return (stops("V-031"),) if typed_overall is OverallResult.NEGATIVE and is_partly_invalid else ()


def off_panel(analytes: Iterable[str], panel: Iterable[str], device: str = "the device") -> list[Finding]:
    """V-028, once for each line that the device does not have."""
    known = set(panel)
    return [stops("V-028", analyte=analyte, device=device) for analyte in analytes if analyte not in known]


def substance_shown(analyte: str, law: Law) -> Drug | None:
    """The drug that a line of the panel shows, or None if the table names none."""
    shown = {row.code: row.shows for row in law.panel}
    return controlled_drugs(law).get(shown.get(analyte, ""))


# Whether the record of a test is complete and consistent.


@dataclass(frozen=True, kw_only=True)
class RecordedTest:
    """What an officer enters about one request for a sample. Times are instants; text is as typed."""

    outcome: SampleOutcome
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
        return self.outcome is SampleOutcome.SAMPLE_GIVEN and self.sample_condition is SampleCondition.SUFFICIENT

    @property
    def adult_was_present(self) -> bool | None:
        """Whether the adult was there for every step of this request; None if no sample was asked for."""
        if self.outcome is SampleOutcome.NOT_ASKED:
            return None
        return self.adult is not None and self.adult.is_there_for_all(self.outcome)

    @property
    def has_result(self) -> bool:
        return bool(self.analytes) or self.result_at is not None

    @property
    def overall_result(self) -> OverallResult | None:
        """The result that follows from the lines; None without a sample, or until a usable one is read."""
        if self.outcome is not SampleOutcome.SAMPLE_GIVEN or self.sample_condition is None:
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
    """Everything wrong with a record by itself. `panel` maps each analyte of the device to its label.

    A form gives no `law`, so V-029 is not checked there. With `is_as_it_happened` a broken rule is no reason to refuse
    the record: it is for an inspector.
    """
    return (
        *_faults_of_the_request(record, now, is_as_it_happened),
        *_faults_of_the_sample(record, now, is_as_it_happened),
        *_faults_of_the_result(record, now, panel, law, is_as_it_happened),
    )


def read_of(record: RecordedTest, now: datetime, panel: Mapping[str, str], law: Law) -> tuple[Finding, ...]:
    """V-027 to V-029 and V-031 for what a record says was read, under the law of that day."""
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
    """The route that the request rests on, or None and what blocks the nearer route.

    A refusal without a warning is recorded as it happened (V-025): it cannot go forward as an offence.
    """
    forgiven = {"V-014"} if record.outcome is SampleOutcome.REFUSED else set()
    for route in answer.routes:
        if not set(route.blocks) - forgiven:
            return route, ()
    return None, tuple(finding for finding in answer.nearest.blocking if finding.rule not in forgiven)


def unwarned_refusal(record: RecordedTest) -> Finding | None:
    """V-025 for a refusal without a warning before it; else None."""
    warned = was_warned_first(record.warned_at, record.requested_at)
    return stops("V-025") if record.outcome is SampleOutcome.REFUSED and not warned else None


def _faults_of_the_request(record: RecordedTest, now: datetime, is_as_it_happened: bool) -> Iterator[Reason]:
    if record.outcome is SampleOutcome.NOT_ASKED:
        if record.not_tested_reason is None:
            yield Reason("Select why no sample was asked for", "not_tested_reason")
        elif record.not_tested_reason.asks_why and not record.not_tested_text.strip():
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
        if record.outcome is not SampleOutcome.REFUSED:
            yield stops("V-014").as_reason("warned_at")
    elif record.requested_at and record.warned_at > record.requested_at:
        yield Reason("The warning must come before you asked. Change one of the times", "warned_at")
    if record.outcome is SampleOutcome.REFUSED and not record.refusal_words.strip():
        yield Reason("Enter what the person said when refusing, or that they said nothing", "refusal_words")
    yield from adult_faults(record.adult, is_needed=False)
    claimed = good_cause_faults(was_claimed=record.outcome is SampleOutcome.COULD_NOT, words=record.good_cause)
    yield from (finding.as_reason("good_cause") for finding in claimed)


def _faults_of_the_sample(record: RecordedTest, now: datetime, is_as_it_happened: bool) -> Iterator[Reason]:
    if record.outcome is not SampleOutcome.SAMPLE_GIVEN:
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
    if not record.is_usable and not (is_as_it_happened and record.outcome is SampleOutcome.SAMPLE_GIVEN):
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


# The set-up of a shift: device, cartridge lot, who takes the samples, and whether they may.


SHIFT: Final = timedelta(hours=12)
NOT_PASSED: Final = "The device’s check did not pass. Do not use it: set up another device"


class TakerCategory(Worded):
    """Who may take a sample (SI 2001/2645 reg 2)."""

    POLICE_OFFICER = "police_officer", "A police officer"
    FORCE_STAFF = "force_staff", "Employed by the force, with this duty"
    CONTRACTOR_STAFF = "contractor_staff", "Employed by a contractor of the force, with this duty"


@dataclass(frozen=True, kw_only=True)
class ShiftFacts:
    """The device, the lot and the operator. `category` is None for somebody who is none of those prescribed."""

    device: str
    serial: str
    lot: str
    lot_expires_on: date | None
    check_passed_at: datetime | None
    taker: str
    category: TakerCategory | None
    trained_until: date | None


def is_trained_on(facts: ShiftFacts, day: date) -> bool:
    """Whether the training of the person who takes the samples is valid on a day."""
    return facts.trained_until is not None and facts.trained_until >= day


def taking_with(facts: ShiftFacts, day: date) -> TakingFacts:
    """The facts of a sample taken on a day with a set-up."""
    return TakingFacts(
        taken_on=day,
        taker=facts.taker,
        is_prescribed=facts.category is not None,
        is_trained=is_trained_on(facts, day),
        lot=facts.lot,
        lot_expires_on=facts.lot_expires_on,
        has_passed_check=facts.check_passed_at is not None,
    )


def before_the_sample(facts: ShiftFacts | None, day: date) -> tuple[Finding, ...]:
    """V-022 and V-023 before a sample is asked for. Without a set-up that is what is missing."""
    return taking_faults(taking_with(facts, day)) if facts else (stops("SET-UP"),)


def set_up_reasons(facts: ShiftFacts, *, now: datetime, today: date) -> tuple[Reason, ...]:
    """Every reason why a shift cannot be set up like this, each at its field."""
    fields = {"V-022": "trained_until" if facts.category else "category", "V-023": "lot_expires_on"}
    met = taking_faults(replace(taking_with(facts, today), has_passed_check=True))
    return (*_of_the_check(facts.check_passed_at, now), *(finding.as_reason(fields[finding.rule]) for finding in met))


def _of_the_check(passed_at: datetime | None, now: datetime) -> tuple[Reason, ...]:
    if passed_at is None:
        return (Reason(NOT_PASSED, "has_passed", "Maker's instructions and force policy", Mark.PRACTICE),)
    return (Reason("The check cannot have passed in the future", "check_passed_at"),) if passed_at > now else ()


def is_of_this_shift(made_at: datetime, now: datetime) -> bool:
    """Whether a set-up made at that time still counts: it does for 12 hours."""
    return now - made_at < SHIFT
