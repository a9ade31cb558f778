"""Opening hours of a service, the words of the directory, and what an entry may hold. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final, Protocol

from pathways.dates import CLOSES, LONDON, OPENS, day_in_words
from pathways.directory.diary.rules import Weekday
from pathways.refusals import Reason
from pathways.vocabulary import Area, Need, Worded

# When a service is open: the hours of its week, days that differ, bank holidays. Design choices, no law. Hours are
# London wall time, instants are UTC.


LOOKS_AHEAD: Final = timedelta(days=60)
"""A service closed for longer than this has no known next opening: ring first."""
NOT_KNOWN: Final = "Opening hours not known: ring first"
TYPE_HOURS: Final = "Type hours like 09:00 to 17:00, or 09:00 to 12:00, 13:00 to 17:00, or leave blank when closed"
MOST_SESSIONS: Final = 4

Session = tuple[time, time]
"""From and to, London wall time, on one day."""
_TIME: Final = r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?\s*(am|pm)?"
_SESSION: Final = re.compile(rf"{_TIME}\s*(?:to|-|–|until)\s*{_TIME}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class WeekSession:
    """One session of the ordinary week."""

    weekday: Weekday
    opens: time
    closes: time


@dataclass(frozen=True, kw_only=True)
class DatedHours:
    """Days that differ from the ordinary week, first and last included. Without a session the service is closed."""

    first_on: date
    last_on: date
    sessions: tuple[Session, ...] = ()
    why: str = ""


class Opens(Protocol):
    """What the rules read of a service: its dates, its week, and the days that differ."""

    @property
    def opened_on(self) -> date: ...
    @property
    def closed_on(self) -> date | None: ...
    @property
    def hours(self) -> tuple[WeekSession, ...]: ...
    @property
    def exceptions(self) -> tuple[DatedHours, ...]: ...
    @property
    def on_bank_holidays(self) -> bool: ...


def sessions_on(service: Opens, day: date, holidays: Collection[date] = ()) -> tuple[Session, ...] | None:
    """When a service is open on a London day; empty when closed, None when nobody has said.

    Days that differ come before bank holidays, and those before the week. Where two exceptions cover a day, a closed
    one wins: somebody at a locked door is worse than a room that stays empty.
    """
    if day < service.opened_on or (service.closed_on is not None and day >= service.closed_on):
        return ()
    dated = [each for each in service.exceptions if each.first_on <= day <= each.last_on]
    if dated:
        return () if any(not each.sessions for each in dated) else _sorted(at for each in dated for at in each.sessions)
    if not service.hours:
        return None
    if day in holidays and not service.on_bank_holidays:
        return ()
    weekday = list(Weekday)[day.weekday()]
    return _sorted((each.opens, each.closes) for each in service.hours if each.weekday is weekday)


OFFICE_HOURS: Final[tuple[Session, ...]] = ((OPENS, CLOSES),)
"""The hours assumed for a service that has said none, Monday to Friday: those of a working day."""


def sessions_or_usual(service: Opens, day: date, holidays: Collection[date] = ()) -> tuple[Session, ...]:
    """When a service is open on a London day; office hours on working days where nobody has said."""
    sessions = sessions_on(service, day, holidays)
    if sessions is None:
        return OFFICE_HOURS if day.weekday() < len(Weekday) - 2 and day not in holidays else ()
    return sessions


def next_day_open(service: Opens, after: date, holidays: Collection[date] = ()) -> date | None:
    """The first day after this one on which the service is open; None where there is none within 60 days."""
    days = (after + timedelta(days=number) for number in range(1, LOOKS_AHEAD.days + 1))
    return next((day for day in days if sessions_or_usual(service, day, holidays)), None)


def open_at(service: Opens, moment: datetime, holidays: Collection[date] = ()) -> bool | None:
    """Whether the doors are open at an instant: from `opens` until just before `closes`; None where not known."""
    wall = moment.astimezone(LONDON)
    sessions = sessions_on(service, wall.date(), holidays)
    if sessions is None:
        return None
    return any(opens <= wall.time().replace(tzinfo=None) < closes for opens, closes in sessions)


def next_open_after(service: Opens, moment: datetime, holidays: Collection[date] = ()) -> datetime | None:
    """The instant from which somebody can be sent there: `moment` itself while open, else the next opening.

    None when the hours are not known, or when no opening lies within 60 days.
    """
    if open_at(service, moment, holidays):
        return moment.astimezone(UTC)
    first = moment.astimezone(LONDON).date()
    for number in range(LOOKS_AHEAD.days + 1):
        day = first + timedelta(days=number)
        for opens, _ in sessions_on(service, day, holidays) or ():
            at = datetime.combine(day, opens, tzinfo=LONDON).astimezone(UTC)
            if at > moment:
                return at
    return None


def sessions_of(text: str) -> tuple[Session, ...]:
    """The sessions typed for one day, in order; none for blank or "closed". Raises ValueError saying what to type."""
    words = text.strip()
    if not words or words.lower() == "closed":
        return ()
    typed = [_session(part) for part in re.split(r"\s*(?:,|;|\band\b)\s*", words)]
    sessions = _sorted(typed)
    if len(sessions) > MOST_SESSIONS or any(late[0] < early[1] for early, late in pairwise(sessions)):
        raise ValueError("The hours of one day must not overlap, and be four at most")
    return sessions


def said_of(sessions: Sequence[Session]) -> str:
    """Sessions in words, as they are typed: "09:00 to 12:00, 13:00 to 17:00"."""
    return ", ".join(f"{opens:%H:%M} to {closes:%H:%M}" for opens, closes in sessions)


def week_of(hours: Sequence[WeekSession]) -> Iterator[tuple[Weekday, str]]:
    """Every day of the week with its hours in words, Monday first."""
    for weekday in Weekday:
        sessions = _sorted((each.opens, each.closes) for each in hours if each.weekday is weekday)
        yield weekday, said_of(sessions) or "Closed"


def _session(text: str) -> Session:
    match = _SESSION.fullmatch(text.strip())
    if match is None:
        raise ValueError(TYPE_HOURS)
    opens, closes = _time(*match.groups()[:3]), _time(*match.groups()[3:])
    if closes <= opens:
        raise ValueError(f"{closes:%H:%M} is not after {opens:%H:%M}. {TYPE_HOURS}")
    return opens, closes


def _time(hours: str, minutes: str | None, half: str | None) -> time:
    hour = int(hours)
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(TYPE_HOURS)
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    if hour > 23 or int(minutes or 0) > 59:
        raise ValueError(TYPE_HOURS)
    return time(hour, int(minutes or 0))


def _sorted(sessions: Iterator[Session] | Sequence[Session]) -> tuple[Session, ...]:
    return tuple(sorted(set(sessions)))


# Lists of words that the directory uses.


class PlaceKind(Worded):
    """The kind of place where a service is met: the three of Open Referral UK."""

    PHYSICAL = "physical", "A building"
    POSTAL = "postal", "An address for letters only"
    VIRTUAL = "virtual", "By telephone or on a screen"


class Access(Worded):
    """What makes a place accessible to somebody."""

    STEP_FREE = "step_free", "Step-free entrance"
    LIFT = "lift", "Lift to every floor"
    ACCESSIBLE_TOILET = "accessible_toilet", "Accessible toilet"
    HEARING_LOOP = "hearing_loop", "Hearing loop"
    INTERPRETERS = "interpreters", "Interpreters can be booked"
    QUIET_ROOM = "quiet_room", "Quiet room to wait in"
    CHILDREN_WELCOME = "children_welcome", "Children may come along"


class ChangeKind(Worded):
    """How an entry was changed."""

    ADDED = "added", "Entered"
    CHANGED = "changed", "Changed"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Opened again"
    FROM_A_FILE = "from_a_file", "Changed by a file"


class FileOutcome(Worded):
    """What an administrator decided about a file."""

    TAKEN = "taken", "Taken into the directory"
    DROPPED = "dropped", "Dropped"


# What an entry may hold, and how its values are written in its history.


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
    """Every reason against what was entered. A field that is not given is not checked."""
    return tuple(_faults(values))


def stored(name: str, value: Any) -> Any:
    """A value as its column stores it: a word by its value, the week as a list of sessions."""
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


def value_in_words(name: str, value: Any, areas: Mapping[str, Area] | None = None) -> str:
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
        return day_in_words(value)
    if name in _WORDS or name == "areas":
        words = (areas or {}).values() if name == "areas" else _WORDS[name]
        labels = {word.value: word.label for word in words}
        return ", ".join(labels.get(part, part) for part in value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def week_stored(rows: Sequence[Mapping[str, str]]) -> tuple[WeekSession, ...]:
    """The stored week as the rules read it. A row that can no longer be read is left out, never an error."""
    known = {each.value for each in Weekday}
    return tuple(
        WeekSession(
            weekday=Weekday(each["weekday"]),
            opens=time.fromisoformat(each["opens"]),
            closes=time.fromisoformat(each["closes"]),
        )
        for each in rows
        if each["weekday"] in known
    )


def days_said(first_on: date, last_on: date, session: tuple[time, time] | None, why: str) -> str:
    """Days that differ, in one line: "24 December 2026 to 1 January 2027: closed (Christmas)"."""
    days = (
        value_in_words("", first_on)
        if first_on == last_on
        else f"{value_in_words('', first_on)} to {value_in_words('', last_on)}"
    )
    return f"{days}: {said_of([session]) if session else 'closed'}{f' ({why})' if why else ''}"


def _week(rows: Sequence[Mapping[str, str]]) -> str:
    return "; ".join(f"{day.label} {words}" for day, words in week_of(week_stored(rows)) if words != "Closed")


def _faults(values: Mapping[str, Any]) -> Iterator[Reason]:
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened is not None and closed is not None and closed < opened:
        yield Reason("The day it closes must be on or after the day it opened", "closed_on")
    if "places" in values and (values["places"] is None) is not (values["places_updated_on"] is None):
        yield Reason("Enter the free places and the day they were counted, or neither", "places")
    low, high = values.get("age_from"), values.get("age_to")
    if low is not None and high is not None and low > high:
        yield Reason(f"The highest age must be {low} or more, as the lowest is {low}", "age_to")
