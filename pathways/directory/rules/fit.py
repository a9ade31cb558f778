"""What routing looks at, of a service and of a person, and what it answers. The reasons are in `reasons`.

Sex, ethnicity, offence and test result have no field here (desk-treatment-and-manager, page 02: design choice), so no
rule can read them: a service for women says so, and the officer asks her.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pathways.directory.rules.areas import TownFacts
from pathways.directory.rules.hours import DatedHours, Opening
from pathways.vocabulary import Area, Mark, Need

RULES_VERSION = 2
STALE_AFTER = timedelta(days=7)
"""Places older than this are not trusted without a telephone call (page 02, "ring first": design choice)."""


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

    def is_within_ages(self, age: int) -> bool:
        """Whether somebody of this age lies within the bounds that the entry names."""
        return (self.age_from or 0) <= age <= (999 if self.age_to is None else self.age_to)


@dataclass(frozen=True, kw_only=True)
class LookedAt:
    """All that routing looks at of a person. `on` is a London date; `area` is where they usually are, or the town of
    the suite where they would not say, and `towns` those of the county. `age` is in whole years on that day. `at` is
    the instant of that day and `holidays` the bank holidays ahead, for services that have said when they open.

    `kept_from` are services that take none of them at present: the provider has closed, somebody there could put the
    person in danger, or they must not be sent there. `by_telephone` are those where somebody works who may not see the
    record: not suggested, and chosen only after a call, for a colleague can take the case. None is told apart from its
    plain twin.
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
    """What it counts against the service in the order of the list (`weights`)."""


@dataclass(frozen=True, kw_only=True)
class ServiceVerdict:
    """A service with its standing and every reason, as shown and as stored beside the referral."""

    service: ServiceFacts
    standing: Standing
    reasons: tuple[ServiceReason, ...]

    @property
    def points(self) -> int:
        """What counts against it, in all: fewer stand earlier among services of one standing."""
        return sum(reason.points for reason in self.reasons)


def is_open_on(service: ServiceFacts, on: date) -> bool:
    """Open from `opened_on`, closed from `closed_on` itself."""
    return service.opened_on <= on and (service.closed_on is None or on < service.closed_on)
