"""Sharing a result: the purposes of PACE 1984 s.63B(7) (verified), and to whom each may be told (design choice)."""

from dataclasses import dataclass
from typing import Final

from pathways.arrest_tests.rules.disclosing import (
    Content,
    DisclosureFacts,
    disclosure_faults,
    restriction_on_bail_notes,
)
from pathways.arrest_tests.rules.findings import Finding, stops
from pathways.arrest_tests.rules.outcomes import Purpose
from pathways.refusals import Reason
from pathways.vocabulary import Known, Worded


class Recipient(Worded):
    """Whom a result is told."""

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


RECIPIENTS: Final[dict[Purpose, tuple[Recipient, ...]]] = {
    Purpose.BAIL: (Recipient.COURT, Recipient.PROSECUTOR, Recipient.BAIL_OFFICER),
    Purpose.CONDITIONAL_CAUTION: (Recipient.CAUTION_OFFICER, Recipient.PROSECUTOR),
    Purpose.SUPERVISION: (Recipient.CUSTODY_STAFF, Recipient.PRISON, Recipient.SUPERVISING_OFFICER),
    Purpose.SENTENCE: (Recipient.COURT, Recipient.PROBATION, Recipient.PRISON),
    Purpose.REQUIRED_ASSESSMENT: (Recipient.ASSESSOR,),
    Purpose.FAILURE_PROCEEDINGS: (Recipient.PROSECUTOR, Recipient.COURT),
    Purpose.ADVICE_AND_TREATMENT: (Recipient.TREATMENT, Recipient.HEALTHCARE),
}


@dataclass(frozen=True, kw_only=True)
class BailNote:
    """A result told so that a court may restrict bail, and what is known of it (Bail Act 1976 Sch 1 paras 6A to 6C)."""

    is_area_notified: Known = Known.NOT_KNOWN
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SharingFacts:
    """What would be told to whom. `asked_for` is a purpose that is none of the seven, in the asker's words.

    `is_overturned`: the laboratory did not confirm it.
    """

    purpose: Purpose | None
    recipient: Recipient | None = None
    asked_for: str = ""
    is_of_assessment: bool = False
    is_overturned: bool = False
    bail_note: BailNote | None = None


def bail_notes(facts: SharingFacts, *, is_adult: bool) -> tuple[Finding, ...]:
    """V-054 for a note on restricting bail: of somebody under 18, for police bail, or of an area that is not notified.

    "Not known" whether it is notified never counts as yes.
    """
    if facts.bail_note is None or facts.purpose is not Purpose.BAIL:
        return ()
    return restriction_on_bail_notes(
        is_adult=is_adult,
        is_court_bail=facts.recipient is not Recipient.BAIL_OFFICER,
        is_area_notified=facts.bail_note.is_area_notified is Known.YES,
    )


def bail_note_faults(facts: SharingFacts, *, is_adult: bool) -> tuple[Reason, ...]:
    """A warning that is gone past has its reason."""
    if facts.bail_note is None or facts.bail_note.reason.strip():
        return ()
    return tuple(warning.as_reason("bail_reason") for warning in bail_notes(facts, is_adult=is_adult))


def sharing_faults(facts: SharingFacts) -> tuple[Finding, ...]:
    """V-049: a purpose of the Act, and one of those to whom it may be told for it. V-050: nothing of an assessment.

    A result that the laboratory did not confirm serves none of them (Drugs Act 2005 s.16; for every purpose: design
    choice).
    """
    if facts.is_of_assessment:
        return disclosure_faults(DisclosureFacts(content=Content.CONTENT))
    found = disclosure_faults(DisclosureFacts(content=Content.RESULT, purpose=facts.purpose, asked_for=facts.asked_for))
    if not found and facts.purpose is not None and facts.is_overturned:
        return (stops("V-049", text=f"{facts.purpose.label}: the laboratory did not confirm it"),)
    if found or facts.purpose is None or facts.recipient in RECIPIENTS[facts.purpose]:
        return found
    whom = facts.recipient.label if facts.recipient else "nobody named"
    return (stops("V-049", text=f"{facts.purpose.label}: {whom}"),)
