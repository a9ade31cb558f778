"""May a person be kept in detention only for a sample? PACE 1984 s.37(8A)-(8B) before charge, s.38(2) after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pathways.arrest_tests.rules.findings import Finding, stops
from pathways.arrest_tests.rules.moments import hours_after, time_in_words

HOURS_BEFORE_CHARGE: Final = 24
HOURS_AFTER_CHARGE: Final = 6


@dataclass(frozen=True, kw_only=True)
class KeepingFacts:
    """A detention at a moment. `is_leaving_on_bail` is None while no release is decided."""

    at: datetime
    is_only_for_sample: bool
    relevant_time: datetime
    charged_at: datetime | None = None
    is_leaving_on_bail: bool | None = None


def may_be_kept_for_a_sample(facts: KeepingFacts) -> tuple[Finding, ...]:
    """V-019, V-019a, V-020: until when, and that release without bail gives no power to keep anybody for a sample."""
    if not facts.is_only_for_sample:
        return ()
    if facts.charged_at is not None and facts.charged_at <= facts.at:
        return _passed("V-020", facts.at, hours_after(facts.charged_at, HOURS_AFTER_CHARGE))
    without_bail = (stops("V-019a"),) if facts.is_leaving_on_bail is not True else ()
    return (*without_bail, *_passed("V-019", facts.at, hours_after(facts.relevant_time, HOURS_BEFORE_CHARGE)))


def _passed(rule: str, at: datetime, deadline: datetime) -> tuple[Finding, ...]:
    return (stops(rule, deadline=time_in_words(deadline)),) if at > deadline else ()
