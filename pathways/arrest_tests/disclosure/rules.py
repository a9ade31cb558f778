"""What a result may be told for, to whom, and what happens if it was told against the rules.

PACE 1984 s.63B(7), Drugs Act 2005 s.15.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pathways.arrest_tests.lawful_basis.rules.facts import use_faults
from pathways.arrest_tests.rules import RELEASE_OR_VOID
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from pathways.law.rules.findings import Finding, holding, once_it_has_happened, stops, warns
from pathways.refusals import Reason
from pathways.vocabulary import Known, Worded

# What a result, and what an assessment brought out, may be told for.


class Content(Worded):
    """How much a disclosure carries. A purpose of s.63B(7) carries the result and nothing else."""

    RESULT = "result", "The result"
    FAILURE = "failure_only", "That the person failed to attend, or to remain"
    ATTENDANCE = "attendance", "That the person attended, engaged or completed"
    CONTENT = "content", "What was said or found at an assessment"

    @property
    def is_of_assessment(self) -> bool:
        return self in {Content.ATTENDANCE, Content.CONTENT}


class Exempt(Worded):
    """The two ways in which the Act lets what an assessment brought out be told without written consent."""

    ASSESSOR = "s15_1_assessor", "Somebody involved in that or the follow-up assessment"
    COURT = "s17_4_court", "A court, whether the initial assessment served as a bail assessment"


@dataclass(frozen=True, kw_only=True)
class DisclosureFacts:
    """What would be told, for which purpose. `asked_for` is the purpose in the asker's own words."""

    content: Content
    purpose: ResultPurpose | None = None
    asked_for: str = ""
    has_written_consent: bool = False
    exempt: Exempt | None = None


def disclosure_faults(facts: DisclosureFacts) -> tuple[Finding, ...]:
    """V-049 for a result, V-050 for anything from an assessment. A failure may be told: the assessor has to."""
    if facts.content.is_of_assessment:
        return () if facts.has_written_consent or facts.exempt else (stops("V-050"),)
    if facts.content is Content.RESULT and facts.purpose is None:
        return (stops("V-049", text=facts.asked_for or "no purpose"),)
    return ()


def disposal_faults(*, rests_on_result: bool, is_conditional_caution: bool) -> tuple[Finding, ...]:
    """V-051: a result may inform a conditional or youth conditional caution, and no other disposal (s.63B(7)(aa))."""
    return (stops("V-051"),) if rests_on_result and not is_conditional_caution else ()


def restriction_on_bail_notes(*, is_adult: bool, is_court_bail: bool, is_area_notified: bool) -> tuple[Finding, ...]:
    """V-054: restriction on bail is for adults, on court bail, in notified areas."""
    return () if is_adult and is_court_bail and is_area_notified else (warns("V-054"),)


# Sharing a result: the purposes of PACE 1984 s.63B(7) (verified), and to whom each may be told (design choice).


class ResultRecipient(Worded):
    """Who is told a result."""

    COURT = "court", "The court"
    PROSECUTOR = "prosecutor", "The prosecutor"
    BAIL_OFFICER = "bail_officer", "The custody officer who decides bail after charge"
    CAUTION_OFFICER = "caution_officer", "An officer who proposes, authorises or decides the caution"
    CUSTODY_STAFF = "custody_staff", "Custody staff"
    PRISON = "prison", "The prison"
    SUPERVISING_OFFICER = "supervising_officer", "The supervising officer"
    PROBATION = "probation", "Probation"
    ASSESSOR = "assessor", "The initial or follow-up assessor"
    TREATMENT = "treatment", "The treatment service"
    HEALTHCARE = "healthcare", "Custody healthcare"


RECIPIENTS: Final[dict[ResultPurpose, tuple[ResultRecipient, ...]]] = {
    ResultPurpose.BAIL: (ResultRecipient.COURT, ResultRecipient.PROSECUTOR, ResultRecipient.BAIL_OFFICER),
    ResultPurpose.CONDITIONAL_CAUTION: (ResultRecipient.CAUTION_OFFICER, ResultRecipient.PROSECUTOR),
    ResultPurpose.SUPERVISION: (
        ResultRecipient.CUSTODY_STAFF,
        ResultRecipient.PRISON,
        ResultRecipient.SUPERVISING_OFFICER,
    ),
    ResultPurpose.SENTENCE: (ResultRecipient.COURT, ResultRecipient.PROBATION, ResultRecipient.PRISON),
    ResultPurpose.REQUIRED_ASSESSMENT: (ResultRecipient.ASSESSOR,),
    ResultPurpose.FAILURE_PROCEEDINGS: (ResultRecipient.PROSECUTOR, ResultRecipient.COURT),
    ResultPurpose.ADVICE_AND_TREATMENT: (ResultRecipient.TREATMENT, ResultRecipient.HEALTHCARE),
}


@dataclass(frozen=True, kw_only=True)
class BailNote:
    """What a result told so that a court may restrict bail also says (Bail Act 1976 Sch 1 paras 6A to 6C).

    `reason` is why it is told although V-054 warns.
    """

    is_area_notified: Known = Known.NOT_KNOWN
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SharingFacts:
    """What would be told to whom. `asked_for` is a purpose that is none of the seven, in the asker's words.

    `is_overturned` means that the laboratory did not confirm the result.
    """

    purpose: ResultPurpose | None
    recipient: ResultRecipient | None = None
    asked_for: str = ""
    is_of_assessment: bool = False
    is_overturned: bool = False
    bail_note: BailNote | None = None


def bail_notes(facts: SharingFacts, *, is_adult: bool) -> tuple[Finding, ...]:
    """V-054: a warning about restricting bail of somebody under 18, for police bail, or in an area not notified.

    An area of which that is not known counts as not notified.
    """
    if facts.bail_note is None or facts.purpose is not ResultPurpose.BAIL:
        return ()
    return restriction_on_bail_notes(
        is_adult=is_adult,
        is_court_bail=facts.recipient is not ResultRecipient.BAIL_OFFICER,
        is_area_notified=facts.bail_note.is_area_notified is Known.YES,
    )


def bail_note_faults(facts: SharingFacts, *, is_adult: bool) -> tuple[Reason, ...]:
    """V-054 may be overridden only with a reason."""
    if facts.bail_note is None or facts.bail_note.reason.strip():
        return ()
    return tuple(warning.as_reason("bail_reason") for warning in bail_notes(facts, is_adult=is_adult))


def sharing_faults(facts: SharingFacts) -> tuple[Finding, ...]:
    """V-049: a result is told for a purpose of the Act, to a recipient of that purpose. V-050: no assessment is told.

    A result that the laboratory did not confirm may not be told for any purpose (Drugs Act 2005 s.16; that this holds
    for every purpose is a design choice).
    """
    if facts.is_of_assessment:
        return disclosure_faults(DisclosureFacts(content=Content.CONTENT))
    findings = disclosure_faults(
        DisclosureFacts(content=Content.RESULT, purpose=facts.purpose, asked_for=facts.asked_for)
    )
    if not findings and facts.purpose is not None and facts.is_overturned:
        return (stops("V-049", text=f"{facts.purpose.label}: the laboratory did not confirm it"),)
    if findings or facts.purpose is None or facts.recipient in RECIPIENTS[facts.purpose]:
        return findings
    whom = facts.recipient.label if facts.recipient else "nobody named"
    return (stops("V-049", text=f"{facts.purpose.label}: {whom}"),)


# A result that was told against the rules: recorded as it happened, and held for an inspector (V-049, V-055).
#
# Telling it cannot be undone, and to refuse the record would only lose it. Source: save, flag and hold, data
# dictionary 4 (design choice); the closed list of purposes, PACE 1984 s.63B(7) (verified).


LEAST_REASON: Final = 10
MAY_BE_TOLD: Final = "The Act lets this be told, and the record is not held. Record it as told, not as an incident"
WHOM_BY_NAME: Final = "Enter whom you told, by name and office"
WHOM: Final = "Select whom you told. If it was none of these, select ‘Something else’ and say what it was told for"


class TellingDecision(Worded):
    """What an inspector who had no part in it decides about an information incident.

    The list of purposes is closed: a release says that the Act allowed it all along. It makes nothing lawful.
    """

    RELEASED = (
        "released",
        "Release it: the Act allowed it after all",
        "It was recorded wrongly. Say which purpose of section 63B(7) covered it. A release makes nothing lawful that "
        "the Act does not allow",
    )
    VOIDED = (
        "voided",
        "Void it: the Act did not allow it",
        "Nobody may rely on it, and whoever was told has been told so",
    )


def met_by_telling(facts: SharingFacts, *, is_held: bool) -> tuple[Finding, ...]:
    """The rules that telling a result broke; empty if it was allowed."""
    return holding(once_it_has_happened((*sharing_faults(facts), *use_faults(is_held=is_held))))


def whom_faults(facts: SharingFacts) -> tuple[Reason, ...]:
    """Ask who was told, if a purpose of the Act is chosen and nobody is: that is not an incident yet."""
    if facts.purpose is None or facts.recipient is not None:
        return ()
    return (Reason(WHOM, f"to_{facts.purpose.value}"),)


def telling_faults(
    *, told_to: str, told_at: datetime | None, asked_for: str, now: datetime, read_at: datetime | None = None
) -> tuple[Reason, ...]:
    """What is missing or untrue about a result that was told, each at its field. `read_at` is when it was read."""
    reasons = []
    if not told_to.strip():
        reasons.append(Reason(WHOM_BY_NAME, "told_to"))
    if not asked_for.strip():
        reasons.append(Reason("Enter what it was told for", "asked_for"))
    if told_at is None:
        reasons.append(Reason("Enter when it was told", "told_at"))
    elif told_at > now:
        reasons.append(Reason("It cannot have been told in the future", "told_at"))
    elif read_at is not None and told_at < read_at.replace(second=0, microsecond=0):
        reasons.append(Reason("It cannot have been told before the result was read. Check the time", "told_at"))
    return tuple(reasons)


def deciding_faults(*, decision: TellingDecision | None, reason: str) -> tuple[Reason, ...]:
    """Why an inspector's decision about an incident cannot be recorded: it needs the decision and a reason."""
    reasons = [] if decision else [Reason(RELEASE_OR_VOID, "decision")]
    if len(reason.strip()) < LEAST_REASON:
        reasons.append(Reason("Say why, in a sentence", "reason"))
    return tuple(reasons)


def messages(findings: Iterable[Finding]) -> str:
    """The sentences of the rules that were broken, as they are stored with the incident."""
    return " ".join(finding.message for finding in findings)
