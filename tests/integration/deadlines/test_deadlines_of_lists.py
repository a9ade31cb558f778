"""A list says the deadlines that the page of the clocks says, though it judges nobody a second time without a reason."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pathways import clock
from pathways.auth.models import RoleHeld
from pathways.deadlines.models import Closure
from pathways.deadlines.queries import listed
from pathways.deadlines.queries.facts import courses_of
from pathways.people.identity.queries import heads_beside
from pathways.people.models.identity import Person
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from tests.accepted import accepted
from tests.bench.statements import statements_in
from tests.rounds import rounds

EVERY = select(Referral).order_by(Referral.id)


def how_far_the_logs_have_come():
    return {row.id: row[1] for row in db.session.execute(select(Person.id, heads_beside(Person)))}


def deadlines_on(referrals, now):
    """As a list asks for them."""
    return listed.deadlines_on(referrals, now, heads=how_far_the_logs_have_come())


@pytest.fixture
def memory(app):
    """What the process has judged: nobody yet."""
    return listed.REMEMBERED.here()


def judged_anew(monkeypatch):
    """The referrals whose courses are read from now on, in the order in which that is done."""
    numbers = []

    def read(referral_ids, desks):
        numbers.extend(sorted(referral_ids))
        return courses_of(referral_ids, desks)

    monkeypatch.setattr(listed, "courses_of", read)
    return numbers


@pytest.mark.rounds
def test_a_list_says_at_every_moment_of_four_days_what_is_judged_from_nothing(made_up_county, memory, monkeypatch):
    """At each moment at which anything of anybody may change, at the instant before and after it, and every few hours."""
    referrals = db.session.scalars(EVERY).all()[:: rounds(2, 1)]
    courses, now = courses_of({each.id for each in referrals}), clock.now()
    moments = {now + timedelta(hours=hour) for hour in range(0, 4 * 24, rounds(6, 3))}
    for course in courses.values():
        for running_clock in course.deadlines(now):
            moments |= {end.at + timedelta(microseconds=by) for end in running_clock.ends for by in (-1, 0, 1, 2)}
        at = [each.starts_at for each in course.course.meetings]
        moments |= {each + timedelta(microseconds=by) for each in at for by in (-1, 0, 1)}
    read = listed.around(referrals)
    monkeypatch.setattr(listed, "around", lambda _: read)
    monkeypatch.setattr(listed, "courses_of", lambda numbers, _desks: {number: courses[number] for number in numbers})
    checked = 0
    for moment in sorted(each for each in moments if now <= each <= now + timedelta(days=4)):
        for number, judged in deadlines_on(referrals, moment).items():
            assert shown(judged.deadlines) == shown(courses[number].deadlines(moment)), (number, moment)
            checked += 1
    assert checked > rounds(5_000, 20_000)


def shown(clocks):
    """What lists say of clocks. The times at which somebody is told again are asked by the worker alone."""
    return [(each.timer.code, each.about, each.standing, each.due_at, each.over_since) for each in clocks]


@pytest.mark.database
def test_who_was_judged_is_judged_again_only_after_something_was_recorded_of_them(made_up_county, memory, monkeypatch):
    referrals, now = db.session.scalars(EVERY).all(), clock.now()
    numbers = judged_anew(monkeypatch)
    first = deadlines_on(referrals, now)
    assert numbers == [each.id for each in referrals]
    numbers.clear()
    assert deadlines_on(referrals, now) == first
    paused = [number for number, each in first.items() if any(every.paused_since for every in each.deadlines)]
    assert numbers == paused, "a pause may end by itself"
    running = [each for each in referrals if each.id not in paused]
    with statements_in(db.engine) as asked:
        deadlines_on(running, now)
    assert len(asked) == 2, "how far the logs have come, and what clocks rest on that is recorded of nobody"


def test_an_appointment_that_is_recorded_changes_what_the_list_says_at_once(app, memory, monkeypatch, the_clock):
    scene, other = accepted(the_clock), accepted(the_clock)
    both = [scene.referral, other.referral]
    before, numbers = deadlines_on(both, clock.now()), judged_anew(monkeypatch)
    scene.comes_to_the_first()
    now = clock.now()
    after = deadlines_on(both, now)
    assert scene.referral.id in numbers
    assert after[scene.referral.id] != before[scene.referral.id]
    fresh = courses_of([each.id for each in both])
    assert {number: shown(each.deadlines) for number, each in after.items()} == {
        number: shown(each.deadlines(now)) for number, each in fresh.items()
    }


@pytest.mark.database
def test_a_closed_day_and_a_keyworker_who_left_change_it_though_nothing_is_recorded_of_anybody(
    app, memory, monkeypatch, the_clock
):
    scene, other = accepted(the_clock), accepted(the_clock)
    both, now = [scene.referral, other.referral], clock.now()
    deadlines_on(both, now)
    numbers = judged_anew(monkeypatch)
    today = clock.today()
    db.session.add(
        Closure(
            organisation_id=scene.referral.organisation_id,
            from_on=today,
            to_on=today + timedelta(days=1),
            why="Flood",
            recorded_by_id=scene.worker.user_id,
            recorded_at=now,
        )
    )
    db.session.flush()
    deadlines_on(both, now)
    assert numbers == [scene.referral.id, other.referral.id]
    numbers.clear()
    db.session.execute(update(RoleHeld).where(RoleHeld.user_id == scene.referral.keyworker_id).values(removed_at=now))
    deadlines_on(both, now)
    assert numbers == [each.id for each in both if each.keyworker_id == scene.referral.keyworker_id]


@pytest.mark.database
def test_a_record_that_is_merged_into_another_is_judged_with_what_is_recorded_of_that(app, memory, the_clock):
    scene, other = accepted(the_clock), accepted(the_clock)
    both, now = [scene.referral, other.referral], clock.now()
    deadlines_on(both, now)
    apart = {key: each.rests_on for key, each in memory.of.items()}
    merged = db.session.get_one(Person, other.referral.person_id)
    merged.merged_into_id = scene.referral.person_id
    db.session.flush()
    deadlines_on(both, now)
    assert all(each.rests_on != apart[key] for key, each in memory.of.items())


def test_a_process_forgets_whom_it_judged_first(app, memory, monkeypatch, the_clock):
    monkeypatch.setattr(memory, "most", 1)
    scene, other = accepted(the_clock), accepted(the_clock)
    deadlines_on([scene.referral, other.referral], clock.now())
    assert [number for number, _ in memory.of] == [other.referral.id]
