"""What a result and an assessment may be told for: PACE 1984 s.63B(7), Drugs Act 2005 s.15; and what the dead get."""

from dataclasses import dataclass

from pathways.arrest_tests.rules.findings import Finding, stops, warns
from pathways.arrest_tests.rules.outcomes import Purpose
from pathways.vocabulary import Worded


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
    """The two doors of the Act for what an assessment brought out, without written consent."""

    ASSESSOR = "s15_1_assessor", "Somebody involved in that or the follow-up assessment"
    COURT = "s17_4_court", "A court, whether the initial assessment served as a bail assessment"


@dataclass(frozen=True, kw_only=True)
class DisclosureFacts:
    """What would be told, for which purpose. `asked_for` is the purpose in the asker's own words."""

    content: Content
    purpose: Purpose | None = None
    asked_for: str = ""
    has_written_consent: bool = False
    exempt: Exempt | None = None


def disclosure_faults(facts: DisclosureFacts) -> tuple[Finding, ...]:
    """V-049 for a result, V-050 for anything from an assessment. A failure is told by the assessor's own duty."""
    if facts.content.is_of_assessment:
        return () if facts.has_written_consent or facts.exempt else (stops("V-050"),)
    if facts.content is Content.RESULT and facts.purpose is None:
        return (stops("V-049", text=facts.asked_for or "no purpose"),)
    return ()


def disposal_faults(*, rests_on_result: bool, is_conditional_caution: bool) -> tuple[Finding, ...]:
    """V-051: a result informs a conditional or youth conditional caution, and no other disposal (s.63B(7)(aa))."""
    return (stops("V-051"),) if rests_on_result and not is_conditional_caution else ()


def restriction_on_bail_notes(*, is_adult: bool, is_court_bail: bool, is_area_notified: bool) -> tuple[Finding, ...]:
    """V-054: restriction on bail is for adults, on court bail, in notified areas."""
    return () if is_adult and is_court_bail and is_area_notified else (warns("V-054"),)
