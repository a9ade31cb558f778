"""The order of times in a detention, said in the words of the page."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pathways.people.custody.rules import DetentionFacts, corrected_facts, detention_reasons, episode_date_reasons
from pathways.people.deaths.rules import death_reasons
from pathways.people.rules import Presence, ReleaseType

NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
PLAIN = DetentionFacts(
    custody_record_no="LN-26-04471",
    suite_id=1,
    arrested_at=datetime(2026, 11, 25, 0, 50, tzinfo=UTC),
    arrived_at=datetime(2026, 11, 25, 1, 22, tzinfo=UTC),
    custody_officer_seen_at=datetime(2026, 11, 25, 1, 31, tzinfo=UTC),
)


def messages(**changed) -> dict[str, str]:
    return {r.field: r.message for r in detention_reasons(replace(PLAIN, **changed), now=NOW)}


def test_a_plain_detention_has_nothing_against_it():
    assert messages() == {}


def test_arrival_cannot_be_before_the_arrest():
    assert messages(arrived_at=datetime(2026, 11, 25, 0, 20, tzinfo=UTC), custody_officer_seen_at=None) == {
        "arrived_at": "Arrival cannot be before the arrest at 00:50. Change one of them"
    }


def test_arrival_may_be_at_the_minute_of_the_arrest():
    assert messages(arrived_at=PLAIN.arrested_at) == {}


def test_a_time_on_another_day_is_named_with_its_date():
    message = messages(arrived_at=datetime(2026, 11, 24, 23, 0, tzinfo=UTC), custody_officer_seen_at=None)["arrived_at"]
    assert message == "Arrival cannot be before the arrest at 00:50 on 25 November 2026. Change one of them"


def test_times_are_named_as_they_stand_on_the_wall_in_summer():
    arrested = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
    message = messages(arrested_at=arrested, arrived_at=arrested - timedelta(minutes=5), custody_officer_seen_at=None)
    assert "the arrest at 11:00" in message["arrived_at"]


def test_the_hour_that_comes_twice_in_october_keeps_its_order():
    first, second = datetime(2026, 10, 25, 0, 50, tzinfo=UTC), datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert messages(arrested_at=first, arrived_at=second) == {}


def test_the_custody_officer_cannot_see_somebody_before_they_arrived():
    assert messages(custody_officer_seen_at=PLAIN.arrested_at) == {
        "custody_officer_seen_at": "Seen by the custody officer cannot be before arrival at 01:22. Change one of them"
    }


@pytest.mark.parametrize("field", ["arrested_at", "arrived_at", "custody_officer_seen_at", "released_at"])
def test_nothing_recorded_can_be_in_the_future(field):
    changed = {field: NOW + timedelta(minutes=1)}
    if field == "released_at":
        changed["release_type"] = ReleaseType.ON_BAIL
    assert "cannot be in the future" in messages(**changed)[field]


def test_a_planned_release_may_be_in_the_future_but_not_before_arrival():
    assert messages(planned_release_at=NOW + timedelta(hours=9)) == {}
    assert "before arrival" in messages(planned_release_at=PLAIN.arrested_at)["planned_release_at"]


def test_a_release_cannot_be_before_arrival_nor_before_the_custody_officer():
    assert "before arrival" in messages(released_at=PLAIN.arrested_at, release_type=ReleaseType.ON_BAIL)["released_at"]
    at = PLAIN.arrived_at + timedelta(minutes=1)
    assert (
        "before they were seen by the custody officer"
        in messages(released_at=at, release_type=ReleaseType.ON_BAIL)["released_at"]
    )


def test_a_release_says_when_and_how_or_neither():
    assert messages(released_at=NOW) == {"release_type": "Select how they were released"}
    assert messages(release_type=ReleaseType.ON_BAIL) == {"released_at": "Enter when they were released"}
    assert messages(released_at=NOW, release_type=ReleaseType.ON_BAIL) == {}


def test_filling_a_blank_is_no_correction():
    before = replace(PLAIN, custody_officer_seen_at=None)
    after = replace(PLAIN, released_at=NOW, release_type=ReleaseType.ON_BAIL)
    assert corrected_facts(before, after) == ()


def test_changing_a_recorded_time_is_a_correction_and_so_is_taking_it_away():
    assert corrected_facts(PLAIN, replace(PLAIN, arrived_at=NOW)) == ("arrived_at",)
    assert corrected_facts(PLAIN, replace(PLAIN, custody_officer_seen_at=None)) == ("custody_officer_seen_at",)


def test_a_plan_and_a_need_may_change_without_a_reason():
    before = replace(PLAIN, planned_release_at=NOW)
    after = replace(PLAIN, planned_release_at=NOW + timedelta(hours=1), needs_interpreter=True)
    assert corrected_facts(before, after) == ()


def test_nobody_comes_in_the_future_or_before_their_birth():
    facts = {"today": date(2026, 11, 25), "born_on": date(1991, 6, 9)}
    assert episode_date_reasons(date(2026, 11, 25), **facts) == ()
    assert "future" in episode_date_reasons(date(2026, 11, 26), **facts)[0].message
    assert "before their birth" in episode_date_reasons(date(1991, 6, 8), **facts)[0].message


def test_a_death_is_neither_in_the_future_nor_before_birth():
    born = date(1991, 6, 9)
    assert death_reasons(NOW, now=NOW, born_on=born) == ()
    assert "future" in death_reasons(NOW + timedelta(minutes=1), now=NOW, born_on=born)[0].message
    assert (
        "before the date of birth"
        in death_reasons(datetime(1991, 6, 8, 12, tzinfo=UTC), now=NOW, born_on=born)[0].message
    )


FIRST = PLAIN.arrested_at - timedelta(days=9)


def test_a_return_on_bail_names_the_first_arrest_and_nobody_else_has_one():
    bail = Presence.BAIL_RETURN
    assert messages(presence=bail, first_arrested_at=FIRST) == {}
    assert messages(presence=bail) == {"first_arrested_at": "Enter when they were first arrested"}
    late = messages(presence=bail, first_arrested_at=PLAIN.arrested_at)
    assert late["first_arrested_at"].startswith("The first arrest cannot be after they came back at 00:50")
    assert "Only a return on bail" in messages(first_arrested_at=FIRST)["first_arrested_at"]


def test_the_ground_and_the_first_arrest_are_corrected_with_a_reason():
    back = replace(PLAIN, presence=Presence.BAIL_RETURN, first_arrested_at=FIRST)
    assert corrected_facts(PLAIN, back) == ("presence",)
    assert corrected_facts(back, replace(back, first_arrested_at=FIRST - timedelta(days=1))) == ("first_arrested_at",)
