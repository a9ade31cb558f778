"""Who finds a case, who does not, and what saving tells the police."""

import re
from datetime import timedelta

import pytest

from pathways import dates
from pathways.auth.roles import Role
from tests import county
from tests.accepted import accepted
from tests.integration.engagement.addresses import at, day


def test_a_required_assessment_page_says_what_saving_tells_the_police(client_of, app, the_clock):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(days=1))
    scene.next_day(2)
    browser = client_of(scene.worker_user, Role.TW)
    page = browser.get(at(scene, "/required-assessment/failure")).text
    assert "Saving tells the police" in page
    assert "Drugs Act 2005 s.12(2), s.14(2)" in re.sub(r"</?a\b[^>]*>", "", page)
    saved = browser.post(at(scene, "/required-assessment/failure"), {"outcome": "failed_to_attend", **_moment(scene)})
    assert saved.status_code == 302, saved.text
    assert "The failure, told" in browser.get(at(scene)).text


def _moment(scene):
    wall = dates.london(scene.case.required.initial_at)
    return {"at-time": f"{wall:%H:%M}", **day("at", wall)}


@pytest.mark.parametrize("page", ["", "/assessment", "/exit", "/appointments/new", "/as-police", "/timeline"])
def test_another_providers_case_answers_like_one_that_does_not_exist(client_of, scene, page):
    stranger = client_of(county.user(Role.TW, of=county.provider("Trent Bank")), Role.TW)
    theirs, none = stranger.get(at(scene, page)), stranger.get(f"/cases/999999{page}")
    assert (theirs.status_code, theirs.data) == (404, none.data)


@pytest.mark.parametrize(
    ("page", "answer"), [("/cases", 403), ("/today", 403), ("/cases/1", 404), ("/cases/1/assessment", 404)]
)
def test_police_have_no_way_into_the_treatment_desk(client_of, scene, page, answer):
    assert client_of(scene.officer_user, Role.CO).get(page).status_code == answer
