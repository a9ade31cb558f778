"""A time of the service's diary: chosen, held while the words are read out, taken with the notice, one winner."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment import queries as diaries
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.auth.roles import Role
from pathways.directory.diary import actions as directory
from pathways.directory.diary import queries
from pathways.refusals import Refused
from pathways.store.base import db as database
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    a_test,
    again,
    arrested_for,
    boxes,
    in_custody,
    refusal,
    require,
)
from tests.pages import faulty, hidden_values


def positive(by):
    view = in_custody(by)
    arrested_for(by, view)
    testing_actions.record_test(by=by, view=again(by, view), record=a_test())
    return again(by, view)


def test_a_chosen_time_is_held_freed_by_the_clock_and_taken_with_the_notice(officer, the_clock):
    first, second, time = positive(officer), positive(officer), county.slot()
    required = require(officer, first, slot_id=time.id, initial_at=None, service_id=None)
    assert (required.initial_at, required.service_id) == (time.starts_at, time.service_id)
    assert diaries.held_until(first.episode.id, time) == clock.now() + timedelta(minutes=15)
    assert diaries.times_offered(f"required {second.episode.id}", [county.service()]) == []
    assert refusal(require, by=officer, view=second, slot_id=time.id) == [directory.TAKEN_MEANWHILE]
    the_clock.advance(timedelta(minutes=15))
    require(officer, second, slot_id=time.id)
    database.session.refresh(time)
    assert diaries.is_lost(first.episode.id, time)
    served = {"all_said": True, "served_at": clock.now()}
    assert refusal(assessment_actions.serve_notice, by=officer, view=first, **served) == [directory.TAKEN_MEANWHILE]
    assessment_actions.serve_notice(by=officer, view=second, **served)
    assert (time.taken_at, time.held_until) == (clock.now(), None)


def test_another_choice_lets_the_first_go_and_no_time_is_typed_where_a_diary_is_kept(officer):
    view, slot, other = positive(officer), county.slot(), county.slot(in_hours=25)
    require(officer, view, slot_id=slot.id)
    require(officer, view, slot_id=other.id)
    assert (slot.kept_for, other.kept_for) == (None, f"required {view.episode.id}")
    (message,) = refusal(require, by=officer, view=view, initial_at=clock.now() + timedelta(hours=26))
    assert message.startswith("Lincoln Recovery Hub keeps a diary for 26 November 2026")
    require(officer, view, initial_at=clock.now() + timedelta(days=3))
    assert other.kept_for is None


def test_of_two_officers_at_once_one_has_the_time(app, officer):
    views, time = [positive(officer), positive(officer)], county.slot()
    database.session.commit()
    barrier = Barrier(2)

    def press(view):
        with app.app_context():
            barrier.wait()
            try:
                require(officer, again(officer, view), slot_id=time.id)
                database.session.commit()
            except directory.TakenMeanwhile as told:
                database.session.rollback()
                return str(told)
            finally:
                database.session.remove()
            return "held"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, views)) == [directory.TAKEN_MEANWHILE, "held"]


def test_a_time_gone_while_the_page_was_open_is_told_and_what_was_typed_is_kept(desk):
    client, officer = desk
    view, time = positive(officer), county.slot()
    county.slot(in_hours=30)
    address = f"/episodes/{view.episode.id}/required-assessment"
    page = client.get(address).text
    assert "Thursday 26 November, </span>03:12, Lincoln Recovery Hub" in page
    form = {**hidden_values(page, address), "decision": "imposed", "slot": str(time.id)}
    directory.reserve_slot(slot_id=time.id, kept_for="required 0")
    answer = client.send(address, form | {"slot": "by_hand", **boxes("initial_at", clock.now() + timedelta(days=4))})
    assert faulty(answer.text) == ["service_id"]
    answer = client.send(address, form | boxes("initial_at", clock.now() + timedelta(days=4)))
    assert faulty(answer.text) == ["slot"]
    assert 'value="29"' in answer.text


def test_times_are_a_day_and_a_time_and_the_nearest_place_stands_first(desk):
    client, officer = desk
    view = positive(officer)
    far = county.service("Boston Open Door", town="Boston")
    for hours in (27, 28, 50):
        county.slot(of=far, in_hours=hours)
        county.slot(in_hours=hours + 1)
    page = client.get(f"/episodes/{view.episode.id}/required-assessment").text
    days = [part.split("</details>")[0] for part in page.split("<details")[1:] if "</span>: " in part]
    assert [day[day.index("<span>") + 6 : day.index("</span>")] for day in days] == [
        "Thursday 26 November",
        "Friday 27 November",
    ]
    assert [" open" in day.split(">")[0] for day in days] == [True, False]
    first = days[0]
    assert first.count('type="radio"') == 4
    assert first.rindex("Lincoln Recovery Hub") < first.index("Boston Open Door")


def test_a_manager_keeps_the_diary_of_the_own_services_only(app, client_of):
    manager = county.user(Role.PM)
    client, by = client_of(manager, Role.PM), county.viewer_of(manager)
    taken = county.slot()
    directory.take_slot(slot_id=taken.id, kept_for="required 7")
    address = f"/services/{taken.service_id}/diary"
    typed = {"starts": "09:00", "ends": "11:00", "minutes": "60", "first_on-day": "27", "first_on-month": "11"}
    assert client.post(address, {**typed, "first_on-year": "2026"}).status_code == 302
    page = client.get(address).text
    assert "In the diary: 2 free" in page
    assert "Thursday 26 November, 03:12: taken" in page
    with pytest.raises(Refused, match="held or taken meanwhile"):
        directory.end_slots(by=by, service=county.service(), slot_ids=[taken.id])
    free = [slot.id for slot in queries.diary_of(taken.service_id) if slot.id != taken.id]
    directory.end_slots(by=by, service=county.service(), slot_ids=free)
    assert [slot.id for slot in queries.diary_of(taken.service_id)] == [taken.id]
    theirs = county.service("Boston Open Door", of=county.provider("Coastline Recovery"))
    assert client.ask("GET", f"/services/{theirs.id}/diary").status_code == 404
