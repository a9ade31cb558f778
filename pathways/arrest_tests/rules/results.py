"""What happened when the person was asked, what the device showed, and what that allows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pathways.arrest_tests.rules.facts import CaseFacts, OffenceFacts, SampleFacts
from pathways.arrest_tests.rules.findings import Bearing, Finding, met, notes, warns
from pathways.arrest_tests.rules.offences import first_authority_for, is_supported
from pathways.arrest_tests.rules.outcomes import (
    AnalyteResult,
    Outcome,
    OverallResult,
)
from pathways.arrest_tests.rules.routes import Route


def overall(analytes: Mapping[str, AnalyteResult]) -> OverallResult:
    """Positive if any is positive; negative only if all are negative; otherwise inconclusive."""
    shown = set(analytes.values())
    if AnalyteResult.POSITIVE in shown:
        return OverallResult.POSITIVE
    return OverallResult.NEGATIVE if shown == {AnalyteResult.NEGATIVE} else OverallResult.INCONCLUSIVE


def charge_condition_met_at(case: CaseFacts, at: datetime) -> datetime | None:
    """The first moment of the detention at which the charge condition was met (PACE 1984 s.63B(2), (5B): verified).

    Charged in detention with a trigger offence, or with one that an inspector authorised there. A charge after the
    release (by post) meets nothing, and one that was dropped since was met all the same.
    """
    until = min(at, case.released_at) if case.released_at else at
    met = [_met_at(offence, replace(case, request_at=until)) for offence in case.offences]
    return min((moment for moment in met if moment is not None and moment <= until), default=None)


def _met_at(offence: OffenceFacts, case: CaseFacts) -> datetime | None:
    if offence.charged_at is None or not is_supported(offence, Route.CHARGE, case):
        return None
    authority = None if offence.is_trigger_for(Route.CHARGE) else first_authority_for(offence, case)
    return max(offence.charged_at, authority.given_at) if authority else offence.charged_at


def treated_as_charge_from(case: CaseFacts, sample: SampleFacts, at: datetime) -> datetime | None:
    """From when an arrest-route sample must be treated as taken on charge, if it must (s.63B(5B))."""
    met_at = charge_condition_met_at(case, at) if sample.route is Route.ARREST else None
    return max(met_at, sample.taken_at or met_at) if met_at else None


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
