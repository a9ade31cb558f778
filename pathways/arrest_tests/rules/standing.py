"""Whether a record may be used at all: not while it is held, not under a law that is not switched on."""

from datetime import date

from pathways.arrest_tests.rules.findings import Finding, notes, stops
from pathways.arrest_tests.rules.moments import day_in_words


def use_faults(*, is_held: bool) -> tuple[Finding, ...]:
    """V-055: a held or voided record opens no requirement and no file, is told to nobody and counted nowhere."""
    return (stops("V-055"),) if is_held else ()


def not_switched_on(begins_on: date | None, day: date) -> tuple[Finding, ...]:
    """V-052: law without a first day, or before it, is not relied on."""
    return (stops("V-052", date=day_in_words(day)),) if begins_on is None or day < begins_on else ()


def charge_notes(*, is_treated_as_charge_sample: bool) -> tuple[Finding, ...]:
    """V-053: an arrest-route sample counts as taken on charge, and the custody record says so (s.63B(5B)(a))."""
    return (notes("V-053"),) if is_treated_as_charge_sample else ()
