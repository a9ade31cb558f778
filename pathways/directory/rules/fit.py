"""Does a service cover this person's needs and area on a day, and has it a place? Every answer with its reason.

Sex, ethnicity and offence are never read here (desk-treatment-and-manager, page 02: design choice): a service for
women says so, and the officer asks her.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pathways.directory.rules.hours import DatedHours, Opening
from pathways.vocabulary import Area, Mark, Need

RULES_VERSION = 1
STALE_AFTER = timedelta(days=7)
"""Places older than this are not trusted without a telephone call (page 02, "ring first": design choice)."""

_ENTRY = "The service's entry in the directory"
_PAGE = "Pathways routing rules, version 1"


class Fit(StrEnum):
    """How far one reason speaks for the service."""

    MET = "met"
    PARTLY = "partly"
    NOT = "not"

    @property
    def label(self) -> str:
        return {"met": "Met", "partly": "Partly met", "not": "Not met"}[self.value]


class Standing(StrEnum):
    """What an officer may do with a service: choose it, choose it and say why, or not choose it."""

    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """One entry of the directory as the rules read it. Dates are London dates; `closed_on` is the first day closed.

    Without `hours` nobody has said when it opens. `outcodes` are first halves of postcodes and `towns` names, beside
    `areas`: any of the three that holds covers somebody. Ages are in years, both included; None is no bound.
    """

    service_id: int
    name: str
    town: str
    areas: frozenset[Area]
    needs: frozenset[Need]
    women_only: bool
    young_people: bool
    opened_on: date
    closed_on: date | None = None
    places: int | None = None
    places_updated_on: date | None = None
    typical_wait_days: int | None = None
    outcodes: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()
    age_from: int | None = None
    age_to: int | None = None
    co_occurring: bool = False
    outreach: bool = False
    remote: bool = False
    hours: tuple[Opening, ...] = ()
    exceptions: tuple[DatedHours, ...] = ()
    on_bank_holidays: bool = False
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceReason:
    """One reason for or against a service, in words staff read, with its source and mark."""

    code: str
    fit: Fit
    message: str
    source: str
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class ServiceVerdict:
    """A service with its standing and every reason, as shown and as stored beside the referral."""

    service: ServiceFacts
    standing: Standing
    reasons: tuple[ServiceReason, ...]


def is_open_on(service: ServiceFacts, on: date) -> bool:
    """Open from `opened_on`, closed from `closed_on` itself."""
    return service.opened_on <= on and (service.closed_on is None or on < service.closed_on)


def service_reasons(
    service: ServiceFacts, needs: Collection[Need], area: Area, on: date, *, under_18: bool = False
) -> tuple[ServiceReason, ...]:
    """Every reason, in the order an officer considers them: open, age, area, needs, places.

    `under_18` is decided on the London date by the people room; an adult referral leaves it False.
    """
    return (
        _opening(service, on),
        _age(service, under_18),
        _area(service, area),
        _needs(service, needs),
        *_women(service),
        _places(service, on),
    )


def standing_of(reasons: Iterable[ServiceReason]) -> Standing:
    """Closed when anything but the places speaks against it; full when only the places do."""
    against = {reason.code for reason in reasons if reason.fit is Fit.NOT}
    if against - {"places"}:
        return Standing.CLOSED
    return Standing.FULL if against else Standing.OPEN


def verdict(
    service: ServiceFacts, needs: Collection[Need], area: Area, on: date, *, under_18: bool = False
) -> ServiceVerdict:
    """The standing of one service with all its reasons."""
    reasons = service_reasons(service, needs, area, on, under_18=under_18)
    return ServiceVerdict(service=service, standing=standing_of(reasons), reasons=reasons)


def best_first(
    services: Iterable[ServiceFacts], needs: Collection[Need], area: Area, on: date, *, under_18: bool = False
) -> tuple[ServiceVerdict, ...]:
    """All services: open before full before closed, then the better fit, the shorter wait, the name.

    Nothing is left out: a closed service is shown with its reasons (page 02: design choice).
    """
    return tuple(sorted((verdict(service, needs, area, on, under_18=under_18) for service in services), key=_order))


def _order(answer: ServiceVerdict) -> tuple[int, int, int, str, int]:
    wait = answer.service.typical_wait_days
    partly = sum(reason.fit is Fit.PARTLY for reason in answer.reasons)
    rank = list(Standing).index(answer.standing)
    return rank, partly, 9999 if wait is None else wait, answer.service.name, answer.service.service_id


def _reason(code: str, fit: Fit, message: str, source: str = _ENTRY, mark: Mark = Mark.PRACTICE) -> ServiceReason:
    return ServiceReason(code=code, fit=fit, message=message, source=source, mark=mark)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _opening(service: ServiceFacts, on: date) -> ServiceReason:
    if on < service.opened_on:
        return _reason("open", Fit.NOT, f"Opens on {_day(service.opened_on)}")
    if service.closed_on is not None and on >= service.closed_on:
        return _reason("open", Fit.NOT, f"Closed since {_day(service.closed_on)}")
    return _reason("open", Fit.MET, "Takes referrals")


def _age(service: ServiceFacts, under_18: bool) -> ServiceReason:
    if service.young_people:
        return _reason("age", Fit.MET if under_18 else Fit.NOT, "For people under 18 only")
    return _reason("age", Fit.NOT if under_18 else Fit.MET, "For people of 18 and over")


def _area(service: ServiceFacts, area: Area) -> ServiceReason:
    if area in service.areas:
        return _reason("area", Fit.MET, f"Covers {area.label}")
    covered = _listed(place.label for place in Area if place in service.areas)
    return _reason("area", Fit.NOT, f"Covers {covered}, not {area.label}" if covered else "Covers no area yet")


def _needs(service: ServiceFacts, needs: Collection[Need]) -> ServiceReason:
    """A need a service does not meet never closes it while it meets another: several needs are no reason to turn
    a person away (desk-treatment-and-manager, "Mental health, housing or using more than one substance")."""
    met = [need for need in Need if need in needs and need in service.needs]
    unmet = [need for need in Need if need in needs and need not in service.needs]
    if not needs:
        return _reason("needs", Fit.PARTLY, "No need is recorded yet", _PAGE, Mark.DESIGN)
    if not met:
        return _reason("needs", Fit.NOT, f"Does not help with {_listed(need.label.lower() for need in unmet)}")
    helps = f"Helps with {_listed(need.label.lower() for need in met)}"
    if unmet:
        return _reason("needs", Fit.PARTLY, f"{helps}; not with {_listed(need.label.lower() for need in unmet)}")
    return _reason("needs", Fit.MET, helps)


def _women(service: ServiceFacts) -> tuple[ServiceReason, ...]:
    if not service.women_only:
        return ()
    return (_reason("women", Fit.PARTLY, "For women only: a woman may choose it", _PAGE, Mark.DESIGN),)


def _places(service: ServiceFacts, on: date) -> ServiceReason:
    if service.places is None or service.places_updated_on is None:
        return _reason("places", Fit.PARTLY, "Places not known: ring first", _PAGE, Mark.DESIGN)
    age = (on - service.places_updated_on).days
    when = "updated today" if age <= 0 else "updated yesterday" if age == 1 else f"updated {age} days ago"
    if age > STALE_AFTER.days:
        return _reason("places", Fit.PARTLY, f"Places {when}: ring first", _PAGE, Mark.DESIGN)
    if service.places == 0:
        return _reason("places", Fit.NOT, f"No place free, {when}")
    return _reason("places", Fit.MET, f"{service.places} {'place' if service.places == 1 else 'places'} free, {when}")


def _listed(words: Iterable[str]) -> str:
    said = list(words)
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} and {said[-1]}"
