"""What another system knows of the made-up county: people of three years, what happened to them, what came of it.

The rows of files for the import, which asks of each what the desk would ask. Everything in them has ended: what still
runs is brought in at the desk (decision record 99).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Final

from pathways.demo.journey import MadeUp, made_up_people
from pathways.imports.rules.cells import written
from pathways.imports.rules.columns import Kind, columns_of
from pathways.vocabulary import Area, Origin, Sex

File = tuple[Kind, str]
"""What a file holds, and the sign-in name of whoever imports it: what came of a referral is the service's own."""
Rows = dict[File, list[list[str]]]
DAY: Final = timedelta(days=1)
OFFENCES: Final = ("TA68-1", "TA68-1", "TA68-9", "TA68-8", "")
"""Of which theft is the commonest; of some the other system does not say it."""
ARRESTS: Final = (1, 1, 1, 1, 2, 3)
TESTED, COCAINE, OPIATES, DISPOSED, REFERRED, OF_THEMSELVES = 0.8, 0.42, 0.22, 0.25, 0.7, 0.12
"""The share of arrests with a test, of tests positive for each, of arrests with a conditional caution, of positive
tests with a referral, and of people who came to a service without an arrest."""
IN_PART: Final = 7
"""Of arrests on every so many days of the month the caution ended in part."""
TO_ONE_FOR_WOMEN, TO_ANOTHER, AREA_NOT_KNOWN = 0.4, 0.08, 0.05
TESTS_SINCE: Final = date(2024, 5, 1)
"""Since when the county's suites test on arrest (law, device_panel.csv). Before, people were referred untested."""
OTHER_WAYS: Final = (Origin.STREET, Origin.LIAISON_AND_DIVERSION, Origin.VOLUNTARY_INTERVIEW)
NEVER_CAME, LEFT_SOON = 0.25, 0.35
"""The share of accepted referrals where nobody came, and of the others that left before any treatment, where a service
does as most do."""
ENDS: Final = ("80", "80", "82", "85", "85", "86")


@dataclass(frozen=True, kw_only=True)
class Receives:
    """A service: of which areas people are sent to it first, how it does (1: as most), and the sign-in name of whoever
    imports what came of it. One without an area is for women, of everywhere."""

    name: str
    worker: str
    areas: tuple[Area, ...] = ()
    does: float = 1.0


def head(kind: Kind) -> list[str]:
    """The header of a file."""
    return [each.column for each in columns_of(kind)]


class History:
    """A made-up history, person by person: each arrested between two days, and all that came of it over by the last."""

    def __init__(
        self,
        random: Random,
        officer: str,
        suites: tuple[str, ...],
        services: tuple[Receives, ...],
        first_on: date,
        last_on: date,
    ) -> None:
        self._random, self._officer, self._suites, self._services = random, officer, suites, services
        self._first_on, self._last_on = first_on, last_on
        self._made_up, self._numbers = made_up_people(random, first_on), count(1)

    @property
    def files(self) -> list[File]:
        """In the order in which they are imported."""
        of_force = [(kind, self._officer) for kind in Kind if kind is not Kind.ENGAGEMENT]
        return of_force + [(Kind.ENGAGEMENT, name) for name in dict.fromkeys(each.worker for each in self._services)]

    def people(self, number: int, *, arrested_by: date) -> Iterator[Rows]:
        """The rows of so many people, of each what happened to them, arrested by a day at the latest."""
        for _ in range(number):
            yield self._person(next(self._numbers), next(self._made_up), (arrested_by - self._first_on).days)

    def _person(self, number: int, who: MadeUp, days: int) -> Rows:
        rows: Rows = {file: [] for file in self.files}
        rows[Kind.PEOPLE, self._officer].append(
            _row(
                Kind.PEOPLE,
                person_key=f"P{number}",
                surname=who.facts.surname,
                given_names=who.facts.given_names,
                date_of_birth=who.facts.date_of_birth,
                age_evidence="police_record",
                sex=who.facts.sex,
                ethnicity=who.facts.ethnicity,
            )
        )
        for place in range(self._random.choice(ARRESTS)):
            day = self._first_on + self._random.randrange(days) * DAY
            if self._random.random() < OF_THEMSELVES:
                self._referred(rows, who, f"{number}-{place}", _at(day, 10 + self._random.randrange(6)))
            else:
                self._arrest(rows, who, f"{number}-{place}", day)
        return rows

    def _arrest(self, rows: Rows, who: MadeUp, key: str, day: date) -> None:
        random = self._random
        arrested = _at(day, random.randrange(6, 22), random.randrange(60))
        arrived, released = arrested + timedelta(minutes=40), arrested + timedelta(hours=11)
        offence, suite = random.choice(OFFENCES), random.choice(self._suites)
        rows[Kind.DETENTIONS, self._officer].append(
            _row(
                Kind.DETENTIONS,
                detention_key=f"D{key}",
                person_key=_person_key(key),
                custody_record_no=f"{suite[:2].upper()}/{key}",
                suite=suite,
                presence="arrested",
                arrested_at=arrested,
                arrived_at=arrived,
                released_at=released,
                release_type=random.choice(("on_bail", "on_bail", "without_bail", "charged_bail")),
            )
        )
        results = {"cocaine": random.random() < COCAINE, "opiates": random.random() < OPIATES}
        is_tested = random.random() < TESTED and day >= TESTS_SINCE
        service = self._service(who)
        if is_tested:
            rows[Kind.TESTS, self._officer].append(_tested(key, arrived, offence, results, service))
        if random.random() < DISPOSED and (ended := released + timedelta(days=random.randrange(30, 110))) < self._end:
            rows[Kind.DISPOSALS, self._officer].append(
                _row(
                    Kind.DISPOSALS,
                    disposal_key=f"C{key}",
                    detention_key=f"D{key}",
                    offence=offence or "TA68-1",
                    kind="CC",
                    decided_at=released,
                    given_at=released,
                    ended_as="completed" if day.day % IN_PART else "completed_in_part",
                    ended_at=ended,
                )
            )
        may_need_it = any(results.values()) if is_tested else day < TESTS_SINCE and results["opiates"]
        if may_need_it and random.random() < REFERRED:
            self._referred(rows, who, key, released, service=service, detention_key=f"D{key}")

    @property
    def _end(self) -> datetime:
        return _at(self._last_on, 12)

    def _service(self, who: MadeUp) -> Receives:
        """The one for women, for some of them; else that of the area where they live, and now and then another."""
        for_women = [each for each in self._services if not each.areas]
        if for_women and who.facts.sex is Sex.FEMALE and self._random.random() < TO_ONE_FOR_WOMEN:
            return self._random.choice(for_women)
        others = [each for each in self._services if each.areas]
        near = [each for each in others if who.area in each.areas]
        return self._random.choice(near if near and self._random.random() > TO_ANOTHER else others)

    def _referred(
        self,
        rows: Rows,
        who: MadeUp,
        key: str,
        at: datetime,
        *,
        service: Receives | None = None,
        detention_key: str | None = None,
    ) -> None:
        random, service = self._random, service or self._service(who)
        accepted = random.random() < 0.85
        answer = "accepted" if accepted else random.choice(("recalled", "person_declined", "consent_withdrawn"))
        rows[Kind.REFERRALS, self._officer].append(
            _row(
                Kind.REFERRALS,
                referral_key=f"R{key}",
                person_key=_person_key(key),
                detention_key=detention_key,
                origin=None if detention_key else random.choice(OTHER_WAYS),
                service=service.name,
                area=None if random.random() < AREA_NOT_KNOWN else who.area.label,
                referred_at=at,
                answer=answer,
                answered_at=at + random.randrange(1, 4) * DAY,
            )
        )
        if accepted:
            rows[Kind.ENGAGEMENT, service.worker] += self._treated(who, key, service, at.date())

    def _treated(self, who: MadeUp, key: str, service: Receives, referred_on: date) -> Iterator[list[str]]:
        """What came of a referral, as far as it was over by the last day."""
        random = self._random
        seen = referred_on + random.randrange(4, 26) * DAY
        case = {"engagement_key": f"E{key}", "referral_key": f"R{key}"}
        assessed = {
            "first_attended_on": seen,
            "assessed_on": seen,
            "uses_substances": None if who.uses else "no",
            "substances": "; ".join(who.uses) or None,
        }
        if random.random() < NEVER_CAME / service.does:
            ended = seen + 21 * DAY
            made = _row(Kind.ENGAGEMENT, **case, exited_on=ended, ending="not-found")
        elif random.random() < LEFT_SOON / service.does or not who.uses:
            ended = seen + random.randrange(10, 40) * DAY
            made = _row(Kind.ENGAGEMENT, **case, **assessed, exited_on=ended, ending="88")
        else:
            natural = seen + random.randrange(40, 240) * DAY
            ended = min(natural, max(self._last_on - random.randrange(20) * DAY, seen + 30 * DAY))
            made = _row(
                Kind.ENGAGEMENT,
                **case,
                **assessed,
                care_plan_on=seen + 7 * DAY,
                started_on=seen + 9 * DAY,
                modality=random.choice(("94", "95")),
                engaged_on=seen + 12 * DAY,
                exited_on=ended,
                ending=random.choice(ENDS),
            )
        if ended <= self._last_on:
            yield made


def _person_key(key: str) -> str:
    return f"P{key.partition('-')[0]}"


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def _tested(key: str, arrived: datetime, offence: str, results: dict[str, bool], service: Receives) -> list[str]:
    """A test; and where it was positive, that an assessment at this service was required."""
    asked = arrived + timedelta(minutes=50)
    required = (
        {"required_at": asked + timedelta(minutes=30), "initial_at": asked + 3 * DAY, "service": service.name}
        if any(results.values())
        else {}
    )
    return _row(
        Kind.TESTS,
        test_key=f"T{key}",
        detention_key=f"D{key}",
        offence=offence,
        warned_at=asked,
        requested_at=asked,
        outcome="sample_given",
        taken_at=asked + timedelta(minutes=3),
        sample_condition="sufficient_and_suitable",
        result_at=asked + timedelta(minutes=12),
        **{analyte: "positive" if is_positive else "negative" for analyte, is_positive in results.items()},
        **required,
    )


def _row(of: Kind, /, **values: object) -> list[str]:
    return [written(values.get(column)) for column in head(of)]
