"""The order of times in a detention, and what counts as correcting one.

Form and action ask the same rules: the page to guide, the action to refuse. Instants are compared in UTC and named
in London wall time, as the officer typed them.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pathways.people.rules.words import ReleaseType
from pathways.refusals import Reason

_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, kw_only=True)
class DetentionFacts:
    """One record of a detention. Instants are aware; `arrived_at` is the relevant time (PACE 1984 s.41(2): verified).

    `planned_release_at` is a plan and may be changed freely; all other facts are corrected with a reason.
    """

    custody_record_no: str
    suite_id: int
    arrested_at: datetime
    arrived_at: datetime
    custody_officer_seen_at: datetime | None = None
    planned_release_at: datetime | None = None
    released_at: datetime | None = None
    release_type: ReleaseType | None = None
    needs_appropriate_adult: bool = False
    appropriate_adult_present: bool = False
    needs_interpreter: bool = False


# What the officer may change without saying why: a plan, and needs and presences that come and go.
_CHANGES_FREELY = {
    "planned_release_at",
    "needs_appropriate_adult",
    "appropriate_adult_present",
    "needs_interpreter",
}


def corrected_facts(before: DetentionFacts, after: DetentionFacts) -> tuple[str, ...]:
    """The facts that were recorded and now read otherwise: these need a reason. Filling a blank is no correction."""
    names = (fact.name for fact in fields(before) if fact.name not in _CHANGES_FREELY)
    return tuple(
        name for name in names if getattr(before, name) is not None and getattr(before, name) != getattr(after, name)
    )


def detention_reasons(facts: DetentionFacts, *, now: datetime) -> tuple[Reason, ...]:
    """Everything wrong with the times of a detention, in the order of the form (design choice: slips of the hand)."""
    return tuple(
        reason
        for reason in (
            _not_ahead("The arrest", "arrested_at", facts.arrested_at, now),
            _not_ahead("Arrival", "arrived_at", facts.arrived_at, now),
            _not_before("Arrival", "arrived_at", facts.arrived_at, "the arrest", facts.arrested_at),
            _not_ahead("The custody officer", "custody_officer_seen_at", facts.custody_officer_seen_at, now),
            _not_before(
                "Seen by the custody officer",
                "custody_officer_seen_at",
                facts.custody_officer_seen_at,
                "arrival",
                facts.arrived_at,
            ),
            _not_before("Planned release", "planned_release_at", facts.planned_release_at, "arrival", facts.arrived_at),
            _not_ahead("Release", "released_at", facts.released_at, now),
            _not_before("Release", "released_at", facts.released_at, "arrival", facts.arrived_at),
            _not_before(
                "Release", "released_at", facts.released_at, "the custody officer", facts.custody_officer_seen_at
            ),
            _release_is_whole(facts),
        )
        if reason
    )


def episode_date_reasons(came_on: date, *, today: date, born_on: date) -> tuple[Reason, ...]:
    """Why the day somebody came cannot be right."""
    if came_on > today:
        return (Reason("The day they came cannot be in the future. Check the date", "came_on"),)
    if came_on < born_on:
        return (Reason("The day they came is before their birth. Check the date", "came_on"),)
    return ()


def death_reasons(died_at: datetime, *, now: datetime, born_on: date) -> tuple[Reason, ...]:
    """Why a moment of death cannot be right."""
    if died_at > now:
        return (Reason("The death cannot be in the future. Type when it happened", "died_at"),)
    if died_at.astimezone(_LONDON).date() < born_on:
        return (Reason("The death is before the date of birth. Check the date", "died_at"),)
    return ()


def _not_ahead(what: str, field: str, at: datetime | None, now: datetime) -> Reason | None:
    if at is None or at <= now:
        return None
    said = "Seen by the custody officer" if field == "custody_officer_seen_at" else what
    return Reason(f"{said} cannot be in the future. Type the time it happened", field)


def _not_before(what: str, field: str, at: datetime | None, than: str, bound: datetime | None) -> Reason | None:
    if at is None or bound is None or at >= bound:
        return None
    return Reason(f"{what} cannot be before {than} at {_named(bound, beside=at)}. Change one of them", field)


def _release_is_whole(facts: DetentionFacts) -> Reason | None:
    if facts.released_at is not None and facts.release_type is None:
        return Reason("Select how they were released", "release_type")
    if facts.released_at is None and facts.release_type is not None:
        return Reason("Enter when they were released", "released_at")
    return None


def _named(instant: datetime, *, beside: datetime) -> str:
    """A time as the officer typed it; with its date when the two are on different days."""
    at, other = instant.astimezone(_LONDON), beside.astimezone(_LONDON)
    return f"{at:%H:%M}" if at.date() == other.date() else f"{at:%H:%M} on {at.day} {at:%B %Y}"
