"""Offences of failing: to give a sample (PACE 1984 s.63B(8)); to attend or to remain (Drugs Act 2005 ss.12, 14)."""

from datetime import date, datetime
from typing import Final

from pathways.arrest_tests.rules.findings import Finding, stops, warns
from pathways.arrest_tests.rules.moments import day_in_words

LIMIT_MONTHS: Final = 6
WARNED_MONTHS: Final = 5


def file_faults(*, has_ceased_after_laboratory: bool) -> tuple[Finding, ...]:
    """V-047: a laboratory that did not confirm the result ends the requirement and any proceedings (s.16)."""
    return (stops("V-047"),) if has_ceased_after_laboratory else ()


def was_warned_first(warned_at: datetime | None, requested_at: datetime | None) -> bool:
    """Whether the warning came before the request: one given after it warned nobody (PACE 1984 s.63B(5)(a))."""
    return warned_at is not None and requested_at is not None and warned_at <= requested_at


def refusal_file_faults(*, was_warned: bool) -> tuple[Finding, ...]:
    """V-025: a refusal without the warning before it opens no review of an offence."""
    return () if was_warned else (stops("V-025"),)


def good_cause_faults(*, was_claimed: bool, words: str) -> tuple[Finding, ...]:
    """V-026: what the person said about why, where they claim good cause."""
    return (stops("V-026"),) if was_claimed and not words.strip() else ()


def time_limit_notes(*, failed_on: date, today: date, is_decided: bool) -> tuple[Finding, ...]:
    """V-048: one month before the time limit of a summary offence, while nothing is decided."""
    if is_decided or today < months_after(failed_on, WARNED_MONTHS):
        return ()
    return (warns("V-048", date=day_in_words(time_limit(failed_on))),)


def time_limit(failed_on: date) -> date:
    """The last day of the six months (recalled: Magistrates' Courts Act 1980 s.127)."""
    return months_after(failed_on, LIMIT_MONTHS)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))
