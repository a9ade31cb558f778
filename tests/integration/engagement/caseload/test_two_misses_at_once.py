"""Two workers record two missed appointments of one person at the same moment: both are counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from pathways.engagement.appointments import actions
from pathways.engagement.caseload.queries import cases
from pathways.engagement.caseload.rules import CaseFilter, Listing
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Appointment
from pathways.store.base import db as database
from tests.accepted import accepted


def test_two_misses_recorded_at_once_are_two_and_the_case_is_at_risk(app, db, the_clock):
    scene = accepted(the_clock)
    first = scene.case.appointments[0]
    copied = ("referral_id", "place", "channel", "purpose", "offered_at", "offered_by_id")
    second = Appointment(
        **{name: getattr(first, name) for name in copied}, starts_at=first.starts_at + timedelta(hours=1)
    )
    db.session.add(second)
    db.session.flush()
    ids, referral_id, worker = (first.id, second.id), scene.referral.id, scene.worker
    scene.next_day(3)
    db.session.commit()
    barrier = Barrier(2)

    def miss(appointment_id):
        with app.app_context():
            barrier.wait()
            missed = {"appointment_id": appointment_id, "outcome": AppointmentOutcome.DID_NOT_ATTEND}
            actions.record_outcome(by=worker, referral_id=referral_id, **missed)
            database.session.commit()
            database.session.remove()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(miss, ids))
    db.session.expire_all()
    assert scene.case.missed == 2
    rows = cases.caseload(worker, Listing(only=CaseFilter.AT_RISK)).rows
    assert [row.missed for row in rows] == [2]
