"""What happened when the person was asked, what the device showed, and what that allows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pathways.arrest_tests.rules.facts import CaseFacts
from pathways.arrest_tests.rules.findings import Bearing, Finding, met, notes, warns
from pathways.arrest_tests.rules.offences import is_supported
from pathways.arrest_tests.rules.outcomes import (
    AnalyteResult,
    Outcome,
    OverallResult,
)
from pathways.arrest_tests.rules.routes import OffenceState, Route


def overall(analytes: Mapping[str, AnalyteResult]) -> OverallResult:
    """Positive if any is positive; negative only if all are negative; otherwise inconclusive."""
    shown = set(analytes.values())
    if AnalyteResult.POSITIVE in shown:
        return OverallResult.POSITIVE
    return OverallResult.NEGATIVE if shown == {AnalyteResult.NEGATIVE} else OverallResult.INCONCLUSIVE


def treated_as_charge_sample(case: CaseFacts, at: datetime) -> bool:
    """An arrest-route sample, and the charge condition met later in the same detention (s.63B(5B)(a))."""
    later = replace(case, request_at=at)
    return any(sample.route is Route.ARREST for sample in case.samples) and any(
        offence.state_at(at) is OffenceState.CHARGED and is_supported(offence, Route.CHARGE, later)
        for offence in case.offences
    )


def result_findings(analytes: Mapping[str, AnalyteResult]) -> tuple[Finding, ...]:
    """What an officer should know about a panel: opiates are not heroin; an invalid line makes it inconclusive."""
    found = []
    if analytes.get("opiates") is AnalyteResult.POSITIVE:
        found.append(notes("V-030"))
    if AnalyteResult.INVALID in analytes.values() and overall(analytes) is OverallResult.INCONCLUSIVE:
        found.append(warns("V-031"))
    return tuple(found)


def what_it_allows(
    outcome: Outcome, result: OverallResult | None, *, may_require: bool, may_ask_again: bool = False
) -> tuple[Finding, ...]:
    """What follows from an outcome and what does not, for the panel beside the test.

    `may_ask_again`: the sample could not be used, and the regime of the day allows a second.
    """
    if outcome is Outcome.REFUSED:
        return (_only("REFUSAL"),)
    if outcome is not Outcome.SAMPLE_GIVEN:
        return ()
    limits = (_only("SECOND-SAMPLE" if may_ask_again else "ONE-SAMPLE"), _only("V-024"))
    if result is None:
        return limits
    power = met("MAY-REQUIRE") if may_require else _only("NOT-POSITIVE")
    return (*((power,) if may_require or result is not OverallResult.POSITIVE else ()), *limits, _only("V-051"))


def _only(rule: str) -> Finding:
    """A limit: nothing is wrong, but something may not be done."""
    return replace(met(rule), bearing=Bearing.NOTES)
