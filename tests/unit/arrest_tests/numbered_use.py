"""V-049 to V-056: what a record may be used for, and when it may not be used at all."""

from datetime import date, datetime
from typing import Any

from pathways.arrest_tests.disclosure.rules import (
    Content,
    DisclosureFacts,
    disclosure_faults,
    disposal_faults,
    restriction_on_bail_notes,
)
from pathways.arrest_tests.lawful_basis.rules.facts import charge_notes, not_switched_on, use_faults
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from pathways.law.rules.findings import Finding, stops
from pathways.people.deaths.rules import death_bars
from tests.unit.arrest_tests.numbered import Numbered
from tests.unit.arrest_tests.records import NOW


def disclosure(content: Content = Content.RESULT, **changes: Any) -> Any:
    return lambda: disclosure_faults(DisclosureFacts(content=content, **changes))


def regime(begins: date | None) -> Any:
    return lambda: not_switched_on(begins, date(2026, 12, 1))


def on_bail(**changes: bool) -> Any:
    facts = {"is_adult": True, "is_court_bail": True, "is_area_notified": True}
    return lambda: restriction_on_bail_notes(**(facts | changes))


def of_the_dead(died_at: datetime | None) -> tuple[Finding, ...]:
    """V-056 is the people room's own bar, asked before every step, word for word."""
    return tuple(finding for bar in death_bars(died_at) if (finding := stops("V-056")).message == bar.message)


USE = (
    Numbered("V-049", "a result is told for a purpose of the closed list",
             disclosure(asked_for="a landlord"), disclosure(purpose=ResultPurpose.ADVICE_AND_TREATMENT)),
    Numbered("V-050", "nothing of an assessment is told without written consent",
             disclosure(Content.ATTENDANCE), disclosure(Content.ATTENDANCE, has_written_consent=True)),
    Numbered("V-051", "a result informs a conditional caution and no other disposal",
             lambda: disposal_faults(rests_on_result=True, is_conditional_caution=False),
             lambda: disposal_faults(rests_on_result=True, is_conditional_caution=True)),
    Numbered("V-052", "the rules of 2026 wait for their first day", regime(None), regime(date(2026, 12, 1))),
    Numbered("V-053", "a sample taken before a charge counts as taken on it",
             lambda: charge_notes(is_treated_as_charge_sample=True),
             lambda: charge_notes(is_treated_as_charge_sample=False)),
    Numbered("V-054", "restriction on bail is for adults on court bail in notified areas",
             on_bail(is_court_bail=False), on_bail()),
    Numbered("V-055", "a held record is not used", lambda: use_faults(is_held=True), lambda: use_faults(is_held=False)),
    Numbered("V-056", "nothing is sent to the dead",
             lambda: of_the_dead(NOW), lambda: of_the_dead(None)),
)  # fmt: skip
