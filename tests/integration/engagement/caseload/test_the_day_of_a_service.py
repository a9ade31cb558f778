"""The day of a service: what is not recorded and what was recorded today, by time, read from their own indexes."""

import pytest

from pathways.engagement.caseload.queries import today as queries
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from tests.bench.statements import plan_of, statements_in
from tests.many_rows import many_like


def test_what_was_never_recorded_stands_first_and_todays_in_the_order_of_their_time(scene, monkeypatch):
    first, never_recorded = scene.case.appointments[0], scene.offer()
    scene.next_day()
    early, late = scene.offer(), scene.offer(in_hours=3)
    scene.clock.set(late.starts_at)
    scene.record(early, AppointmentOutcome.ATTENDED)
    scene.offer(in_hours=30)
    in_time = [never_recorded.id, first.id, early.id, late.id]
    for most in range(1, 6):
        monkeypatch.setattr(queries, "MOST_TODAY", most)
        assert [row.appointment.id for row in queries.today(scene.worker)] == in_time[:most]
    scene.next_day()
    assert [row.appointment.id for row in queries.today(scene.worker)][:3] == [never_recorded.id, first.id, late.id]


@pytest.mark.database
def test_the_day_reads_as_many_appointments_as_it_shows_however_many_cases_are_open(app, db, owner_engine, scene):
    scene.clock.set(scene.case.appointments[0].starts_at)
    scene.record(scene.offer(), AppointmentOutcome.CANCELLED_BY_SERVICE)
    if db.engine.dialect.name == "postgresql":
        copied = {"id": "id + 9 + more", "referral_id": "referral_id + more"}
        many_like(
            owner_engine, {scene.referral: {"reference": "reference || more"}, scene.case.appointments[0]: copied}
        )
    with statements_in(db.engine) as statements:
        assert queries.today(scene.worker)
    of_the_day = [each for each in statements if "ORDER BY appointment.starts_at" in each.sql and "person" in each.sql]
    unrecorded, recorded = (plan_of(each, db.session.connection()) for each in of_the_day)
    assert "ix_appointment_unrecorded" in unrecorded
    assert "Sort" not in unrecorded
    assert "FOR ORDER BY" not in unrecorded
    assert "ix_appointment_recorded" in recorded
