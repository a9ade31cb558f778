"""A no-show on a time that a notice had moved is a note, and somebody may leave early when nobody saw the time."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathways import clock, dates
from pathways.arrest_tests.assessment import actions as arrest_tests
from pathways.arrest_tests.models.assessment import Failure
from pathways.auth.roles import Role
from pathways.engagement.follow_up import actions as engaging
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.models.treatment import EarlierTimeNote, FollowUp, FollowUpOutcome, RequiredAssessmentOutcome
from pathways.people.custody.queries import episode
from pathways.store.base import db
from tests import county
from tests.by_notice import by_notice
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.pages import faulty

MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene(app, the_clock):
    return by_notice(the_clock)


@pytest.fixture
def moved(scene):
    """The appointment moved by a further notice to the day after."""
    old, slot = scene.required.initial_at, county.slot(in_hours=48)
    person = episode(scene.officer, scene.episode.id).person
    of = {"by": scene.officer, "person": person, "required": scene.required}
    change = arrest_tests.propose_change(**of, new_at=None, service_id=None, slot_id=slot.id, reason="Works that day")
    arrest_tests.serve_change(**of, served_at=clock.now())
    scene.clock.set(old + 10 * MINUTE)
    return scene, change


def address_of(scene):
    return f"/inbox/required-assessments/{scene.required.id}"


def test_a_no_show_on_the_earlier_time_is_kept_as_a_note_and_opens_nothing(moved, client_of):
    scene, change = moved
    client = client_of(scene.worker_user, Role.TW)
    page = client.get(address_of(scene)).text
    assert "Which appointment is this about?" in page
    typed = {"which": str(change.id), "outcome": "failed_to_attend"} | boxes("at", change.old_at)
    saved = client.post(address_of(scene), typed)
    assert saved.location == address_of(scene)
    shown = client.get(saved.location).text
    new = dates.london(scene.required.initial_at)
    assert f"changed to {new:%H:%M}, {new.day} {new:%B %Y}" in shown
    assert "Record attendance against that appointment." in shown
    assert "Kept as a note" in shown
    assert list(db.session.scalars(select(Failure))) == []
    assert list(db.session.scalars(select(RequiredAssessmentOutcome))) == []
    (note,) = db.session.scalars(select(EarlierTimeNote))
    assert (note.appointment_change_id, note.outcome.value) == (change.id, "failed_to_attend")
    police = client_of(scene.officer_user, Role.CO).get(f"/episodes/{scene.episode.id}").text
    assert "Failed to attend" not in police


def test_nobody_attends_a_time_that_was_changed(moved, client_of):
    scene, change = moved
    client = client_of(scene.worker_user, Role.TW)
    typed = {"which": str(change.id), "outcome": "attended_remained"} | boxes("at", change.old_at)
    assert "Record attendance against that appointment." in client.post(address_of(scene), typed).text
    assert list(db.session.scalars(select(EarlierTimeNote))) == []


def test_what_happens_at_the_time_that_stands_is_reported_as_before(moved, client_of):
    scene, _ = moved
    client = client_of(scene.worker_user, Role.TW)
    scene.clock.set(scene.required.initial_at + 10 * MINUTE)
    typed = {"which": "standing", "outcome": "failed_to_attend"} | boxes("at", scene.required.initial_at)
    assert client.post(address_of(scene), typed).status_code == 302
    assert len(list(db.session.scalars(select(Failure)))) == 1


def test_without_a_changed_time_the_page_asks_nothing_about_it(scene, client_of):
    assert "Which appointment" not in client_of(scene.worker_user, Role.TW).get(address_of(scene)).text


@pytest.fixture
def follow_up_moved(scene):
    """He came to the initial; the follow-up was told for tomorrow, and by a further notice for the day after."""
    scene.clock.set(scene.required.initial_at)
    of = {"by": scene.worker, "required_id": scene.required.id}
    times = [clock.now() + timedelta(days=days) for days in (1, 2, 2)]
    for number, starts_at in enumerate(times):  # the last moves the place alone
        facts = {"starts_at": starts_at, "place": f"Room {min(number, 1)}", "reason": "Works that day"}
        engaging.decide_follow_up(decision=FollowUpDecision.REQUIRED, **of, **facts)
        engaging.give_notice(given_at=clock.now(), **of)
    scene.clock.set(times[0] + 10 * MINUTE)
    return scene, times[0], times[1]


@pytest.mark.database
def test_a_no_show_on_the_earlier_time_of_a_follow_up_is_a_note_too(follow_up_moved, client_of):
    scene, old, new = follow_up_moved
    client, address = client_of(scene.worker_user, Role.TW), f"{address_of(scene)}/follow-up/outcome"
    page = client.get(address).text
    assert page.count("changed since") == 1
    first = db.session.scalars(select(FollowUp).order_by(FollowUp.id)).first()
    typed = {"which": str(first.id)} | boxes("at", old)
    attended = client.post(address, typed | {"outcome": "attended_remained"}).text
    assert "Record attendance against that appointment." in attended
    saved = client.post(address, typed | {"outcome": "failed_to_attend"})
    assert saved.location == address
    shown = client.get(address).text
    assert f"The appointment was changed to {dates.london(new):%H:%M}, {dates.london(new).day}" in shown
    assert "Kept as a note" in shown
    assert "Kept as a note" not in client.get(address_of(scene)).text
    assert [*db.session.scalars(select(Failure)), *db.session.scalars(select(FollowUpOutcome))] == []
    (note,) = db.session.scalars(select(EarlierTimeNote))
    assert (note.follow_up_id, note.appointment_change_id, note.earlier_at) == (first.id, None, old)
    police = client_of(scene.officer_user, Role.CO).get(f"/people/{scene.episode.person_id}/timeline").text
    assert "Failed to attend" not in police
    scene.clock.set(new + 10 * MINUTE)
    typed = {"which": "standing", "outcome": "failed_to_attend"} | boxes("at", new)
    assert client_of(scene.worker_user, Role.TW).post(address, typed).status_code == 302
    assert len(list(db.session.scalars(select(Failure)))) == 1


def test_a_note_is_of_one_appointment(moved):
    scene, change = moved
    of = {
        "required_assessment_id": scene.required.id,
        "recorded_at": clock.now(),
        "recorded_by_id": scene.worker.user_id,
    }
    follow_up = FollowUp(decision=FollowUpDecision.NOT_REQUIRED, **of)
    db.session.add(follow_up)
    db.session.commit()
    values = of | {"outcome": "failed_to_attend", "earlier_at": change.old_at, "message": "V-042"}
    for of in ({}, {"follow_up_id": follow_up.id, "appointment_change_id": change.id}):
        db.session.add(EarlierTimeNote(**values, **of))
        with pytest.raises(IntegrityError, match="of_one_appointment"):
            db.session.flush()
        db.session.rollback()


def test_left_early_asks_when_and_not_known_is_an_answer(scene, client_of):
    client = client_of(scene.worker_user, Role.TW)
    scene.clock.set(scene.required.initial_at + 30 * MINUTE)
    blank = {"outcome": "failed_to_remain"}
    assert "Record when the person left." in client.post(address_of(scene), blank).text
    saved = client.post(address_of(scene), blank | {"left_unknown": "unknown"})
    assert saved.status_code == 302
    (outcome,) = db.session.scalars(select(RequiredAssessmentOutcome))
    assert (outcome.is_time_unknown, outcome.at) == (True, scene.required.initial_at)
    (failure,) = db.session.scalars(select(Failure))
    assert failure.failed_at == scene.required.initial_at
    assert "time not known" in client.get(address_of(scene)).text
    police = client_of(scene.officer_user, Role.CO).get(f"/people/{scene.episode.person_id}/timeline").text
    assert "The time is not known." in police


def test_only_who_left_early_has_an_unknown_time(scene, client_of):
    client = client_of(scene.worker_user, Role.TW)
    scene.clock.set(scene.required.initial_at + 30 * MINUTE)
    missing = client.post(address_of(scene), {"outcome": "failed_to_attend", "left_unknown": "unknown"}).text
    assert faulty(missing) == ["at-time"]
    typed = {"outcome": "failed_to_attend"} | boxes("at", scene.required.initial_at)
    client.post(address_of(scene), typed)
    (outcome,) = db.session.scalars(select(RequiredAssessmentOutcome))
    outcome.is_time_unknown = True
    with pytest.raises(IntegrityError, match="unknown_time_of_leaving"):
        db.session.flush()
    db.session.rollback()
