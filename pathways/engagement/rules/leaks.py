"""Something of an assessment that was told without the person's written consent: an information incident (V-050).

Telling it cannot be undone, so it is written down as it happened, by the manager of the service that told it. Police
are not told of it here: that somebody came is the very thing they may not know. Source: Drugs Act 2005 s.15 (verified);
data dictionary of drug testing on arrest 4, V-050 (design choice).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pathways.arrest_tests.rules.disclosing import Content, DisclosureFacts, disclosure_faults
from pathways.arrest_tests.rules.findings import Finding
from pathways.refusals import Reason
from pathways.vocabulary import Worded

LEAST_DONE: Final = 10
WAS_AGREED: Final = (
    "The person had agreed in writing at that time that police are told whether they came. This is not an incident"
)


class Leaked(Worded):
    """What was told."""

    ATTENDANCE = "attendance", "That the person came, takes part or has finished"
    CONTENT = "content", "What was said or found at an assessment"


class LeakedTo(Worded):
    """Who learned of it."""

    POLICE = "police", "Police"
    FAMILY = "family", "A relative or friend"
    EMPLOYER = "employer", "An employer, a landlord or a school"
    SERVICE = "service", "Another service or professional"
    PUBLIC = "public", "Somebody else"


@dataclass(frozen=True, kw_only=True)
class LeakFacts:
    """What was told to whom and when, as the manager writes it, and what was done about it."""

    what: Leaked
    whom: LeakedTo
    told_to: str
    told_at: datetime
    done: str


def leak_faults(facts: LeakFacts, *, now: datetime, police_may_know: bool) -> tuple[Reason, ...]:
    """Why it cannot be recorded so, each at its field. `police_may_know`: consent 2 lived then, in writing."""
    faults: list[Reason] = []
    if facts.told_at > now:
        faults.append(Reason("It cannot have been told in the future", "told_at"))
    if not facts.told_to.strip():
        faults.append(Reason("Enter who learned of it, by name and office", "told_to"))
    if len(facts.done.strip()) < LEAST_DONE:
        faults.append(Reason("Say what was done about it, in a sentence", "done"))
    if police_may_know and facts.whom is LeakedTo.POLICE and facts.what is Leaked.ATTENDANCE:
        faults.append(Reason(WAS_AGREED, "whom"))
    return tuple(faults)


def met_by_leak(facts: LeakFacts) -> Finding:
    """The rule that it met: V-050, whatever of an assessment was told."""
    content = Content.ATTENDANCE if facts.what is Leaked.ATTENDANCE else Content.CONTENT
    (finding,) = disclosure_faults(DisclosureFacts(content=content))
    return finding
