"""How dates, times, ages, money and counts are written."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from pathways import clock
from pathways.store.standby import Freshness, WhyNot
from pathways.ui import rendering as filters
from pathways.vocabulary import Worded

NIGHT = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
FROM_THE_RECORD = "Read from the record itself, because the copy for reports"


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    clock.install(clock.SettableClock(NIGHT))
    yield
    clock.install(clock.SystemClock())


def test_dates_and_times_are_london_s() -> None:
    late = datetime(2026, 6, 30, 23, 50, tzinfo=UTC)
    assert filters.day(late) == "1 July 2026"
    assert filters.moment(late) == "1 July 2026 at 00:50"
    assert filters.short_moment(late) == "Wed 1 Jul, 00:50"
    assert filters.weekday(NIGHT) == "Wednesday 25 November 2026"
    assert filters.iso(late) == "2026-07-01T00:50:00+01:00"
    assert filters.iso(date(2026, 7, 1)) == "2026-07-01"


def test_near_instants_are_said_as_people_say_them() -> None:
    assert filters.near(NIGHT) == "Today, 03:12"
    assert filters.near(datetime(2026, 11, 24, 17, 0, tzinfo=UTC)) == "Yesterday, 17:00"
    assert filters.near(datetime(2026, 11, 26, 9, 0, tzinfo=UTC)) == "Tomorrow, 09:00"
    assert filters.near(datetime(2026, 12, 3, 9, 0, tzinfo=UTC)) == "Thu 3 Dec, 09:00"


def test_an_age_is_in_completed_years_on_the_london_date() -> None:
    assert filters.age(date(1991, 11, 25)) == "35"
    assert filters.age(date(1991, 11, 26)) == "34"
    assert filters.age(date(2008, 2, 29), on=date(2026, 2, 28)) == "17"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(53, "53 min"), (78, "1 h 18 min"), (1440, "1 day"), (3060, "2 days 3 h"), (-5, "5 min"), (0, "0 min")],
)
def test_a_span_of_time_is_said_in_the_two_largest_units(minutes: int, words: str) -> None:
    assert filters.span(minutes) == words


def test_money_comes_from_pence() -> None:
    assert [filters.money(pence) for pence in (125000, 1250, -50)] == ["£1,250", "£12.50", "-£0.50"]


@pytest.mark.parametrize(
    ("fresh", "words"),
    [
        (Freshness(), ""),
        (Freshness(timedelta(milliseconds=990)), "Read from the copy for reports as it stood less than a second ago."),
        (Freshness(timedelta(seconds=3.9)), "Read from the copy for reports as it stood 3 seconds ago."),
        (
            Freshness(why_not=WhyNot.DOES_NOT_ANSWER),
            f"{FROM_THE_RECORD} does not answer.",
        ),
        (
            Freshness(timedelta(minutes=78), WhyNot.TOO_FAR_BEHIND),
            f"{FROM_THE_RECORD} is 1 h 18 min behind.",
        ),
        (
            Freshness(why_not=WhyNot.TOO_FAR_BEHIND),
            f"{FROM_THE_RECORD} is behind.",
        ),
    ],
)
def test_figures_say_how_old_they_are_or_why_they_are_of_now(fresh: Freshness, words: str) -> None:
    assert filters.as_they_stood(fresh) == words


def test_a_count_agrees_with_its_noun() -> None:
    assert filters.count(1, "person", "people") == "1 person"
    assert filters.count(1200, "referral") == "1,200 referrals"


def test_what_is_not_known_is_blank() -> None:
    for text_filter in (filters.day, filters.short_day, filters.weekday, filters.at_time, filters.moment, filters.near):
        assert text_filter(None) == ""
    blanks = (filters.short_moment(None), filters.iso(None), filters.age(None), filters.span(None), filters.money(None))
    assert blanks == ("", "", "", "", "")


def test_a_tag_takes_its_tone_from_its_word_or_its_label() -> None:
    class State(Worded):
        READY = "ready", "Done"

    assert filters.tone("Waiting for authority") == "violet"
    assert filters.tone(State.READY) == "green"
    assert filters.tone("Something new") == "grey"


def test_a_day_half_a_year_away_is_written_with_its_year() -> None:
    assert filters.short_day(date(2026, 12, 24)) == "Thu 24 Dec"
    assert filters.short_day(date(2027, 2, 1)) == "Mon 1 Feb"
    assert filters.short_day(date(2025, 5, 19)) == "Mon 19 May 2025"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Warn the person first. Then ask.", "Warn the person first"),
        ("Say it to both persons. Then ask.", "Say it to both persons"),
        ("Theft (incl. shoplifting) is a trigger offence. Ask.", "Theft (incl. shoplifting) is a trigger offence"),
        ("Held for less (see s. 63B. And more). Then ask", "Held for less (see s. 63B. And more)"),
        ("By PACE 1984 s. 63B it may be asked for. Warn first.", "By PACE 1984 s. 63B it may be asked for"),
        ("One sentence.", "One sentence"),
    ],
)
def test_a_sentence_is_cut_in_no_bracket_and_after_no_abbreviation(text: str, first: str) -> None:
    assert filters.first_sentence(text) == first
