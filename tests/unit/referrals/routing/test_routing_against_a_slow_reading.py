"""Made-up needs, 5,000 by `make long`, a fifth without a postcode or a phone, against an independent reading of the same rules."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pathways.directory.diary.rules import Weekday
from pathways.directory.entries.rules import DatedHours, WeekSession
from pathways.directory.matching.rules.fit import LookedAt, ServiceFacts
from pathways.directory.matching.rules.weights import shipped_weights
from pathways.referrals.routing.rules import routing
from pathways.vocabulary import Need
from tests import slow_routing
from tests.areas import EVERYWHERE
from tests.rounds import rounds

ROUNDS = rounds(1_500, 5_000)
A_DIRECTORY_FOR = 100
OUTCODES = ("LN1", "LN6", "PE21", "PE25", "NG31")
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
POINTS = {each.value: points for each, points in shipped_weights()[0].points.items()}


def one_of(random: Random, *values: Any) -> Any:
    return random.choice(values)


def a_service(random: Random, number: int, today: date) -> ServiceFacts:
    """Any service there could be, odd ones included."""
    places = one_of(random, None, 0, 1, 4, 9)
    hours = [
        WeekSession(weekday=day, opens=time(random.randrange(7, 12)), closes=time(random.randrange(13, 20)))
        for day in random.sample(list(Weekday), random.choice((0, 0, 1, 5)))
    ]
    first = today + timedelta(days=random.randrange(-3, 4))
    opened = None if random.random() < 0.5 else time(10)
    differs = DatedHours(
        first_on=first,
        last_on=first + timedelta(days=one_of(random, 0, 2, 90)),
        sessions=((opened, time(12)),) if opened else (),
    )
    return ServiceFacts(
        service_id=number,
        name=one_of(random, "Hub", "Brayford", "Witham", f"Service {number}"),
        town=one_of(random, "Lincoln", "Boston", "Louth", "Grantham"),
        areas=frozenset(random.sample(EVERYWHERE, random.randrange(0, 4))),
        needs=frozenset(random.sample(list(Need), random.randrange(0, 5))),
        women_only=random.random() < 0.15,
        young_people=random.random() < 0.15,
        opened_on=today - timedelta(days=one_of(random, -1, 0, 400)),
        closed_on=one_of(random, None, None, None, today + timedelta(days=1), today + timedelta(days=500)),
        places=places,
        places_updated_on=None if places is None else today - timedelta(days=one_of(random, 0, 1, 7, 8, 28, 29)),
        typical_wait_days=one_of(random, None, 0, 1, 2, 5, 19, 60, 61, 200),
        outcodes=frozenset(random.sample(OUTCODES, random.randrange(0, 3))),
        towns=frozenset(random.sample(("Lincoln", "boston", "Louth"), random.randrange(0, 2))),
        age_from=one_of(random, None, None, 18, 25),
        age_to=one_of(random, None, None, 24, 65),
        co_occurring=random.random() < 0.4,
        outreach=random.random() < 0.4,
        remote=random.random() < 0.3,
        hours=tuple(hours),
        exceptions=one_of(random, (), (), (differs,)),
        on_bank_holidays=random.random() < 0.3,
    )


def a_need(random: Random, today: date, *, without: bool) -> LookedAt:
    """Anybody there could be; `without` has no postcode and cannot be rung."""
    at = datetime.combine(today, time(random.randrange(24), random.randrange(60)), tzinfo=ZoneInfo("Europe/London"))
    age = one_of(random, None, 15, 17, 18, 24, 25, 35, 66)
    return LookedAt(
        needs=frozenset(random.sample(list(Need), random.randrange(0, 5))),
        area=random.choice(EVERYWHERE),
        on=today,
        at=at.astimezone(UTC),
        holidays=HOLIDAYS,
        age=age,
        under_18=age is not None and age < 18,
        outcode=None if without else one_of(random, *OUTCODES, "ZE3"),
        cannot_be_rung=without,
        is_urgent=random.random() < 0.3,
        kept_from=frozenset(random.sample(range(1, 7), one_of(random, 0, 0, 1))),
        by_telephone=frozenset(random.sample(range(1, 7), one_of(random, 0, 0, 1))),
    )


def plainly(service: ServiceFacts) -> dict[str, Any]:
    """A service as the slow reading takes it."""
    same = ("name", "town", "women_only", "young_people", "opened_on", "closed_on", "places", "places_updated_on")
    more = ("outcodes", "towns", "age_from", "age_to", "co_occurring", "outreach", "remote", "on_bank_holidays")
    return {name: getattr(service, name) for name in (*same, *more)} | {
        "id": service.service_id,
        "wait": service.typical_wait_days,
        "areas": {area.value for area in service.areas},
        "needs": {need.value for need in service.needs},
        "hours": [(each.weekday.value, each.opens, each.closes) for each in service.hours],
        "exceptions": [
            (each.first_on, each.last_on, *(each.sessions[0] if each.sessions else (None, None)))
            for each in service.exceptions
        ],
    }


def as_told(looked: LookedAt) -> dict[str, Any]:
    """A person as the slow reading takes them: with London wall time."""
    wall = looked.at.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None) if looked.at else None
    same = ("on", "age", "under_18", "outcode", "cannot_be_rung", "is_urgent", "kept_from", "by_telephone", "holidays")
    return {name: getattr(looked, name) for name in same} | {
        "wall": wall,
        "area": looked.area.value,
        "needs": {need.value for need in looked.needs},
    }


@pytest.mark.rounds
def test_any_needs_are_answered_service_by_service_as_a_slow_reading_of_the_rules_answers_them():
    random = Random(20261126)
    today = date(2026, 12, 24)
    services: list[ServiceFacts] = []
    standings: set[str] = set()
    nobody = without = 0
    for number in range(ROUNDS):
        if number % A_DIRECTORY_FOR == 0:
            today = date(2026, random.choice((3, 6, 10, 12)), random.randrange(1, 29))
            services = [a_service(random, each, today) for each in range(1, 7)]
            plain = [plainly(each) for each in services]
        looked = a_need(random, today, without=number % 5 == 0)
        person, answer = as_told(looked), routing(services, looked)
        without += looked.outcode is None and looked.cannot_be_rung
        for each in plain:
            verdict = answer.of(each["id"])
            expected = slow_routing.standing_and_points(each, person, POINTS)
            reasons = [f"{why.code} {why.fit.value}" for why in verdict.reasons]
            assert (verdict.standing.value, verdict.points, reasons) == expected, (each, person)
            standings.add(verdict.standing.value)
        assert [each.service.service_id for each in answer.verdicts] == slow_routing.in_order(plain, person, POINTS)
        first = answer.first.service.service_id if answer.first else None
        assert first == slow_routing.suggested(plain, person, POINTS)
        nobody += first is None
    assert without == ROUNDS // 5
    assert standings == {"open", "full", "closed"}
    assert 0 < nobody < ROUNDS


def test_the_same_needs_are_answered_alike_whatever_the_order_of_the_directory():
    random, today = Random(7), date(2026, 11, 26)
    for _ in range(50):
        services = [a_service(random, each, today) for each in range(1, 7)]
        looked = a_need(random, today, without=False)
        shuffled = random.sample(services, len(services))
        assert routing(services, looked) == routing(shuffled, looked) == routing(services, looked)
