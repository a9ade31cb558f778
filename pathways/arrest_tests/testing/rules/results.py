"""The outcomes and results of a test, the appropriate adult, the laboratory, and what follows from a result."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from pathways.arrest_tests.authority.rules import first_authority_for
from pathways.arrest_tests.lawful_basis.rules.facts import CaseFacts, OffenceFacts, SampleFacts
from pathways.arrest_tests.offences.rules import is_supported
from pathways.arrest_tests.rules import CUSTODY_STEPS, Machine
from pathways.law.rules.findings import Bearing, Finding, SampleRoute, met, notes, stops, warns
from pathways.refusals import Reason
from pathways.tables import Listed, list_of
from pathways.vocabulary import Mark, Worded

# What may happen when a sample is asked for, what a device may show, and what a result may be used for.


class SampleOutcome(Worded):
    """What happened when the sample was asked for. A refusal is not a positive test (Drugs Act 2005 s.9)."""

    SAMPLE_GIVEN = "sample_given", "Sample given"
    REFUSED = (
        "refused",
        "Refused",
        "You will record their words. A refusal is an offence to review; it is not a positive test and gives no power "
        "to require an assessment",
    )
    COULD_NOT = "could_not", "Could not, with good cause", "No offence. You will record the reason"
    NOT_ASKED = "not_asked", "Not asked", "You will choose one reason from the list"


@dataclass(frozen=True, kw_only=True)
class NotTestedReason(Listed):
    """Why no sample was asked for. With `asks_why` the officer also says it in their own words."""

    asks_why: bool


@cache
def not_tested_reasons() -> Mapping[str, NotTestedReason]:
    """The closed list of reasons, by code, in the order of the page."""
    return list_of(Path(__file__).parent.parent / "data" / "not_tested_reasons.csv", NotTestedReason)


def authority_refused() -> NotTestedReason:
    """The reason that is recorded automatically when an inspector refused and no other offence may open a test."""
    return not_tested_reasons()["authority_refused"]


class AnalyteResult(Worded):
    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"
    INVALID = "invalid", "Invalid"


class OverallResult(Worded):
    """The result of a test, worked out from the panel and never typed. Only POSITIVE opens a required assessment."""

    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"
    INCONCLUSIVE = "inconclusive", "Inconclusive"
    NO_VALID_SAMPLE = "no_valid_sample", "No valid sample"

    @property
    def is_valid(self) -> bool:
        """Whether the device gave an answer, positive or negative."""
        return self in (OverallResult.POSITIVE, OverallResult.NEGATIVE)


class ToldAnswer(Worded):
    """What the person said when told the result."""

    ACCEPTS = "accepts", "Accepts it"
    DISPUTES = (
        "disputes",
        "Disputes it",
        "Book any assessment at least 5 working days after the sample is sent to the laboratory",
    )
    SAID_NOTHING = "said_nothing", "Said nothing"


class ResultPurpose(Worded):
    """The closed list of purposes for which a result may be used: PACE 1984 s.63B(7), verified."""

    BAIL = "s63B7_a", "A decision about granting bail"
    CONDITIONAL_CAUTION = "s63B7_aa", "A decision about a conditional or youth conditional caution"
    SUPERVISION = "s63B7_b", "Supervision in police detention, custody or on bail"
    SENTENCE = "s63B7_c", "Sentence, supervision or release on conviction"
    REQUIRED_ASSESSMENT = "s63B7_ca", "A required assessment"
    FAILURE_PROCEEDINGS = "s63B7_cb", "Proceedings for failing to attend or remain"
    ADVICE_AND_TREATMENT = "s63B7_d", "Advice and treatment for the person"

    @property
    def source(self) -> str:
        """The paragraph of the Act that allows the purpose, as a page names it."""
        return f"PACE 1984 s.63B(7)({self.value.removeprefix('s63B7_')})"

    @property
    def mark(self) -> Mark:
        """How far the source was checked: all of them were read in the Act as amended."""
        return Mark.VERIFIED


# The appropriate adult of one request for a sample: who it was, and at which of the three steps they were there.
#
# PACE 1984 s.63B(5A): the request, the warning and the taking are each in their presence (verified). The custody record
# says who is there for planning; this is about one request, and no later change of that record alters it.


class AdultStep(Worded):
    """The steps at which the adult has to be there."""

    WARNING = "warning", "The warning"
    REQUEST = "request", "The request"
    TAKING = "taking", "The taking of the sample"
    NONE = "none", "None of it"

    @classmethod
    def of_a_test(cls) -> "tuple[AdultStep, ...]":
        return (cls.WARNING, cls.REQUEST, cls.TAKING)

    @classmethod
    def of_outcome(cls, outcome: SampleOutcome) -> "tuple[AdultStep, ...]":
        """The steps that took place: without a sample there was no taking."""
        return cls.of_a_test() if outcome is SampleOutcome.SAMPLE_GIVEN else (cls.WARNING, cls.REQUEST)


class AdultRelation(Worded):
    """What the adult is to the person (design choice; PACE Code C 1.7, recalled)."""

    PARENT = "parent", "Parent"
    GUARDIAN = "guardian", "Guardian or carer"
    RELATIVE = "relative", "Other relative"
    SOCIAL_WORKER = "social_worker", "Social worker"
    SCHEME = "scheme", "From the appropriate adult scheme"
    OTHER = "other", "Somebody else, who is not employed by the police"


@dataclass(frozen=True, kw_only=True)
class AdultFacts:
    """Who the adult was and what they were there for. An adult there for nothing is not named."""

    name: str = ""
    relation: AdultRelation | None = None
    there_for: frozenset[AdultStep] = frozenset()

    def is_there_for_all(self, outcome: SampleOutcome) -> bool:
        return set(AdultStep.of_outcome(outcome)) <= self.there_for

    def words(self, outcome: SampleOutcome) -> str:
        """The adult in words: Mrs Rawcliffe (parent), there for the warning and the request; not for the taking."""
        steps = AdultStep.of_outcome(outcome)
        there = [_STEPS[step] for step in steps if step in self.there_for]
        absent = [_STEPS[step] for step in steps if step not in self.there_for]
        if not there:
            return "Needed; nobody was there"
        relation = self.relation.label[:1].lower() + self.relation.label[1:] if self.relation else "relation not said"
        not_for = f"; not for {_listed(absent)}" if absent else ""
        return f"{self.name} ({relation}), there for {_listed(there)}{not_for}"


def adult_faults(adult: AdultFacts | None, *, is_needed: bool) -> Iterator[Reason]:
    """What is missing about the adult. Whether one had to be there is V-007."""
    if adult is None:
        if is_needed:
            yield Reason("Select what the appropriate adult was there for, or ‘None of it’", "adult_there")
        return
    if adult.there_for and not adult.name.strip():
        yield Reason("Enter who the appropriate adult was", "adult_name")
    if adult.there_for and adult.relation is None:
        yield Reason("Select what the appropriate adult is to the person", "adult_relation")


_STEPS = {
    AdultStep.WARNING: "the warning",
    AdultStep.REQUEST: "the request",
    AdultStep.TAKING: "the taking",
}


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


# Whether the person was warned first, and said why they have good cause.


def was_warned_first(warned_at: datetime | None, requested_at: datetime | None) -> bool:
    """Whether the warning came before the request: one given after it warned nobody (PACE 1984 s.63B(5)(a))."""
    return warned_at is not None and requested_at is not None and warned_at <= requested_at


def good_cause_faults(*, was_claimed: bool, words: str) -> tuple[Finding, ...]:
    """V-026: a claim of good cause needs what the person said about it."""
    return (stops("V-026"),) if was_claimed and not words.strip() else ()


# The laboratory's answer about a positive result, and what it does to the requirement (Drugs Act 2005 s.16).
#
# A dispute stops nothing: the person must still go. Only an analysis that does not reveal a specified drug ends it.


ANSWER_WORKING_DAYS: Final = 5
"""Working days within which the laboratory answers (Home Office process guidance of 2010, withdrawn since)."""


class LabState(Worded):
    """The states of a laboratory check, as its table of steps names them."""

    DISPUTED = "DISPUTED", "Disputed, not sent yet"
    SENT = "SENT", "Sent to the laboratory"
    WITHDRAWN = "WITHDRAWN", "Dispute withdrawn"
    CONFIRMED = "CONFIRMED", "Confirmed by the laboratory"
    NOT_CONFIRMED = "NOT_CONFIRMED", "Not confirmed by the laboratory"
    NO_ANALYSIS = "NO_ANALYSIS", "Could not be analysed"

    @property
    def is_awaited(self) -> bool:
        return self in (LabState.DISPUTED, LabState.SENT)


class LabStep(Worded):
    """The steps of a laboratory check, in an officer's words."""

    DISPUTE = "dispute", "The person disputes the result"
    QUALITY = "quality_check", "Sent as a quality check of the force"
    SEND = "send", "Sent to the laboratory"
    WITHDRAW = "withdraw", "The person withdraws the dispute", "Only before it is sent. Record their words"
    CANNOT_SEND = "cannot_send", "It cannot be sent", "Too little is left, or it was lost"
    CONFIRMED = "confirmed", "A specified Class A drug was found"
    NOT_CONFIRMED = "not_confirmed", "No specified Class A drug was found", "The requirement ends, and any file with it"
    NO_ANALYSIS = "no_analysis", "It could not be analysed"


class LabBasis(Worded):
    """On what a result is disputed (drug-testing data dictionary, 2.5)."""

    DENIES_USE = "denies_use", "They say that they did not use it"
    MEDICATION = "medication", "A medicine or a treatment explains it"
    PROCEDURE = "procedure", "Something was wrong with how the sample was taken or read"


FIRST: Final = (LabStep.DISPUTE, LabStep.QUALITY)
WITH_WORDS: Final = frozenset({LabStep.DISPUTE, LabStep.WITHDRAW, LabStep.CANNOT_SEND, LabStep.NO_ANALYSIS})
WITH_REFERENCE: Final = frozenset({LabStep.QUALITY, LabStep.SEND})


@dataclass(frozen=True, kw_only=True)
class LabFacts:
    """A step about to be recorded. `since` is the moment of the step before, or when the result was read."""

    step: LabStep
    state: LabState | None
    result: OverallResult | None
    now: datetime
    at: datetime | None
    since: datetime | None
    words: str = ""
    reference: str = ""
    basis: LabBasis | None = None


def steps_from(state: LabState | None) -> tuple[LabStep, ...]:
    """The steps that may follow a state."""
    origin = state.value if state else "NONE"
    return tuple(step for step in LabStep if (origin, step.value) in CUSTODY_STEPS[Machine.LAB].steps)


def lab_faults(facts: LabFacts) -> tuple[Reason, ...]:
    """Every reason why a step cannot be recorded, each at its field."""
    allowed = OverallResult.POSITIVE, *([OverallResult.NEGATIVE] if facts.step is LabStep.QUALITY else [])
    if facts.step in FIRST and facts.result not in allowed:
        return (Reason("Only a result that was read can be sent, and only a positive one disputed", "step"),)
    if facts.step not in steps_from(facts.state):
        return (Reason("This is not the next step. Look at what is recorded", "step"),)
    reasons = []
    if facts.at is None:
        reasons.append(Reason("Enter the date and time", "at"))
    elif facts.at > facts.now:
        reasons.append(Reason("The time must be now or earlier", "at"))
    elif facts.since is not None and facts.at < facts.since.replace(second=0, microsecond=0):
        reasons.append(Reason("The time cannot be before the step before it", "at"))
    if facts.step is LabStep.DISPUTE and facts.basis is None:
        reasons.append(Reason("Select on what the result is disputed", "basis"))
    if facts.step in WITH_WORDS and not facts.words.strip():
        reasons.append(Reason("Record what the person said, or why", "words"))
    if facts.step in WITH_REFERENCE and not facts.reference.strip():
        reasons.append(Reason("Enter the reference of the laboratory or the courier", "reference"))
    return tuple(reasons)


def next_state(state: LabState | None, step: LabStep) -> LabState:
    """The state after a step. Raises ValueError if the step may not be taken."""
    after = CUSTODY_STEPS[Machine.LAB].after(state.value if state else "NONE", step.value)
    if after is None:
        raise ValueError(f"{step} may not follow {state}")
    return LabState(after)


# The result of a panel, when a sample is treated as taken on charge, and what a result allows.


def overall(analytes: Mapping[str, AnalyteResult]) -> OverallResult:
    """Positive if any is positive; negative only if all are negative; otherwise inconclusive."""
    shown = set(analytes.values())
    if AnalyteResult.POSITIVE in shown:
        return OverallResult.POSITIVE
    return OverallResult.NEGATIVE if shown == {AnalyteResult.NEGATIVE} else OverallResult.INCONCLUSIVE


def charge_condition_met_at(case: CaseFacts, at: datetime) -> datetime | None:
    """The first moment of the detention at which the charge condition was met (PACE 1984 s.63B(2), (5B): verified).

    It is met by a charge in detention with a trigger offence, or with one that an inspector authorised there. A charge
    after the release (by post) does not count; one that was dropped later does.
    """
    until = min(at, case.released_at) if case.released_at else at
    met = [_met_at(offence, replace(case, request_at=until)) for offence in case.offences]
    return min((moment for moment in met if moment is not None and moment <= until), default=None)


def _met_at(offence: OffenceFacts, case: CaseFacts) -> datetime | None:
    if offence.charged_at is None or not is_supported(offence, SampleRoute.CHARGE, case):
        return None
    authority = None if offence.is_trigger_for(SampleRoute.CHARGE) else first_authority_for(offence, case)
    return max(offence.charged_at, authority.given_at) if authority else offence.charged_at


def treated_as_charge_from(case: CaseFacts, sample: SampleFacts, at: datetime) -> datetime | None:
    """From when a sample taken on arrest is treated as taken on charge (s.63B(5B)); None if it is not."""
    met_at = charge_condition_met_at(case, at) if sample.route is SampleRoute.ARREST else None
    return max(met_at, sample.taken_at or met_at) if met_at else None


def result_findings(analytes: Mapping[str, AnalyteResult]) -> tuple[Finding, ...]:
    """What an officer should know about a panel: opiates are not heroin; an invalid line makes it inconclusive."""
    findings = []
    if analytes.get("opiates") is AnalyteResult.POSITIVE:
        findings.append(notes("V-030"))
    if AnalyteResult.INVALID in analytes.values() and overall(analytes) is OverallResult.INCONCLUSIVE:
        findings.append(warns("V-031"))
    return tuple(findings)


def what_it_allows(
    outcome: SampleOutcome, result: OverallResult | None, *, may_require: bool, may_ask_again: bool = False
) -> tuple[Finding, ...]:
    """What follows from an outcome and what does not, for the panel beside the test.

    `may_ask_again` means that the sample could not be used and the regime of the day allows a second.
    """
    if outcome is SampleOutcome.REFUSED:
        return (_only("REFUSAL"),)
    if outcome is not SampleOutcome.SAMPLE_GIVEN:
        return ()
    limits = (_only("SECOND-SAMPLE" if may_ask_again else "ONE-SAMPLE"), _only("V-024"))
    if result is None:
        return limits
    power = met("MAY-REQUIRE") if may_require else _only("NOT-POSITIVE")
    return (*((power,) if may_require or result is not OverallResult.POSITIVE else ()), *limits, _only("V-051"))


def _only(rule: str) -> Finding:
    """A rule as a note: nothing is wrong, but something may not be done."""
    return replace(met(rule), bearing=Bearing.NOTES)
