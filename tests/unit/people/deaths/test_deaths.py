"""Who is told how much of a death: those who care for the person all, police by what they recorded or hold."""

from datetime import UTC, datetime

import pytest

from pathways.people.deaths.rules import DEAD, NO_NEW_ENTRIES, DeathDetail, death_bars, death_words, told_of_death

DIED_AT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("is_police", "recorded_by_own", "holds_open_step", "told"),
    [
        (False, False, False, DeathDetail.ALL),
        (True, True, False, DeathDetail.ALL),
        (True, False, True, DeathDetail.ENDED),
        (True, False, False, DeathDetail.NOTHING),
    ],
)
def test_police_are_told_all_of_their_own_entry_the_end_of_an_open_step_and_else_nothing(
    is_police, recorded_by_own, holds_open_step, told
):
    answer = told_of_death(is_police=is_police, recorded_by_own=recorded_by_own, holds_open_step=holds_open_step)
    assert answer is told


def test_every_step_stops_whatever_is_told():
    assert [death_bars(DIED_AT, extent)[0].message for extent in DeathDetail] == [
        DEAD,
        "Ended, no further action: 24 November 2026. Open steps have ended and nothing will be sent.",
        NO_NEW_ENTRIES,
    ]
    assert death_bars(None) == ()


def test_only_who_is_told_all_reads_that_it_was_a_death():
    for extent in (DeathDetail.ENDED, DeathDetail.NOTHING):
        text = (death_words(DIED_AT, extent) + death_bars(DIED_AT, extent)[0].message).lower()
        assert not [word for word in ("died", "death", "dead") if word in text]
