"""The standing of each service, the order of the list, and what is said of hours, area and people. Pure."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from pathways.dates import LONDON, day_in_words
from pathways.directory.entries.rules import NOT_KNOWN, next_open_after, open_at, said_of, sessions_on
from pathways.directory.matching.rules.fit import (
    Fit,
    LookedAt,
    ServiceFacts,
    ServiceReason,
    ServiceStanding,
    ServiceVerdict,
    service_reasons,
)
from pathways.directory.matching.rules.weights import Weights

# The standing of each service, and their order. The same facts always give the same order.


def standing_of(reasons: Iterable[ServiceReason]) -> ServiceStanding:
    """Closed when anything other than places counts against it; full when only places do."""
    against = {reason.code for reason in reasons if reason.fit is Fit.NOT}
    if against - {"places"}:
        return ServiceStanding.CLOSED
    return ServiceStanding.FULL if against else ServiceStanding.OPEN


def verdict(service: ServiceFacts, looked: LookedAt, weights: Weights) -> ServiceVerdict:
    """The standing of one service with all its reasons."""
    reasons = service_reasons(service, looked, weights)
    return ServiceVerdict(service=service, standing=standing_of(reasons), reasons=reasons)


def best_first(services: Iterable[ServiceFacts], looked: LookedAt, weights: Weights) -> tuple[ServiceVerdict, ...]:
    """All services: open before full before closed; then by fewest points, shorter wait, and name.

    Nothing is left out: a closed service is shown with its reasons (page 02: design choice).
    """
    return tuple(sorted((verdict(service, looked, weights) for service in services), key=_order))


def _order(answer: ServiceVerdict) -> tuple[int, int, int, str, int]:
    wait = answer.service.typical_wait_days
    rank = list(ServiceStanding).index(answer.standing)
    return rank, answer.points, 9999 if wait is None else wait, answer.service.name, answer.service.service_id


# What an officer reads of a service: its hours at a moment, what it covers, whom it is for.


def open_words(service: ServiceFacts, now: datetime, holidays: Collection[date] = ()) -> str:
    """Whether it is open, else when it opens next; says so where nobody has entered hours."""
    wall = now.astimezone(LONDON)
    today = wall.date()
    if service.closed_on is not None and today >= service.closed_on:
        return f"Closed since {day_in_words(service.closed_on)}"
    if today < service.opened_on:
        return f"Opens on {day_in_words(service.opened_on)}"
    if open_at(service, now, holidays):
        return f"Open now, today {said_of(sessions_on(service, today, holidays) or ())}"
    at = next_open_after(service, now, holidays)
    if at is not None:
        then = at.astimezone(LONDON)
        when = {today: "today", today + timedelta(days=1): "tomorrow"}.get(
            then.date(), f"{then:%A} {day_in_words(then)}"
        )
        return f"Closed now, opens {when} at {then:%H:%M}"
    return NOT_KNOWN if not service.hours else "No opening in the next 60 days: ring first"


def covers_words(service: ServiceFacts) -> str:
    """What it covers, in words; says so where nothing is entered."""
    parts = [area.label for area in sorted(service.areas, key=lambda each: each.value)]
    parts += sorted(service.towns)
    if service.outcodes:
        parts.append(f"postcodes that begin with {', '.join(sorted(service.outcodes))}")
    return ", ".join(parts) or "No area, town or postcode is entered yet, so nobody is offered it"


def whom_words(service: ServiceFacts) -> str:
    """Whom it is for, in words."""
    low, high = service.age_from, service.age_to
    ages = {
        (False, False): f"People of {low} to {high}",
        (False, True): f"People of {low} and over",
        (True, False): f"People up to {high}",
    }.get((low is None, high is None), "People under 18" if service.young_people else "People of 18 and over")
    parts = [ages, "women only" if service.women_only else ""]
    parts.append("mental health and substances together welcome" if service.co_occurring else "")
    return "; ".join(each for each in parts if each)
