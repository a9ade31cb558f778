"""What to do now about a concern, and whose duty it is, each with its source and mark."""

from collections.abc import Collection
from dataclasses import dataclass

from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.safeguarding.rules.words import ConcernKind
from pathways.vocabulary import Mark


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """One line of what to do, as the page shows it beside the form."""

    message: str
    source: str
    mark: Mark
    state: str = "dash"


DANGER = Guidance(
    message="In immediate danger: tell the custody sergeant or ring 999 now. This page can wait.",
    source="Local pathway",
    mark=Mark.PRACTICE,
    state="warn",
)
DUTY = Guidance(
    message="Police and councils are first responders: they have a duty to notify. A deciding officer reviews this and "
    "makes the right referral.",
    source="Modern Slavery Act 2015 s.52; College of Policing APP",
    mark=Mark.VERIFIED,
)
NOT_OURS_TO_SUBMIT = Guidance(
    message="A treatment provider is not a first responder and cannot make a referral to the National Referral "
    "Mechanism. What you raise goes to police, who have the duty to notify. Tell the council’s safeguarding team as "
    "well.",
    source="Modern Slavery Act 2015 s.52; College of Policing APP",
    mark=Mark.VERIFIED,
)
ADULT_CONSENT = Guidance(
    message="An adult has to agree to be referred to the National Referral Mechanism. Without that, police notify the "
    "Home Office without a name.",
    source="Treatment reference 1.11",
    mark=Mark.RECALLED,
)
CHILD = Guidance(
    message="A child can be referred without consent. Tell the council’s children’s social care today.",
    source="Treatment reference 1.11",
    mark=Mark.RECALLED,
    state="warn",
)
NON_PUNISHMENT = Guidance(
    message="Somebody made to commit an offence may have a defence: the review comes before any disposal.",
    source="Modern Slavery Act 2015 s.45",
    mark=Mark.RECALLED,
)
HOME = Guidance(
    message="Ask where they will sleep tonight before they leave. The home may not be safe.",
    source="Local pathway",
    mark=Mark.PRACTICE,
)

HEALTHCARE = Guidance(
    message="A risk to health is recorded. If they may be ill or intoxicated, call a healthcare professional first.",
    source="PACE Code C 9.5, through a written answer in Parliament",
    mark=Mark.SECONDARY,
    state="warn",
)


def healthcare_first(risks: RiskAnswers, *, is_unwell: bool) -> Guidance | None:
    """What comes before a sample or an authority, by what is recorded: never read out of anybody's words.

    `is_unwell`: too intoxicated or not fit when they were to be asked, or drinking every day.
    """
    return HEALTHCARE if risks.is_urgent or is_unwell else None


def what_to_do(*, by_provider: bool, is_child: bool, kinds: Collection[ConcernKind] = ()) -> tuple[Guidance, ...]:
    """What is done now, in order: danger first, then whose duty it is, then consent and the disposal."""
    found = [DANGER, NOT_OURS_TO_SUBMIT if by_provider else DUTY, CHILD if is_child else ADULT_CONSENT]
    if not by_provider:
        found.append(NON_PUNISHMENT)
    if not kinds or ConcernKind.CUCKOOING in kinds:
        found.append(HOME)
    return tuple(found)
