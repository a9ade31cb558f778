"""One numbered rule as its tests read it: the policy in a sentence, what breaks it, and the nearest thing that does not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import CaseFacts
from pathways.law.rules.findings import Finding, SampleRoute
from tests.unit.arrest_tests.cases import a_case

Said = Callable[[], Iterable[Finding]]


@dataclass(frozen=True)
class Numbered:
    """`broken` and `unbroken` give everything the rules say of two cases that differ in one thing."""

    code: str
    policy: str
    broken: Said
    unbroken: Said

    def findings(self, how: Said) -> list[Finding]:
        """What is said under this number, what is met left out."""
        return [finding for finding in how() if finding.rule == self.code and finding.bearing.value != "met"]

    def __str__(self) -> str:
        return f"{self.code} {self.policy}"


def of(route: SampleRoute, **changes: Any) -> Said:
    """Everything said of one route of the plainest case with these changes."""
    return of_case(route, a_case(**changes))


def of_case(route: SampleRoute, case: CaseFacts) -> Said:
    def findings() -> Iterable[Finding]:
        answer = may_a_sample_be_requested(case)
        route_answer = answer.arrest if route is SampleRoute.ARREST else answer.charge
        return (*route_answer.findings, *route_answer.shared)

    return findings
