"""A caseload says of every case what its records say, though it reads again only whom something was recorded of."""

import pytest
from sqlalchemy import select

from pathways.engagement.case.queries import attendance
from pathways.people.identity.queries import heads_beside
from pathways.people.models.identity import Person
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from tests.accepted import accepted
from tests.bench.statements import statements_in

pytestmark = pytest.mark.database


def how_far_the_logs_have_come():
    return {row.id: row[1] for row in db.session.execute(select(Person.id, heads_beside(Person)))}


def attendance_of(referrals):
    """As a list asks for it."""
    return attendance.attendance_of(referrals, how_far_the_logs_have_come())


@pytest.fixture
def memory(app):
    """What the process has read of cases: nothing yet."""
    return attendance.REMEMBERED.here()


def from_its_records(referral):
    memory = attendance.REMEMBERED.here().of
    remembered = memory.pop(referral.id, None)
    fresh = attendance_of([referral])[referral.id]
    if remembered is not None:
        memory[referral.id] = remembered
    return fresh


def test_of_every_case_of_the_county_a_second_list_says_what_the_records_say_and_reads_how_far_the_logs_have_come(
    made_up_county, memory
):
    cases = db.session.scalars(select(Referral).where(Referral.accepted_at.is_not(None)).order_by(Referral.id)).all()
    first = attendance_of(cases)
    with statements_in(db.engine) as asked:
        second = attendance_of(cases)
    assert first == second == {each.id: from_its_records(each) for each in cases}
    assert len(asked) == 1
    assert {bool(each.next_at) for each in second.values()} == {True, False}
    assert {bool(each.came_on) for each in second.values()} == {True, False}
    assert any(each.missed for each in second.values())
    assert any(each.risks for each in second.values())


def test_what_is_recorded_of_a_case_stands_on_the_next_list(app, memory, the_clock):
    scene, other = accepted(the_clock), accepted(the_clock)
    both = [scene.referral, other.referral]
    before = attendance_of(both)
    scene.comes_to_the_first()
    came = attendance_of(both)
    assert came[scene.referral.id].came_on != before[scene.referral.id].came_on
    later = scene.offer()
    booked = attendance_of(both)
    assert booked[scene.referral.id].next_at == later.starts_at
    the_clock.set(later.starts_at)
    scene.record(later, AppointmentOutcome.DID_NOT_ATTEND)
    missed = attendance_of(both)
    assert (booked[scene.referral.id].missed, missed[scene.referral.id].missed) == (0, 1)
    assert missed == {each.id: from_its_records(each) for each in both}


def test_a_case_is_read_anew_once_its_person_was_found_to_have_another_record(app, memory, the_clock):
    scene, other = accepted(the_clock), accepted(the_clock)
    both = [scene.referral, other.referral]
    attendance_of(both)
    apart = {number: each.rests_on for number, each in memory.of.items()}
    db.session.get_one(Person, other.referral.person_id).merged_into_id = scene.referral.person_id
    db.session.flush()
    attendance_of(both)
    assert all(each.rests_on != apart[number] for number, each in memory.of.items())
