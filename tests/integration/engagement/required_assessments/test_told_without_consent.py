"""A service's manager writes down that something was told without consent; nobody else reads it, police least of all."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.engagement.models.case import AssessmentLeaked
from pathways.engagement.required_assessments import actions, queries
from pathways.engagement.required_assessments.rules import Leaked, LeakedTo, LeakFacts
from pathways.referrals.consents.rules.consents import FEEDBACK, AgreedRecipient, ConsentState, versions_telling
from pathways.referrals.models.needs_and_consents import Consent
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.integration.engagement.addresses import at
from tests.integration.hostile.typed import boxes

DONE = "He was asked not to use it, and the person was told."


def typed(**changes):
    plain = {"what": "attendance", "whom": "police", "told_to": "PC Marsh, Lincoln", "done": DONE}
    return plain | boxes("told_at", clock.now() - timedelta(minutes=5)) | changes


def facts(**changes):
    plain = {"what": Leaked.ATTENDANCE, "whom": LeakedTo.POLICE, "told_to": "PC Marsh", "done": DONE}
    return LeakFacts(**(plain | {"told_at": clock.now()} | changes))


def test_the_manager_records_it_and_reads_it_and_police_notice_nothing(app, the_clock, client_of):
    case = accepted(the_clock, feedback=ConsentState.REFUSED)
    manager = county.user(Role.PM)
    before = audit.version_of(case.referral.person_id)
    client = client_of(manager, Role.PM)
    assert "Told without consent: record it" in client.get(at(case)).text
    assert client.post(at(case, "/incident"), typed()).status_code == 302
    (row,) = queries.leaks_of(case.case)
    assert (row.rule, row.told_to, row.recorded_by_id) == ("V-050", "PC Marsh, Lincoln", manager.id)
    assert "written consent" in row.message
    assert "PC Marsh, Lincoln" in client.get(at(case, "/incident")).text
    assert audit.version_of(case.referral.person_id) == before
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "assessment.disclosed"))
    assert (event.event_class, event.subject_type, event.subject_id) == ("DIS", "referral", case.referral.id)


def test_nobody_but_the_manager_of_that_service_opens_it(app, the_clock, client_of):
    case = accepted(the_clock)
    assert client_of(case.worker_user, Role.TW).get(at(case, "/incident")).status_code == 404
    assert "Told without consent" not in client_of(case.worker_user, Role.TW).get(at(case)).text
    with pytest.raises(OutOfSight):
        actions.record_leak(by=case.officer, referral_id=case.referral.id, facts=facts())


def test_what_the_person_had_agreed_to_in_writing_is_no_incident(app, the_clock):
    case = accepted(the_clock)
    with pytest.raises(Refused, match="This is not an incident"):
        actions.record_leak(by=case.worker, referral_id=case.referral.id, facts=facts())
    actions.record_leak(by=case.worker, referral_id=case.referral.id, facts=facts(whom=LeakedTo.FAMILY))
    # Before the person was asked nothing was agreed.
    early = facts(told_at=clock.now() - timedelta(days=1))
    assert actions.record_leak(by=case.worker, referral_id=case.referral.id, facts=early).rule == "V-050"


def test_what_was_agreed_for_liaison_and_diversion_alone_is_no_agreement_that_police_are_told(app, the_clock):
    case = accepted(the_clock, feedback=ConsentState.NOT_ASKED)
    (version,) = versions_telling(AgreedRecipient.LIAISON)
    consent = {"episode_id": case.episode.id, "person_id": case.referral.person_id, "number": FEEDBACK}
    consent |= {"state": ConsentState.GIVEN, "wording_version": version, "how": "signed", "understood": True}
    db.session.add(Consent(**consent, taken_at=clock.now() - timedelta(hours=1), taken_by_id=case.worker.user_id))
    db.session.flush()
    assert actions.record_leak(by=case.worker, referral_id=case.referral.id, facts=facts()).rule == "V-050"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"done": "short"}, "said_what_was_done"),
        ({"told_at": lambda: clock.now() + timedelta(days=1)}, "told_before_it_was_recorded"),
    ],
)
def test_the_table_holds_no_incident_of_the_future_and_none_without_what_was_done(app, the_clock, changes, name):
    case = accepted(the_clock)
    values = {"what": Leaked.CONTENT, "whom": LeakedTo.FAMILY, "told_to": "A sister", "told_at": clock.now()}
    values |= {"done": DONE, "rule": "V-050", "message": "m", "source": "s", "mark": "verified"}
    values |= {"referral_id": case.referral.id, "recorded_at": clock.now(), "recorded_by_id": case.worker.user_id}
    values |= {key: value() if callable(value) else value for key, value in changes.items()}
    db.session.add(AssessmentLeaked(**values))
    with pytest.raises(IntegrityError, match=name):
        db.session.flush()
    db.session.rollback()
