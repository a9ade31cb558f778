"""A shift is set up once and stands on every test of it; what it bars is said before the sample and flagged after."""

from datetime import timedelta

from pathways import clock
from pathways.arrest_tests.held_records import actions as held_records_actions
from pathways.arrest_tests.held_records import queries as held_records_queries
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.record import TakerCategory
from tests import county
from tests.integration.arrest_tests.custody_scenes import a_test, arrested_for, boxes, in_custody, refusal

BEFORE_MIDNIGHT = timedelta(hours=20)  # from 03:12


def last_day(on):
    names = {"lot_expires_on": on, "trained_until": on + timedelta(days=300)}
    return {
        f"{name}-{part}": str(getattr(day, part)) for name, day in names.items() for part in ("day", "month", "year")
    }


def set_up(client, on, episode_id, **changes):
    typed = {"device": "Custody saliva device", "serial": "SN-7", "lot": "12A", "taker": "PC Ellery"}
    typed |= {"has_passed": "yes", "category": "police_officer"} | boxes("check_passed_at", clock.now()) | last_day(on)
    return client.post(f"/shift?test={episode_id}", typed | changes)


def test_a_lot_that_expires_at_midnight_is_refused_in_words_during_the_night_and_another_takes_its_place(
    desk, the_clock, client_of
):
    _, officer = desk
    someone = county.db.session.get_one(county.User, officer.user_id)
    the_clock.advance(BEFORE_MIDNIGHT)
    client = client_of(someone, officer.role)
    view = in_custody(officer)
    arrested_for(officer, view)
    page = f"/episodes/{view.episode.id}/test"
    assert "set up for this shift" in client.get(page).text
    assert "Do not use it" in set_up(client, clock.today() - timedelta(days=1), view.episode.id).text
    assert set_up(client, clock.today(), view.episode.id).location == page
    text = client.get(page).text
    assert "Device SN-7, cartridge lot 12A (last day 25 November 2026), check passed today, 23:12" in text
    the_clock.advance(timedelta(minutes=80))
    client = client_of(someone, officer.role)
    expired = "Cartridge lot 12A expired on 25 November 2026. Do not use it."
    assert expired in client.get(page).text
    assert refusal(testing_actions.record_test, by=officer, view=view, record=a_test()) == [expired]
    assert client.get("/shift").text.count('value="12A"') == 1
    set_up(client, clock.today(), view.episode.id, lot="13B")
    made = testing_actions.record_test(by=officer, view=view, record=a_test())
    assert testing_queries.set_up_of(made).lot == "13B"
    assert "Device SN-7, cartridge lot 13B" in client.get(page).text


def test_without_a_set_up_no_sample_is_recorded_and_what_happened_with_an_expired_lot_is_held(officer, view):
    county.db.session.delete(testing_queries.latest_set_up(officer))
    asked = "Set up the device, the cartridge lot and who takes the samples of your shift first."
    assert refusal(testing_actions.record_test, by=officer, view=view, record=a_test()) == [asked]
    yesterday = clock.today() - timedelta(days=1)
    county.shift_set_up(officer.user_id, officer.suite_id, lot="11Z", lot_expires_on=yesterday, trained_until=yesterday)
    what_happened = held_records_actions.WhatHappened(words="We saw at the handover that the lot was over.")
    test = held_records_actions.record_as_it_happened(
        by=officer, view=view, record=a_test(), what_happened=what_happened
    )
    rules = held_records_queries.rules_of(testing_queries.hold_of(test.id).id)
    assert [rule.rule for rule in rules] == ["V-022", "V-023"]
    assert "Cartridge lot 11Z expired on 24 November 2026" in rules[1].message
    assert testing_queries.set_up_of(test).category is TakerCategory.POLICE_OFFICER
