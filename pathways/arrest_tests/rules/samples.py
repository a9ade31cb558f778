"""How many samples there may be in one continuous detention (PACE 1984 s.63B(5B): verified).

One, under every regime in force. A regime that allows a second allows it only after a first that was insufficient or
unsuitable (Bill of 2025, clauses on drug testing: uncertain); one that was lost is no reason to ask again.
"""

from typing import Final

from pathways.arrest_tests.rules.facts import CaseFacts
from pathways.arrest_tests.rules.routes import SampleCondition

SPOILED: Final = frozenset({SampleCondition.INSUFFICIENT, SampleCondition.UNSUITABLE})


def no_more_samples(case: CaseFacts) -> bool:
    """V-018: whether the sample or samples taken bar another, on either route, whatever the custody number."""
    return bool(case.samples) and not _may_retry(case)


def may_take_another(case: CaseFacts) -> bool:
    """Whether somebody still detained, whose sample could not be used, may be asked for a second one."""
    return case.in_police_detention and bool(case.samples) and _may_retry(case)


def _may_retry(case: CaseFacts) -> bool:
    return len(case.samples) < case.max_samples and case.samples[-1].condition in SPOILED
