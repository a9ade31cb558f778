"""Who came back to custody after a release: of a year whose 12 months are over, by route, never because of it."""

from datetime import date, timedelta

import pytest

from pathways.referrals.sending.rules import ReferralRoute
from pathways.reporting.rules.metrics import metric
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.proportions import is_mature
from pathways.reporting.rules.standings import alike, stretches_of
from pathways.reporting.rules.treatment import (
    BackCounts,
    ReleasedCounts,
    TreatmentCounts,
    published_of,
    released_counts,
    year_before,
)
from pathways.reporting.rules.treatment_parts import file_rows
from pathways.reporting.rules.treatment_units import BACK, BACK_SOON, ReleasedRoute, ReleasedUnit, route_of_release
from pathways.reporting.rules.treatment_words import treatment_of
from pathways.small_numbers.beside import hidden_alone

RELEASED_ON = date(2024, 9, 2)
THE_YEAR = period_of(of_months(date(2025, 4, 1), YEAR), date(2026, 6, 30))


def on(number):
    return None if number is None else RELEASED_ON + timedelta(days=number)


def released(*, back=None, died=None, route=ReleasedRoute.NONE, person=1, at=0):
    return ReleasedUnit(
        person_id=person, record_id=person, number=person + at, released_on=on(at), route=route, back_on=on(back), died_on=on(died)
    )  # fmt: skip


def stands(as_at=THE_YEAR.as_at, **facts):
    state = released(**facts).on(as_at).state
    return state.outcome, state.is_soon


@pytest.mark.parametrize(
    ("back", "state"),
    [(0, ("yes", True)), (183, ("yes", True)), (184, ("yes", False)), (365, ("yes", False)), (366, ("no", False))],
)
def test_six_months_are_183_days_and_twelve_are_365_with_the_last_of_them(back, state):
    assert stands(back=back) == state
    assert [metric(code, RELEASED_ON).horizon_days for code in (BACK_SOON, BACK)] == [183, 365]


def test_whoever_is_back_at_once_is_pending_until_the_twelve_months_are_over():
    assert stands(on(364), back=3) == ("pending", False)
    assert stands(on(365), back=3) == ("yes", True)


def test_a_death_before_coming_back_is_counted_apart_and_one_after_it_changes_nothing():
    assert stands(died=100) == ("died", False)
    assert stands(died=100, back=100) == ("yes", True)
    assert stands(died=365) == ("died", False)
    assert stands(died=366) == ("no", False)


def test_what_is_kept_of_a_release_is_what_its_rule_says_of_each_day():
    unit = released(back=20, died=300)
    for number in (0, 19, 20, 299, 300, 364, 365, 400):
        kept = next(each for each in stretches_of(unit) if each.from_on <= on(number) < each.until_on)
        assert kept.standing == unit.on(on(number))


@pytest.mark.parametrize("year", range(2023, 2030))
def test_nobody_of_the_year_before_is_pending_when_the_report_can_be_made_also_in_a_leap_year(year):
    period = period_of(of_months(date(year, 4, 1), YEAR), date(year + 1, 3, 31))
    before = year_before(period)
    assert (before.from_on, before.to_on) == (date(year - 1, 4, 1), date(year, 3, 31))
    assert is_mature(before.to_on, metric(BACK, before.to_on).horizon_days, period.as_at)


def test_a_route_is_that_of_the_first_referral_by_the_day_of_the_release():
    required, own = ReferralRoute.REQUIRED_ASSESSMENT, ReferralRoute.TESTED_VOLUNTARY
    assert route_of_release([], RELEASED_ON) is ReleasedRoute.NONE
    assert route_of_release([(on(1), required)], RELEASED_ON) is ReleasedRoute.NONE
    assert route_of_release([(on(0), own), (on(-1), required)], RELEASED_ON) is ReleasedRoute.REQUIRED
    assert route_of_release([(on(0), None)], RELEASED_ON) is ReleasedRoute.OTHER
    kinds = {
        ReferralRoute.CONDITIONAL_CAUTION: ReleasedRoute.DISPOSAL, ReferralRoute.OUTCOME_22: ReleasedRoute.DISPOSAL,
        ReferralRoute.COMMUNITY_RESOLUTION: ReleasedRoute.DISPOSAL, ReferralRoute.ARC_IOM: ReleasedRoute.OTHER,
        ReferralRoute.LIAISON_AND_DIVERSION: ReleasedRoute.OTHER, own: ReleasedRoute.TESTED,
    }  # fmt: skip
    for route, kind in kinds.items():
        assert route_of_release([(RELEASED_ON, route)], RELEASED_ON) is kind


def test_everybody_counts_once_by_the_first_release_of_the_year():
    units = [
        released(person=1, back=20), released(person=1, at=20), released(person=2, died=3),
        released(person=3, route=ReleasedRoute.TESTED, back=200),
    ]  # fmt: skip
    of = released_counts(alike(units, year_before(THE_YEAR)))
    assert (of.people, of.died, of.everybody) == (3, 1, BackCounts(soon=1, later=1))
    assert of.routes["tested"] == BackCounts(later=1)
    assert not released_counts(alike(units, THE_YEAR)).people, "they were released the year before"


ROUTES = {
    "required": BackCounts(soon=20, later=15, not_back=65), "tested": BackCounts(soon=10, later=9, not_back=31),
    "disposal": BackCounts(soon=5, later=5, not_back=40), "other": BackCounts(soon=8, later=6, not_back=21),
    "none": BackCounts(soon=60, later=40, not_back=200),
}  # fmt: skip


def shown(of):
    counts = TreatmentCounts(released=of)
    return treatment_of(counts, hidden_alone("treatment", published_of(counts)).hidden, THE_YEAR)


def test_the_section_names_the_year_of_the_releases_and_gives_each_route_with_its_interval():
    section = shown(ReleasedCounts(routes=ROUTES, died=9)).released
    assert section.sentence == (
        "Arrested again and back in custody after a release, April 2024 to March 2025: within 6 months 103 of 535, "
        "19.3% (95% interval 16.1 to 22.8); within 12 months 178 of 535, 33.3% (95% interval 29.4 to 37.4)."
    )
    assert section.heading == "Came back to custody: released in the year before, April 2024 to March 2025"
    cells = {rate.label: rate.cells[1:] for rate in section.rates}
    assert cells["Not referred: within 12 months"] == ("100", "300", "33.3%", "28.2 to 38.8")
    assert len(cells) == 12
    assert {"Died before they came back": "9", "Everybody released": "544"}.items() <= {
        (each.label, each.people) for each in section.classes
    }
    words = " ".join(section.cannot)
    assert "no reconviction is counted here" in words
    assert "cause" not in f"{section.sentence} {words}"


def test_a_route_of_few_is_hidden_with_what_would_give_it_away_and_deaths_are_told_of_all_together_alone():
    few = ReleasedCounts(routes=ROUTES | {"tested": BackCounts(soon=2, later=1, not_back=40)}, died=9)
    section = shown(few).released
    cells = {rate.label: rate.cells[1:] for rate in section.rates}
    assert cells["Test on arrest, of their own will: within 6 months"][2:] == ("*", "*")
    assert sum(rate.shown is None for rate in section.rates) >= 2, "one star in a column would be worked out"
    names = {each.name for each in published_of(TreatmentCounts(released=few)).figures if each.printed}
    assert [name for name in names if "died" in name and name.startswith("released")] == ["released died"]


def test_nobody_released_is_said_so_and_stands_in_one_line_of_the_file():
    report = shown(ReleasedCounts())
    assert report.released.sentence == "Nobody was released from custody after an arrest, April 2024 to March 2025."
    assert [line[2] for line in file_rows(report) if line[0] == BACK_SOON] == [report.released.sentence]
