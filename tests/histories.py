"""Files of existing records of a made-up county over some years: people, what happened to them, what came of it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random

from pathways.imports.rules.cells import written
from pathways.imports.rules.columns import Kind, columns_of

SYLLABLES = (
    *("ra", "wic", "lor", "ben", "stan", "fer", "mo", "dle"),
    *("hol", "tby", "gar", "wen", "sud", "ley", "pim", "ost"),
)
OFFENCES = ("TA68-1", "TA68-9", "TA68-8", "")
USES = ("heroin; crack", "heroin", "crack", "alcohol", "cannabis; alcohol")
Rows = dict[Kind, list[list[str]]]


def head(kind: Kind) -> list[str]:
    """The header of a file."""
    return [each.column for each in columns_of(kind)]


class County:
    """A made-up history, person by person. `services` are names of services, each with the key of its provider."""

    def __init__(self, random: Random, suite: str, services: Sequence[str], first_on: date, last_on: date) -> None:
        self._random, self._suite, self._services = random, suite, services
        self._first_on, self._days = first_on, (last_on - first_on).days
        self._numbers = count(1)

    def people(self, number: int) -> Iterator[Rows]:
        """The rows of so many people, of each what happened to them."""
        for _ in range(number):
            yield self._person(next(self._numbers))

    def _name(self, syllables: int) -> str:
        return "".join(self._random.choice(SYLLABLES) for _ in range(syllables)).capitalize()

    def _person(self, number: int) -> Rows:
        random = self._random
        born = date(1960, 1, 1) + timedelta(days=random.randrange(16_000))
        rows: Rows = {kind: [] for kind in Kind}
        person = {"person_key": f"P{number}", "surname": self._name(4), "given_names": self._name(3)}
        rows[Kind.PEOPLE].append(
            _row(
                Kind.PEOPLE,
                **person,
                date_of_birth=born,
                age_evidence="police_record",
                sex=random.choice(("male", "male", "female")),
                ethnicity=random.choice(("W1", "W9", "B1", "")),
            )
        )
        for arrest in range(random.choice((1, 1, 1, 2, 3))):
            self._arrest(rows, number, f"{number}-{arrest}")
        return rows

    def _arrest(self, rows: Rows, number: int, key: str) -> None:
        random = self._random
        day = self._first_on + timedelta(days=random.randrange(self._days))
        arrested = datetime.combine(day, time(random.randrange(6, 22), random.randrange(60)), UTC)
        arrived, released = arrested + timedelta(minutes=40), arrested + timedelta(hours=11)
        offence = random.choice(OFFENCES)
        rows[Kind.DETENTIONS].append(
            _row(
                Kind.DETENTIONS,
                detention_key=f"D{key}",
                person_key=f"P{number}",
                custody_record_no=f"LN/{key}",
                suite=self._suite,
                presence="arrested",
                arrested_at=arrested,
                arrived_at=arrived,
                released_at=released,
                release_type="on_bail",
            )
        )
        is_positive = random.random() < 0.5
        if random.random() < 0.8:
            service = random.choice(self._services) if is_positive else ""
            rows[Kind.TESTS].append(_tested(key, arrived, offence, service))
        if random.random() < 0.25:
            rows[Kind.DISPOSALS].append(
                _row(
                    Kind.DISPOSALS,
                    disposal_key=f"C{key}",
                    detention_key=f"D{key}",
                    offence=offence or "TA68-1",
                    kind="CC",
                    decided_at=released,
                    given_at=released,
                    ended_as="completed",
                    ended_at=released + timedelta(days=90),
                )
            )
        if is_positive and random.random() < 0.7:
            self._referred(rows, number, key, released)

    def _referred(self, rows: Rows, number: int, key: str, released: datetime) -> None:
        random = self._random
        accepted, service = random.random() < 0.8, random.choice(self._services)
        rows[Kind.REFERRALS].append(
            _row(
                Kind.REFERRALS,
                referral_key=f"R{key}",
                person_key=f"P{number}",
                detention_key=f"D{key}",
                service=service,
                referred_at=released,
                answer="accepted" if accepted else "recalled",
                answered_at=released + timedelta(days=1),
            )
        )
        if not accepted:
            return
        seen = released.date() + timedelta(days=random.randrange(3, 20))
        case = {"engagement_key": f"E{key}", "referral_key": f"R{key}"}
        if random.random() < 0.3:
            made = _row(Kind.ENGAGEMENT, **case, exited_on=seen, ending="not-found")
        elif random.random() < 0.4:
            made = _row(
                Kind.ENGAGEMENT,
                **case,
                first_attended_on=seen,
                assessed_on=seen,
                substances=random.choice(USES),
                exited_on=seen + timedelta(days=30),
                ending="88",
            )
        else:
            made = _row(
                Kind.ENGAGEMENT,
                **case,
                first_attended_on=seen,
                assessed_on=seen,
                substances=random.choice(USES),
                care_plan_on=seen + timedelta(days=7),
                started_on=seen + timedelta(days=9),
                modality="94",
                engaged_on=seen + timedelta(days=12),
                exited_on=seen + timedelta(days=160),
                ending=random.choice(("80", "82", "85")),
            )
        rows[Kind.ENGAGEMENT].append(made)


def _tested(key: str, arrived: datetime, offence: str, service: str) -> list[str]:
    """A test; a positive one, of which an assessment at this service was required, where one is named."""
    asked = arrived + timedelta(minutes=50)
    required = (
        {"required_at": asked + timedelta(minutes=30), "initial_at": asked + timedelta(days=3), "service": service}
        if service
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
        cocaine="positive" if service else "negative",
        opiates="negative",
        **required,
    )


def _row(of: Kind, /, **values: object) -> list[str]:
    return [written(values.get(column)) for column in head(of)]
