"""What an entry of the directory may hold, and how a value of it is said in its history. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from pathways.directory.rules.diary import Weekday
from pathways.directory.rules.hours import Opening, said_of
from pathways.directory.rules.hours import week_of as _week_of
from pathways.directory.rules.words import Access
from pathways.refusals import Reason
from pathways.vocabulary import Area, Need, Worded

OLDEST: Final = 120

LABELS: Final[Mapping[str, str]] = {
    "name": "Name", "town": "Town", "areas": "Areas", "needs": "Helps with", "women_only": "For women only",
    "young_people": "For people under 18 only", "phone": "Telephone", "opening_hours": "Words about opening hours",
    "access_notes": "How to get in", "languages": "Languages", "opened_on": "Takes referrals from",
    "closed_on": "First day closed", "places": "Free places", "places_updated_on": "Counted on",
    "typical_wait_days": "Typical wait in days", "description": "What the service does", "website": "Website",
    "email": "E-mail", "outcodes": "Postcodes that begin with", "towns": "Towns and villages", "age_from": "Age from",
    "age_to": "Age up to", "co_occurring": "Mental health and substances together welcome",
    "outreach": "Comes to where the person is", "remote": "By telephone or on a screen", "access": "Access",
    "hours": "Opening hours", "on_bank_holidays": "Open on bank holidays", "place": "Place", "days": "Days that differ",
    "why": "Why", "published_at": "Last changed, as its file says",
}  # fmt: skip
"""Every field with the words its history shows, in the order of the page."""

_WORDS: Final[Mapping[str, Iterable[Worded]]] = {"needs": Need, "access": Access}


def entry_faults(values: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Every reason against what was entered; a field that is not given is not asked about."""
    return tuple(_faults(values))


def stored(name: str, value: Any) -> Any:
    """A value as its column keeps it: words by their value, the week as a list of sessions."""
    if name == "hours":
        return [
            {"weekday": session.weekday.value, "opens": f"{session.opens:%H:%M}", "closes": f"{session.closes:%H:%M}"}
            for session in value
        ]
    if name in ("outcodes", "towns"):
        return sorted(set(value))
    if isinstance(value, tuple | list | frozenset):
        return [part.value if isinstance(part, Worded | Area) else part for part in value]
    return value


def said(name: str, value: Any, areas: Mapping[str, Area] | None = None) -> str:
    """A stored value in words; "Not said" for none. `areas` are those of the county, by their code."""
    if value is None or value == "" or value == []:
        return "Not said"
    if name == "hours":
        return _week(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if name in _WORDS or name == "areas":
        words = (areas or {}).values() if name == "areas" else _WORDS[name]
        labels = {word.value: word.label for word in words}
        return ", ".join(labels.get(part, part) for part in value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def week_held(rows: Sequence[Mapping[str, str]]) -> tuple[Opening, ...]:
    """The stored week as the rules read it; a row that no longer reads is left out, never an error."""
    known = {each.value for each in Weekday}
    return tuple(
        Opening(
            weekday=Weekday(each["weekday"]),
            opens=time.fromisoformat(each["opens"]),
            closes=time.fromisoformat(each["closes"]),
        )
        for each in rows
        if each["weekday"] in known
    )


def days_said(first_on: date, last_on: date, session: tuple[time, time] | None, why: str) -> str:
    """Days that differ, in one line: "24 December 2026 to 1 January 2027: closed (Christmas)"."""
    days = said("", first_on) if first_on == last_on else f"{said('', first_on)} to {said('', last_on)}"
    return f"{days}: {said_of([session]) if session else 'closed'}{f' ({why})' if why else ''}"


def _week(rows: Sequence[Mapping[str, str]]) -> str:
    return "; ".join(f"{day.label} {words}" for day, words in _week_of(week_held(rows)) if words != "Closed")


def _faults(values: Mapping[str, Any]) -> Iterator[Reason]:
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened is not None and closed is not None and closed < opened:
        yield Reason("The day it closes must be on or after the day it opened", "closed_on")
    if "places" in values and (values["places"] is None) is not (values["places_updated_on"] is None):
        yield Reason("Enter the free places and the day they were counted, or neither", "places")
    low, high = values.get("age_from"), values.get("age_to")
    if low is not None and high is not None and low > high:
        yield Reason(f"The highest age must be {low} or more, as the lowest is {low}", "age_to")
