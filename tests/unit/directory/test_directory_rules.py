"""What a service's entry says for and against it, as an officer reads it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.directory.rules import (
    Fit,
    ServiceFacts,
    Standing,
    best_first,
    is_open_on,
    service_reasons,
    standing_of,
    verdict,
)
from pathways.vocabulary import Area, Need

TODAY = date(2026, 11, 25)
PLAIN = ServiceFacts(
    service_id=1,
    name="Cathedral Quarter Recovery",
    town="Lincoln",
    areas=frozenset({Area.LINCOLN}),
    needs=frozenset({Need.DRUGS, Need.ALCOHOL}),
    women_only=False,
    young_people=False,
    opened_on=date(2020, 4, 1),
    places=14,
    places_updated_on=date(2026, 11, 24),
    typical_wait_days=4,
)


def reason(
    service: ServiceFacts,
    code: str,
    *,
    needs: frozenset[Need] = frozenset({Need.DRUGS}),
    area: Area = Area.LINCOLN,
    under_18: bool = False,
):
    (found,) = [each for each in service_reasons(service, needs, area, TODAY, under_18=under_18) if each.code == code]
    return found


def test_a_service_that_covers_area_and_need_with_a_place_free_is_open_and_says_why():
    answer = verdict(PLAIN, {Need.DRUGS}, Area.LINCOLN, TODAY)
    assert answer.standing is Standing.OPEN
    assert [each.message for each in answer.reasons] == [
        "Takes referrals",
        "For people of 18 and over",
        "Covers Lincoln",
        "Helps with drugs",
        "14 places free, updated yesterday",
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
    assert verdict(service, {Need.DRUGS}, Area.LINCOLN, TODAY).standing is Standing.CLOSED


def test_another_area_closes_a_service_and_names_the_areas_it_covers():
    service = replace(PLAIN, areas=frozenset({Area.SKEGNESS, Area.BOSTON}))
    assert reason(service, "area").message == "Covers Boston and Skegness, not Lincoln"
    assert reason(replace(PLAIN, areas=frozenset()), "area").message == "Covers no area yet"
    assert verdict(service, {Need.DRUGS}, Area.LINCOLN, TODAY).standing is Standing.CLOSED


def test_a_second_need_that_a_service_does_not_meet_never_closes_it():
    answer = verdict(PLAIN, {Need.DRUGS, Need.HOUSING}, Area.LINCOLN, TODAY)
    assert answer.standing is Standing.OPEN
    assert reason(PLAIN, "needs", needs=frozenset({Need.DRUGS, Need.HOUSING})).fit is Fit.PARTLY
    assert (
        reason(PLAIN, "needs", needs=frozenset({Need.DRUGS, Need.HOUSING})).message
        == "Helps with drugs; not with housing"
    )


def test_a_service_that_meets_no_need_is_closed():
    assert reason(PLAIN, "needs", needs=frozenset({Need.HOUSING})).message == "Does not help with housing"
    assert verdict(PLAIN, {Need.HOUSING}, Area.LINCOLN, TODAY).standing is Standing.CLOSED


def test_without_a_recorded_need_a_service_stays_open_and_says_so():
    assert reason(PLAIN, "needs", needs=frozenset()).message == "No need is recorded yet"
    assert verdict(PLAIN, set(), Area.LINCOLN, TODAY).standing is Standing.OPEN


def test_a_young_peoples_service_is_open_to_under_18s_only():
    service = replace(PLAIN, young_people=True)
    assert reason(service, "age").fit is Fit.NOT
    assert reason(service, "age", under_18=True).fit is Fit.MET
    assert reason(PLAIN, "age", under_18=True).fit is Fit.NOT


def test_a_service_for_women_is_never_closed_by_a_recorded_sex():
    service = replace(PLAIN, women_only=True)
    assert reason(service, "women").fit is Fit.PARTLY
    assert verdict(service, {Need.DRUGS}, Area.LINCOLN, TODAY).standing is Standing.OPEN


@pytest.mark.parametrize(
    ("places", "counted_on", "words", "fit"),
    [
        (0, TODAY, "No place free, updated today", Fit.NOT),
        (1, date(2026, 11, 22), "1 place free, updated 3 days ago", Fit.MET),
        (9, date(2026, 11, 18), "9 places free, updated 7 days ago", Fit.MET),
        (9, date(2026, 11, 16), "Places updated 9 days ago: ring first", Fit.PARTLY),
        (0, date(2026, 11, 16), "Places updated 9 days ago: ring first", Fit.PARTLY),
        (None, None, "Places not known: ring first", Fit.PARTLY),
    ],
)
def test_places_are_said_with_the_day_they_were_counted(places, counted_on, words, fit):
    found = reason(replace(PLAIN, places=places, places_updated_on=counted_on), "places")
    assert (found.message, found.fit) == (words, fit)


def test_a_service_without_a_free_place_is_full_not_closed():
    service = replace(PLAIN, places=0, places_updated_on=TODAY)
    assert verdict(service, {Need.DRUGS}, Area.LINCOLN, TODAY).standing is Standing.FULL


def test_every_service_is_listed_open_ones_first_then_full_then_closed():
    full = replace(PLAIN, service_id=2, name="Witham Recovery", places=0)
    slow = replace(PLAIN, service_id=3, name="Fenside Outreach", typical_wait_days=None)
    closed = replace(PLAIN, service_id=4, name="Haven Recovery", areas=frozenset({Area.BOSTON}))
    order = [
        each.service.service_id for each in best_first([closed, full, slow, PLAIN], {Need.DRUGS}, Area.LINCOLN, TODAY)
    ]
    assert order == [1, 3, 2, 4]


@given(
    needs=st.frozensets(st.sampled_from(Need)),
    offered=st.frozensets(st.sampled_from(Need)),
    area=st.sampled_from(Area),
    covered=st.frozensets(st.sampled_from(Area)),
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
    reasons = service_reasons(service, needs, area, TODAY, under_18=under_18)
    assert all(each.message and each.source and each.mark.label for each in reasons)
    assert (standing_of(reasons) is Standing.OPEN) == all(each.fit is not Fit.NOT for each in reasons)


def test_standings_and_fits_have_labels():
    assert [each.label for each in Standing] == ["Open", "Full", "Closed"]
    assert [each.label for each in Fit] == ["Met", "Partly met", "Not met"]
