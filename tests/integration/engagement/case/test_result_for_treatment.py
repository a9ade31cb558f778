"""A test result before the service that accepted the person: on the case, after accepting, and nowhere else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.arrest_tests.testing import actions as arrest_tests
from pathways.arrest_tests.testing.rules.results import AnalyteResult
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.engagement.case import actions
from pathways.people.custody import queries as people
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import a_test, arrested_for, in_custody, negative, refused
from tests.referred import died, referred

GROUP, SOURCE = "Cocaine (includes crack)", "PACE 1984 s.63B(7)(d)"


class Sampled:
    """Somebody tested in custody and referred to the Lincoln hub, whose worker has not answered yet."""

    def __init__(self, recorded_test):
        self.officer, self.worker_user = county.officer(), county.user(Role.TW)
        self.worker = county.viewer_of(self.worker_user)
        self.view = in_custody(self.officer)
        arrested_for(self.officer, self.view)
        self.test = arrest_tests.record_test(by=self.officer, view=self.view, record=recorded_test)
        self.referral = referred(self.officer, episode=self.view.episode)
        db.session.commit()

    def accept(self):
        accepting.accept(
            by=self.worker,
            referral_id=self.referral.id,
            keyworker_id=self.worker.user_id,
            first_slot_at=clock.now() + timedelta(days=1),
            place="Room 2",
            note="",
        )
        db.session.commit()
        return self

    @property
    def case(self):
        return f"/cases/{self.referral.id}"


def looks():
    rows = select(AuditEvent).where(AuditEvent.action == "test.result.viewed").order_by(AuditEvent.id)
    return [(row.actor_id, row.subject_type, row.subject_id, row.payload) for row in db.session.scalars(rows)]


def panel(page):
    """What stands between the panel's question and its source."""
    return page[page.index("Test on arrest") : page.index(SOURCE)]


@pytest.mark.parametrize("role", [Role.TW, Role.PM])
def test_the_service_that_accepted_reads_group_and_date_and_the_look_is_recorded(app, client_of, role):
    him, reader = Sampled(a_test()).accept(), county.user(role)
    page = client_of(reader, role).get(him.case).text
    for words in (GROUP, "Positive", "Opiates", "Sample taken", "25 November 2026", "advice and treatment only"):
        assert words in panel(page)
    (look,) = looks()
    assert look[:3] == (reader.id, "drug_test", him.test.id)
    assert "s63B7_d" in look[3]


def test_a_negative_is_told_in_the_form_of_a_positive(app, client_of):
    pages = [panel(client_of(sampled.worker_user, Role.TW).get(sampled.case).text) for sampled in both()]
    assert pages[0].replace("Positive", "Negative") == pages[1]


def both():
    return (Sampled(a_test()).accept(), Sampled(negative()).accept())


def test_before_accepting_no_page_of_the_service_tells_it(app, client_of):
    him = Sampled(a_test())
    worker = client_of(him.worker_user, Role.TW)
    assert worker.get(him.case).status_code == 404
    for page in ("/inbox", f"/inbox/{him.referral.id}", f"/inbox/{him.referral.id}/accept", "/cases", "/today"):
        text = worker.get(page).text
        assert GROUP not in text
        assert "Test on arrest" not in text
    assert looks() == []


def test_after_accepting_no_list_and_no_other_page_of_the_case_tells_it(app, client_of):
    him = Sampled(a_test()).accept()
    worker = client_of(him.worker_user, Role.TW)
    lists = ("/inbox", "/cases", "/today")
    for page in (*lists, *(him.case + part for part in ("/timeline", "/as-police", "/exit", "/appointments/new"))):
        text = worker.get(page).text
        assert GROUP not in text
        assert "Test on arrest" not in text
    assert looks() == []


def test_another_provider_police_placing_and_management_are_not_told(app, client_of):
    him = Sampled(a_test()).accept()
    others = [(county.user(role), role) for role in (Role.CO, Role.DM, Role.PW, Role.MG, Role.AD)]
    strangers = [(county.user(role, of=county.provider("Trent Bank")), role) for role in (Role.TW, Role.PM)]
    for someone, role in (*others, *strangers):
        browser = client_of(someone, role)
        assert browser.get(him.case).status_code == 404
        for page in ("/custody", "/referrals", f"/referrals/{him.referral.id}", "/cases", "/placing", "/overview"):
            assert GROUP not in browser.get(page).text
    assert looks() == []


@pytest.mark.parametrize("what", [None, refused, lambda: a_test(analytes=unread())])
def test_without_a_valid_result_there_is_no_panel(client_of, scene, what):
    if what is None:
        address, reader = f"/cases/{scene.referral.id}", scene.worker_user
    else:
        him = Sampled(what()).accept()
        address, reader = him.case, him.worker_user
    assert "Test on arrest" not in client_of(reader, Role.TW).get(address).text
    assert looks() == []


def unread():
    return {"cocaine": AnalyteResult.INVALID, "opiates": AnalyteResult.NEGATIVE}


@pytest.mark.database
def test_a_corrected_result_is_told_as_it_stands_now(app, client_of):
    him = Sampled(a_test())
    view = people.episode(him.officer, him.view.episode.id)
    arrest_tests.correct_test(by=him.officer, view=view, record=negative(), reason="Read the wrong line")
    him.accept()
    assert "Positive" not in panel(client_of(him.worker_user, Role.TW).get(him.case).text)
    assert looks()[0][2] != him.test.id


def test_once_the_person_has_left_or_died_it_is_told_no_more(app, client_of):
    left, dead = Sampled(a_test()).accept(), Sampled(a_test()).accept()
    actions.leave(by=left.worker, referral_id=left.referral.id, reason="88", exited_on=clock.today())
    died(dead.referral.person_id, dead.officer)
    db.session.commit()
    for sampled in (left, dead):
        answer = client_of(sampled.worker_user, Role.TW).get(sampled.case)
        assert answer.status_code == 200
        assert "Test on arrest" not in answer.text
    assert looks() == []
