"""The order of times in a detention, and what counts as correcting one.

Form and action ask the same rules: the page to guide, the action to refuse. Instants are compared in UTC and named
in London wall time, as the officer typed them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pathways.people.rules.corrections import recorded_and_changed
from pathways.people.rules.words import Presence, ReleaseType
from pathways.refusals import Reason
from pathways.vocabulary import Origin

_LONDON = ZoneInfo("Europe/London")

# What the officer may change without saying why: a plan, a cell, and needs and presences that come and go.
_CHANGES_FREELY = frozenset(
    {
        "planned_release_at",
        "cell",
        "needs_appropriate_adult",
        "appropriate_adult_present",
        "needs_interpreter",
        "interpreter_language",
        "interpreter_present",
    }
)


BY_LIAISON = (Origin.VOLUNTARY_INTERVIEW, Origin.STREET, Origin.LIAISON_AND_DIVERSION, Origin.SELF)
"""How somebody comes to liaison and diversion itself. Detention is the police's episode (design choice)."""


@dataclass(frozen=True, kw_only=True)
class DetentionFacts:
    """One record of a detention. Instants are aware; `arrived_at` is the relevant time (PACE 1984 s.41(2): verified).

    `planned_release_at` is a plan and may be changed freely, as may the `cell`, which a move to another suite empties;
    all other facts are corrected with a reason. Of a return on bail `arrested_at` is when they came back, and
    `first_arrested_at` the arrest that the bail was for.
    """

    custody_record_no: str
    suite_id: int
    arrested_at: datetime
    arrived_at: datetime
    presence: Presence = Presence.ARRESTED
    first_arrested_at: datetime | None = None
    cell: str | None = None
    custody_officer_seen_at: datetime | None = None
    planned_release_at: datetime | None = None
    released_at: datetime | None = None
    release_type: ReleaseType | None = None
    needs_appropriate_adult: bool = False
    appropriate_adult_present: bool = False
    needs_interpreter: bool = False
    interpreter_language: str | None = None
    interpreter_present: bool | None = None


@dataclass(frozen=True, kw_only=True)
class EpisodeFacts:
    """How and when somebody came. A detention brings its own facts, and the day of arrival is the day they came."""

    origin: Origin
    came_on: date | None = None
    detention: DetentionFacts | None = None


def corrected_facts(before: DetentionFacts, after: DetentionFacts) -> tuple[str, ...]:
    """The facts of a detention that now read otherwise and therefore need a reason."""
    return recorded_and_changed(before, after, freely=_CHANGES_FREELY)


def detention_reasons(facts: DetentionFacts, *, now: datetime) -> tuple[Reason, ...]:
    """What is wrong with the times of a detention, the first thing for each field, in the order of the form.

    (Design choice: slips of the hand. The law is asked by the rules about tests.)
    """
    arrested, arrived, seen = facts.arrested_at, facts.arrived_at, facts.custody_officer_seen_at
    planned, released = facts.planned_release_at, facts.released_at
    officer = "they were seen by the custody officer"
    found = (
        _not_ahead("The arrest", "arrested_at", arrested, now),
        _first_arrest(facts),
        _not_ahead("Arrival", "arrived_at", arrived, now),
        _not_before("Arrival", "arrived_at", arrived, "the arrest", arrested),
        _not_ahead("Seen by the custody officer", "custody_officer_seen_at", seen, now),
        _not_before("Seen by the custody officer", "custody_officer_seen_at", seen, "arrival", arrived),
        _not_before("Planned release", "planned_release_at", planned, "arrival", arrived),
        _not_ahead("Release", "released_at", released, now),
        _not_before("Release", "released_at", released, "the arrest", arrested),
        _not_before("Release", "released_at", released, "arrival", arrived),
        _not_before("Release", "released_at", released, officer, seen),
        _release_is_whole(facts),
        _language_is_said(facts),
    )
    first: dict[str | None, Reason] = {}
    for reason in found:
        if reason:
            first.setdefault(reason.field, reason)
    return tuple(first.values())


def episode_date_reasons(came_on: date, *, today: date, born_on: date) -> tuple[Reason, ...]:
    """Why the day somebody came cannot be right."""
    if came_on > today:
        return (Reason("The day they came cannot be in the future. Check the date", "came_on"),)
    if came_on < born_on:
        return (Reason("The day they came is before their birth. Check the date", "came_on"),)
    return ()


def _not_ahead(what: str, field: str, at: datetime | None, now: datetime) -> Reason | None:
    if at is None or at <= now:
        return None
    return Reason(f"{what} cannot be in the future. Type the time it happened", field)


def _not_before(what: str, field: str, at: datetime | None, than: str, bound: datetime | None) -> Reason | None:
    if at is None or bound is None or at >= bound:
        return None
    return Reason(f"{what} cannot be before {than} at {named_beside(bound, beside=at)}. Change one of them", field)


def _first_arrest(facts: DetentionFacts) -> Reason | None:
    """A return on bail names the arrest that it answers; nobody else has one beside their own (design choice)."""
    first, back = facts.first_arrested_at, facts.arrested_at
    if facts.presence is not Presence.BAIL_RETURN:
        return Reason("Only a return on bail has an earlier arrest", "first_arrested_at") if first else None
    if first is None:
        return Reason("Enter when they were first arrested", "first_arrested_at")
    if back is not None and first >= back:
        at = named_beside(back, beside=first)
        return Reason(
            f"The first arrest cannot be after they came back at {at}. Change one of them", "first_arrested_at"
        )
    return None


def _release_is_whole(facts: DetentionFacts) -> Reason | None:
    if facts.released_at is not None and facts.release_type is None:
        return Reason("Select how they were released", "release_type")
    if facts.released_at is None and facts.release_type is not None:
        return Reason("Enter when they were released", "released_at")
    return None


def _language_is_said(facts: DetentionFacts) -> Reason | None:
    """An interpreter is asked for by language; not knowing it is an answer too (PACE Code C 13: recalled)."""
    if facts.needs_interpreter and not (facts.interpreter_language or "").strip():
        return Reason("Enter the language, or ‘not known yet’", "interpreter_language")
    return None


def named_beside(instant: datetime, *, beside: datetime) -> str:
    """A time as the officer typed it; with its date when the two are on different days."""
    at, other = instant.astimezone(_LONDON), beside.astimezone(_LONDON)
    return f"{at:%H:%M}" if at.date() == other.date() else f"{at:%H:%M} on {at.day} {at:%B %Y}"
