"""The law of drug testing on arrest, as pure functions: `PACE 1984 ss.63B and 63C`, `Drugs Act 2005 ss.9 to 12`."""

from pathways.arrest_tests.rules.answers import BasisAnswer, RouteAnswer, Tag
from pathways.arrest_tests.rules.assessment import (
    AssessmentAnswer,
    AssessmentDecision,
    AssessmentFacts,
    appointment_faults,
    explanations_missing,
    may_assessment_be_required,
    notice_faults,
)
from pathways.arrest_tests.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.rules.clocks import ClockKind, ClockState, LegalClock, legal_clocks
from pathways.arrest_tests.rules.facts import AuthorityFacts, CaseFacts, Notification, OffenceFacts, SampleFacts
from pathways.arrest_tests.rules.findings import Bearing, Finding
from pathways.arrest_tests.rules.law import Drug, controlled_drugs, offence_label, panel_on, regime_on
from pathways.arrest_tests.rules.outcomes import (
    AnalyteResult,
    NotTestedReason,
    Outcome,
    OverallResult,
    Purpose,
    ToldAnswer,
)
from pathways.arrest_tests.rules.record import RecordedTest, faults, relied_route, unwarned_refusal
from pathways.arrest_tests.rules.results import overall, result_findings, treated_as_charge_from
from pathways.arrest_tests.rules.routes import ClosedAs, OffenceState, Route, SampleCondition

__all__ = [
    "AnalyteResult",
    "AssessmentAnswer",
    "AssessmentDecision",
    "AssessmentFacts",
    "AuthorityFacts",
    "BasisAnswer",
    "Bearing",
    "CaseFacts",
    "ClockKind",
    "ClockState",
    "ClosedAs",
    "Drug",
    "Finding",
    "LegalClock",
    "NotTestedReason",
    "Notification",
    "OffenceFacts",
    "OffenceState",
    "Outcome",
    "OverallResult",
    "Purpose",
    "RecordedTest",
    "Route",
    "RouteAnswer",
    "SampleCondition",
    "SampleFacts",
    "Tag",
    "ToldAnswer",
    "appointment_faults",
    "controlled_drugs",
    "explanations_missing",
    "faults",
    "legal_clocks",
    "may_a_sample_be_requested",
    "may_assessment_be_required",
    "notice_faults",
    "offence_label",
    "overall",
    "panel_on",
    "regime_on",
    "relied_route",
    "result_findings",
    "treated_as_charge_from",
    "unwarned_refusal",
]
