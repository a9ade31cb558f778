"""What a service's entry says for and against it, as an officer reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.directory.diary.rules import Weekday
from pathways.directory.entries.rules import DatedHours, WeekSession
from pathways.directory.matching.rules.fit import (
    Fit,
    LookedAt,
    ServiceFacts,
    ServiceStanding,
    is_open_on,
    service_reasons,
)
from pathways.directory.matching.rules.ranking import best_first, standing_of, verdict
from pathways.directory.matching.rules.weights import shipped_weights
from pathways.vocabulary import Need
from tests.areas import BOSTON, CENTRES, EVERYWHERE, LINCOLN, SKEGNESS

TODAY = date(2026, 11, 25)
(WEIGHTS,) = shipped_weights()
LOOKED = LookedAt(needs=frozenset({Need.DRUGS}), area=LINCOLN, on=TODAY, age=35)
PLAIN = ServiceFacts(
    service_id=1,
    name="Cathedral Quarter Recovery",
    town="Lincoln",
    areas=frozenset({LINCOLN}),
    needs=frozenset({Need.DRUGS, Need.ALCOHOL}),
    women_only=False,
    young_people=False,
    opened_on=date(2020, 4, 1),
    places=14,
    places_updated_on=date(2026, 11, 24),
    typical_wait_days=4,
)


def reason(service: ServiceFacts, code: str, **changed: Any):
    looked = replace(LOOKED, **changed)
    (reason,) = [each for each in service_reasons(service, looked, WEIGHTS) if each.code == code]
    return reason


def judged(service: ServiceFacts, **changed: Any):
    return verdict(service, replace(LOOKED, **changed), WEIGHTS)


def test_a_service_that_covers_area_and_need_with_a_place_free_is_open_and_says_why():
    answer = judged(PLAIN)
    assert answer.standing is ServiceStanding.OPEN
    assert [each.message for each in answer.reasons] == [
        "Takes referrals",
        "For people of 18 and over",
        "Covers Lincoln",
        "Helps with drugs",
        "14 places free, updated yesterday",
        "The service’s usual wait is 4 days",
    ]


def test_a_service_is_open_on_its_first_day_and_closed_on_its_closing_day():
    service = replace(PLAIN, opened_on=TODAY, closed_on=date(2026, 12, 1))
    assert not is_open_on(service, date(2026, 11, 24))
    assert is_open_on(service, TODAY)
    assert is_open_on(service, date(2026, 11, 30))
    assert not is_open_on(service, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"opened_on": date(2026, 12, 1)}, "Opens on 1 December 2026"),
        ({"closed_on": TODAY}, "Closed since 25 November 2026"),
    ],
)
def test_a_service_not_open_that_day_says_when(changed, words):
    service = replace(PLAIN, **changed)
    assert reason(service, "open").message == words
    assert judged(service).standing is ServiceStanding.CLOSED


def test_another_area_closes_a_service_and_names_the_areas_it_covers():
    service = replace(PLAIN, areas=frozenset({SKEGNESS, BOSTON}))
    assert reason(service, "area").message == "Covers Boston and Skegness, not Lincoln"
    assert reason(replace(PLAIN, areas=frozenset()), "area").message == "Covers no area yet"
    assert judged(service).standing is ServiceStanding.CLOSED


def test_a_second_need_that_a_service_does_not_meet_never_closes_it():
    answer = judged(PLAIN, needs=frozenset({Need.DRUGS, Need.HOUSING}))
    assert answer.standing is ServiceStanding.OPEN
    assert reason(PLAIN, "needs", needs=frozenset({Need.DRUGS, Need.HOUSING})).fit is Fit.PARTLY
    assert (
        reason(PLAIN, "needs", needs=frozenset({Need.DRUGS, Need.HOUSING})).message
        == "Helps with drugs; not with housing"
    )


def test_a_service_that_meets_no_need_is_closed():
    assert reason(PLAIN, "needs", needs=frozenset({Need.HOUSING})).message == "Does not help with housing"
    assert judged(PLAIN, needs=frozenset({Need.HOUSING})).standing is ServiceStanding.CLOSED


def test_without_a_recorded_need_a_service_stays_open_and_says_so():
    assert reason(PLAIN, "needs", needs=frozenset()).message == "No need is recorded yet"
    assert judged(PLAIN, needs=frozenset()).standing is ServiceStanding.OPEN


def test_a_young_peoples_service_is_open_to_under_18s_only():
    service = replace(PLAIN, young_people=True)
    assert reason(service, "age").fit is Fit.NOT
    assert reason(service, "age", under_18=True).fit is Fit.MET
    assert reason(PLAIN, "age", under_18=True).fit is Fit.NOT


def test_a_service_for_women_is_never_closed_by_a_recorded_sex():
    service = replace(PLAIN, women_only=True)
    assert reason(service, "women").fit is Fit.PARTLY
    assert judged(service).standing is ServiceStanding.OPEN


@pytest.mark.parametrize(
    ("places", "counted_on", "words", "fit"),
    [
        (0, TODAY, "No place free, updated today", Fit.NOT),
        (1, date(2026, 11, 22), "1 place free, updated 3 days ago", Fit.MET),
        (9, date(2026, 11, 18), "9 places free, updated 7 days ago", Fit.MET),
        (9, date(2026, 11, 16), "Places updated 9 days ago: ring first", Fit.PARTLY),
        (0, date(2026, 11, 16), "Takes people only once you have agreed it by telephone", Fit.NOT),
        (None, None, "Places not known: ring first", Fit.PARTLY),
    ],
)
def test_places_are_said_with_the_day_they_were_counted(places, counted_on, words, fit):
    answer = reason(replace(PLAIN, places=places, places_updated_on=counted_on), "places")
    assert (answer.message, answer.fit) == (words, fit)


def test_a_service_without_a_free_place_is_full_not_closed():
    service = replace(PLAIN, places=0, places_updated_on=TODAY)
    assert judged(service).standing is ServiceStanding.FULL


def test_every_service_is_listed_open_ones_first_then_full_then_closed():
    full = replace(PLAIN, service_id=2, name="Witham Recovery", places=0)
    slow = replace(PLAIN, service_id=3, name="Fenside Outreach", typical_wait_days=None)
    closed = replace(PLAIN, service_id=4, name="Haven Recovery", areas=frozenset({BOSTON}))
    order = [each.service.service_id for each in best_first([closed, full, slow, PLAIN], LOOKED, WEIGHTS)]
    assert order == [1, 3, 2, 4]


@given(
    needs=st.frozensets(st.sampled_from(Need)),
    offered=st.frozensets(st.sampled_from(Need)),
    area=st.sampled_from(EVERYWHERE),
    covered=st.frozensets(st.sampled_from(EVERYWHERE)),
    places=st.none() | st.integers(0, 3),
    young=st.booleans(),
    under_18=st.booleans(),
)
def test_every_answer_has_its_reason_source_and_mark(needs, offered, area, covered, places, young, under_18):
    service = replace(
        PLAIN,
        needs=offered,
        areas=covered,
        young_people=young,
        places=places,
        places_updated_on=None if places is None else TODAY,
    )
    looked = LookedAt(needs=needs, area=area, on=TODAY, under_18=under_18)
    reasons = service_reasons(service, looked, WEIGHTS)
    assert all(each.message and each.source and each.mark.label for each in reasons)
    assert (standing_of(reasons) is ServiceStanding.OPEN) == all(each.fit is not Fit.NOT for each in reasons)


@pytest.mark.parametrize(
    ("changed", "code", "words", "points"),
    [
        ({"is_urgent": True}, "wait", "The service’s usual wait is 4 days: this is urgent, ring first", 16),
        (
            {"area": BOSTON, "towns": CENTRES},
            "town",
            "In Lincoln, about 27 miles from Boston: ask how they would get there",
            6,
        ),
        ({"cannot_be_rung": True}, "reach", "Nobody can be rung: agree where to meet, or who passes word on", 15),
        ({"needs": frozenset({Need.DRUGS, Need.HOUSING})}, "needs", "Helps with drugs; not with housing", 20),
    ],
)
def test_what_counts_against_a_service_is_said_with_its_points(changed, code, words, points):
    answer = reason(PLAIN, code, **changed)
    assert (answer.message, answer.fit, answer.points) == (words, Fit.PARTLY, points)


def test_having_no_phone_closes_no_service_and_one_that_goes_out_stands_first():
    goes_out = replace(PLAIN, service_id=2, name="Fenside Outreach", typical_wait_days=10, outreach=True)
    order = best_first([PLAIN, goes_out], replace(LOOKED, cannot_be_rung=True), WEIGHTS)
    assert [(each.service.name, each.standing) for each in order] == [
        ("Fenside Outreach", ServiceStanding.OPEN),
        ("Cathedral Quarter Recovery", ServiceStanding.OPEN),
    ]
    assert best_first([PLAIN, goes_out], LOOKED, WEIGHTS)[0].service == PLAIN


@pytest.mark.parametrize(
    ("outcode", "standing", "words"),
    [
        ("LN6", ServiceStanding.OPEN, "Covers LN6"),
        ("LN2", ServiceStanding.CLOSED, "Covers LN6, not Lincoln"),
        (None, ServiceStanding.CLOSED, "Covers LN6, not Lincoln"),
    ],
)
def test_a_first_half_of_a_postcode_covers_beside_the_areas(outcode, standing, words):
    service = replace(PLAIN, areas=frozenset(), outcodes=frozenset({"LN6"}))
    assert reason(service, "area", outcode=outcode).message == words
    assert judged(service, outcode=outcode).standing is standing
    assert judged(replace(service, areas=PLAIN.areas), outcode=outcode).standing is ServiceStanding.OPEN


@pytest.mark.parametrize(
    ("bounds", "age", "words", "fit"),
    [
        ((25, None), 35, "For people of 25 and over", Fit.MET),
        ((25, None), 24, "For people of 25 and over", Fit.NOT),
        ((18, 25), 25, "For people of 18 to 25", Fit.MET),
        ((None, 25), 26, "For people up to 25", Fit.NOT),
        ((None, 25), None, "For people up to 25", Fit.MET),
    ],
)
def test_an_age_outside_the_bounds_of_a_service_closes_it_and_an_age_not_known_does_not(bounds, age, words, fit):
    answer = reason(replace(PLAIN, age_from=bounds[0], age_to=bounds[1]), "age", age=age)
    assert (answer.message, answer.fit) == (words, fit)


@pytest.mark.parametrize(
    ("at", "words", "fit"),
    [
        (datetime(2026, 11, 25, 10, tzinfo=UTC), "Open now", Fit.MET),
        (datetime(2026, 11, 25, 3, tzinfo=UTC), "Opens today at 09:00", Fit.MET),
        (datetime(2026, 11, 25, 18, tzinfo=UTC), "Opens on Wednesday 2 December 2026 at 09:00", Fit.PARTLY),
    ],
)
def test_when_the_doors_next_open_is_said_and_counts(at, words, fit):
    service = replace(PLAIN, hours=(WeekSession(weekday=Weekday.WEDNESDAY, opens=time(9), closes=time(17)),))
    answer = reason(service, "hours", at=at)
    assert (answer.message, answer.fit, answer.points) == (words, fit, 14 if fit is Fit.PARTLY else 0)
    shut = replace(service, exceptions=(DatedHours(first_on=TODAY, last_on=date(2027, 4, 1)),))
    assert reason(shut, "hours", at=at).message == "No opening in the next 60 days: ring first"


def test_where_mental_health_and_substances_meet_a_service_for_both_stands_first_and_nothing_is_closed_for_it():
    both = frozenset({Need.DRUGS, Need.MENTAL_HEALTH})
    apart = replace(PLAIN, needs=both)
    joint = replace(apart, service_id=2, co_occurring=True, typical_wait_days=9)
    order = best_first([apart, joint], replace(LOOKED, needs=both), WEIGHTS)
    assert [(each.service.service_id, each.standing) for each in order] == [
        (2, ServiceStanding.OPEN),
        (1, ServiceStanding.OPEN),
    ]
    assert reason(apart, "together", needs=both).message == "Mental health and substances: ask a partner to join"


def test_no_wait_counts_for_more_than_the_most_days():
    assert reason(replace(PLAIN, typical_wait_days=400), "wait").points == 60
    assert reason(replace(PLAIN, typical_wait_days=None), "wait").points == 21
    assert (
        reason(replace(PLAIN, typical_wait_days=0), "wait").message == "The service sees people the same day as a rule"
    )


def test_standings_and_fits_have_labels():
    assert [each.label for each in ServiceStanding] == ["Open", "Full", "Closed"]
    assert [each.label for each in Fit] == ["Met", "Partly met", "Not met"]
