"""How a service fits a person: what routing looks at, and every reason for and against. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pathways.dates import LONDON, count_in_words, day_in_words
from pathways.directory.areas.rules import TownFacts
from pathways.directory.entries.rules import DatedHours, WeekSession, next_open_after
from pathways.directory.matching.rules.weights import Criterion, Weights, miles_between
from pathways.vocabulary import ELSEWHERE, Area, Mark, Need

# What routing looks at, of a service and of a person, and what it answers.
#
# Sex, ethnicity, offence and test result are no fields here (desk-treatment-and-manager, page 02: design choice), so no
# rule can read them. A service for women says so, and the officer asks her.


RULES_VERSION = 2
STALE_AFTER = timedelta(days=7)
"""Places counted longer ago are not trusted without a telephone call (page 02, "ring first": design choice)."""


class Fit(StrEnum):
    """How far one reason speaks for the service."""

    MET = "met"
    PARTLY = "partly"
    NOT = "not"

    @property
    def label(self) -> str:
        return {"met": "Met", "partly": "Partly met", "not": "Not met"}[self.value]


class ServiceStanding(StrEnum):
    """What an officer may do with a service: choose it, choose it with a reason, or not choose it."""

    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """One entry of the directory as the rules read it. Dates are London dates; `closed_on` is the first day closed.

    Without `hours` nobody has said when it opens. `outcodes` are first halves of postcodes, `towns` are names: a person
    is covered if any of these or of the `areas` matches. Ages are in years, both included; None means no limit.
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
    hours: tuple[WeekSession, ...] = ()
    exceptions: tuple[DatedHours, ...] = ()
    on_bank_holidays: bool = False
    languages: tuple[str, ...] = ()

    def is_within_ages(self, age: int) -> bool:
        """Whether somebody of this age is within the limits that the entry names."""
        return (self.age_from or 0) <= age <= (999 if self.age_to is None else self.age_to)


@dataclass(frozen=True, kw_only=True)
class LookedAt:
    """All that routing looks at of a person.

    `on` is a London date. `area` is where they usually are, or the town of the suite where they would not say; `towns`
    are those of the county. `age` is in whole years on that day. `at` is an instant of that day, and `holidays` the
    bank holidays ahead, for services that have said when they open.

    `kept_from` are services that cannot take them at present: the provider has closed, somebody there could put the
    person in danger, or they must not be sent there. `by_telephone` are those where somebody works who may not see the
    record: not suggested, and chosen only after a call, because a colleague can take the case. Neither can be told from
    a service that is full or has to be rung for an ordinary reason.
    """

    needs: frozenset[Need]
    area: Area
    on: date
    towns: tuple[TownFacts, ...] = ()
    at: datetime | None = None
    holidays: frozenset[date] = frozenset()
    age: int | None = None
    under_18: bool = False
    outcode: str | None = None
    cannot_be_rung: bool = False
    is_urgent: bool = False
    kept_from: frozenset[int] = frozenset()
    by_telephone: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ServiceReason:
    """One reason for or against a service, in words staff read, with its source and mark."""

    code: str
    fit: Fit
    message: str
    source: str
    mark: Mark
    points: int = 0
    """How much it counts against the service in the order of the list (see `Weights`)."""


@dataclass(frozen=True, kw_only=True)
class ServiceVerdict:
    """A service with its standing and every reason, as it is shown and as it is stored with the referral."""

    service: ServiceFacts
    standing: ServiceStanding
    reasons: tuple[ServiceReason, ...]

    @property
    def points(self) -> int:
        """The sum of what counts against it. Among services of one standing, fewer points come first."""
        return sum(reason.points for reason in self.reasons)


def is_open_on(service: ServiceFacts, on: date) -> bool:
    """Whether it takes referrals on a day: from `opened_on` to the day before `closed_on`."""
    return service.opened_on <= on and (service.closed_on is None or on < service.closed_on)


# Every reason for and against a service, with its points, source and mark.
#
# What a service's entry says is practice; what the reader should do about it is a design choice (desk-treatment 02).


TAKES_NONE = "Takes no referral at present"
"""Used alike for a provider that has closed, a danger and a service to avoid, so that nobody can tell which it is."""
BY_TELEPHONE = "Takes people only once you have agreed it by telephone"
"""Used alike where the last count, days ago, was "none free", and for a conflict, for the same reason."""

_ENTRY = "The service's entry in the directory"
_PAGE = "Pathways routing rules, version 2"


def service_reasons(service: ServiceFacts, looked: LookedAt, weights: Weights) -> tuple[ServiceReason, ...]:
    """Every reason, in the order an officer considers them: open, age, area, needs, how to reach them, places, wait."""
    return (
        _opening(service, looked),
        *_hours(service, looked, weights),
        _age(service, looked),
        _area(service, looked),
        *_town(service, looked, weights),
        _needs(service, looked.needs, weights),
        *_together(service, looked.needs, weights),
        *_women(service, weights),
        *_reach(service, looked, weights),
        _places(service, looked, weights),
        _wait(service, looked, weights),
    )


def _entry(code: str, fit: Fit, message: str, points: int = 0) -> ServiceReason:
    return ServiceReason(code=code, fit=fit, message=message, source=_ENTRY, mark=Mark.PRACTICE, points=points)


def _ours(code: str, message: str, points: int) -> ServiceReason:
    return ServiceReason(code=code, fit=Fit.PARTLY, message=message, source=_PAGE, mark=Mark.DESIGN, points=points)


def _opening(service: ServiceFacts, looked: LookedAt) -> ServiceReason:
    on = looked.on
    if on < service.opened_on:
        return _entry("open", Fit.NOT, f"Opens on {day_in_words(service.opened_on)}")
    if service.closed_on is not None and on >= service.closed_on:
        return _entry("open", Fit.NOT, f"Closed since {day_in_words(service.closed_on)}")
    if service.service_id in looked.kept_from:
        return _entry("open", Fit.NOT, TAKES_NONE)
    return _entry("open", Fit.MET, "Takes referrals")


def _hours(service: ServiceFacts, looked: LookedAt, weights: Weights) -> tuple[ServiceReason, ...]:
    """Only for a service that has said when it opens; also says if it is closed for weeks, so that nobody waits."""
    if looked.at is None or not (service.hours or service.exceptions) or not is_open_on(service, looked.on):
        return ()
    opens = next_open_after(service, looked.at, looked.holidays)
    if opens is None:
        return (_ours("hours", "No opening in the next 60 days: ring first", weights.of(Criterion.RING_FIRST)),)
    if opens == looked.at:
        return (_entry("hours", Fit.MET, "Open now"),)
    wall = opens.astimezone(LONDON)
    days = (wall.date() - looked.on).days
    when = "today" if days == 0 else f"on {wall:%A} {day_in_words(wall.date())}"
    points = days * weights.of(Criterion.DAY_TO_OPENING)
    return (_entry("hours", Fit.MET if days <= 1 else Fit.PARTLY, f"Opens {when} at {wall:%H:%M}", points),)


def _age(service: ServiceFacts, looked: LookedAt) -> ServiceReason:
    if service.young_people != looked.under_18:
        words = "For people under 18 only" if service.young_people else "For people of 18 and over"
        return _entry("age", Fit.NOT, words)
    words = "For people under 18 only" if service.young_people else "For people of 18 and over"
    if service.age_from is not None and service.age_to is not None:
        words = f"For people of {service.age_from} to {service.age_to}"
    elif service.age_from is not None:
        words = f"For people of {service.age_from} and over"
    elif service.age_to is not None:
        words = f"For people up to {service.age_to}"
    return _entry("age", Fit.MET if looked.age is None or service.is_within_ages(looked.age) else Fit.NOT, words)


def _area(service: ServiceFacts, looked: LookedAt) -> ServiceReason:
    """Area, town or postcode: one that matches is enough, so a postcode that is not known excludes nobody."""
    area = looked.area
    if area in service.areas or area.label.casefold() in {town.casefold() for town in service.towns}:
        return _entry("area", Fit.MET, f"Covers {_in_sentence(area)}")
    if looked.outcode is not None and looked.outcode in service.outcodes:
        return _entry("area", Fit.MET, f"Covers {looked.outcode}")
    places = sorted(place.label for place in service.areas - {ELSEWHERE})
    elsewhere = [_in_sentence(ELSEWHERE)] if ELSEWHERE in service.areas else []
    covered = _listed([*places, *sorted(service.towns - set(places)), *sorted(service.outcodes), *elsewhere])
    return _entry("area", Fit.NOT, f"Covers {covered}, not {_in_sentence(area)}" if covered else "Covers no area yet")


def _in_sentence(area: Area) -> str:
    """A town as it is written; "elsewhere in the county" is not a name."""
    return area.label.lower() if area == ELSEWHERE else area.label


def _town(service: ServiceFacts, looked: LookedAt, weights: Weights) -> tuple[ServiceReason, ...]:
    """Only for a service in another town; "elsewhere in the county" is no town to compare with."""
    if looked.area == ELSEWHERE or service.town == looked.area.label:
        return ()
    miles = miles_between(looked.towns, looked.area.label, service.town)
    far = f", about {miles} miles from {looked.area.label}" if miles else ""
    if service.remote and not looked.cannot_be_rung:
        return (_entry("town", Fit.MET, f"In {service.town}{far}, and meets by telephone or screen"),)
    words = f"In {service.town}{far}: ask how they would get there"
    return (_ours("town", words, weights.of(Criterion.OTHER_TOWN)),)


def _needs(service: ServiceFacts, needs: frozenset[Need], weights: Weights) -> ServiceReason:
    """A need that a service does not meet never closes it while it meets another: several needs are no reason to turn
    a person away (desk-treatment-and-manager, "Mental health, housing or using more than one substance")."""
    met = [need for need in Need if need in needs and need in service.needs]
    unmet = [need for need in Need if need in needs and need not in service.needs]
    if not needs:
        return _ours("needs", "No need is recorded yet", 0)
    if not met:
        return _entry("needs", Fit.NOT, f"Does not help with {_listed(need.label.lower() for need in unmet)}")
    helps = f"Helps with {_listed(need.label.lower() for need in met)}"
    if not unmet:
        return _entry("needs", Fit.MET, helps)
    points = len(unmet) * weights.of(Criterion.NEED_UNMET)
    return _entry("needs", Fit.PARTLY, f"{helps}; not with {_listed(need.label.lower() for need in unmet)}", points)


def _together(service: ServiceFacts, needs: frozenset[Need], weights: Weights) -> tuple[ServiceReason, ...]:
    """Only where mental health meets substances. Never a reason against: no wrong door (OHID, treatment 2.5)."""
    if Need.MENTAL_HEALTH not in needs or not needs & {Need.DRUGS, Need.ALCOHOL}:
        return ()
    if service.co_occurring:
        return (_entry("together", Fit.MET, "Works with mental health and substances together"),)
    words = "Mental health and substances: ask a partner to join"
    return (_ours("together", words, weights.of(Criterion.NOT_TOGETHER)),)


def _women(service: ServiceFacts, weights: Weights) -> tuple[ServiceReason, ...]:
    if not service.women_only:
        return ()
    return (_ours("women", "For women only: a woman may choose it", weights.of(Criterion.WOMEN_ONLY)),)


def _reach(service: ServiceFacts, looked: LookedAt, weights: Weights) -> tuple[ServiceReason, ...]:
    """Having no phone closes nothing; it says what must be agreed before the person leaves."""
    if not looked.cannot_be_rung:
        return ()
    if service.outreach:
        return (_entry("reach", Fit.MET, "Goes out to people: no phone is needed"),)
    words = "Nobody can be rung: agree where to meet, or who passes word on"
    return (_ours("reach", words, weights.of(Criterion.NO_OUTREACH)),)


def _places(service: ServiceFacts, looked: LookedAt, weights: Weights) -> ServiceReason:
    ring = weights.of(Criterion.RING_FIRST)
    if service.service_id in looked.by_telephone:
        return _entry("places", Fit.NOT, BY_TELEPHONE)
    if service.places is None or service.places_updated_on is None:
        return _ours("places", "Places not known: ring first", ring)
    age = (looked.on - service.places_updated_on).days
    when = "updated today" if age <= 0 else "updated yesterday" if age == 1 else f"updated {age} days ago"
    if age > STALE_AFTER.days and service.places == 0:
        return _entry("places", Fit.NOT, BY_TELEPHONE)
    if age > STALE_AFTER.days:
        return _ours("places", f"Places {when}: ring first", ring)
    if service.places == 0:
        return _entry("places", Fit.NOT, f"No place free, {when}")
    return _entry("places", Fit.MET, f"{count_in_words(service.places, 'place')} free, {when}")


def _wait(service: ServiceFacts, looked: LookedAt, weights: Weights) -> ServiceReason:
    wait, a_day = service.typical_wait_days, weights.of(Criterion.WAIT_DAY)
    if looked.is_urgent:
        a_day += weights.of(Criterion.WAIT_DAY_URGENT)
    days = weights.of(Criterion.WAIT_UNKNOWN) if wait is None else wait
    points = a_day * min(days, weights.of(Criterion.WAIT_MOST))
    if wait is None:
        return _ours("wait", "Wait not known", points)
    usual = f"The service’s usual wait is {count_in_words(wait, 'day')}"
    words = "The service sees people the same day as a rule" if wait == 0 else usual
    if looked.is_urgent and wait > 1:
        return _ours("wait", f"{words}: this is urgent, ring first", points)
    return _entry("wait", Fit.MET, words, points)


def _listed(words: Iterable[str]) -> str:
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
