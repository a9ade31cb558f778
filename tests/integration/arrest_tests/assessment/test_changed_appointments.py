"""A changed appointment binds once its notice was given; an officer and the assessor may change it, nobody else."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import actions
from pathways.arrest_tests.assessment import queries as diaries
from pathways.auth.roles import Role
from pathways.engagement.follow_up import actions as service
from pathways.engagement.follow_up.queries import expected_lists
from pathways.people.custody.queries import episode
from pathways.refusals import OutOfSight, Refused
from tests import county
from tests.by_notice import by_notice
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.papers import opened


@pytest.fixture
def scene(app, the_clock):
    return by_notice(the_clock)


def test_the_earlier_time_binds_until_the_notice_is_given(scene):
    old, slot = scene.required.initial_at, county.slot(in_hours=30)
    person = episode(scene.officer, scene.episode.id).person
    of = {"by": scene.officer, "person": person, "required": scene.required}
    change = actions.propose_change(**of, new_at=None, service_id=None, slot_id=slot.id, reason="Works that day")
    assert (scene.required.initial_at, slot.kept_for) == (old, f"change {scene.required.id}")
    with pytest.raises(Refused, match="entered already"):
        actions.propose_change(**of, new_at=clock.now(), service_id=1, slot_id=slot.id, reason="Again")
    scene.clock.set(old + timedelta(minutes=1))
    with pytest.raises(Refused, match="earlier time"):
        actions.serve_change(**of, served_at=clock.now())
    actions.serve_change(**of, served_at=old - timedelta(minutes=10))
    assert (scene.required.initial_at, scene.required.initial_place) == (
        slot.starts_at,
        "Lincoln Recovery Hub, Lincoln",
    )
    assert (slot.kept_for, slot.taken_at) == (f"required {scene.episode.id}", clock.now())
    paper = actions.print_changed_notice(**of, change=change)
    text = opened(paper, "arrest_tests", "ra2")
    for words in (
        "Dean Rawcliffe",
        "9 June 1991",
        "LN-26-04417",
        "Copy 1 · Made",
        "Lincoln Recovery Hub, Lincoln",
        "Brayford Service",
    ):
        assert words in text
    assert text.count("you may be prosecuted") == 2
    assert "Works that day" not in text
    assert actions.print_changed_notice(**of, change=change) == paper
    assert [stored_change.id for stored_change in diaries.changes_of(scene.required.id)] == [change.id]


def test_the_assessor_changes_it_on_its_own_page_and_a_stranger_cannot(scene, client_of):
    page = f"{scene.page}/change"
    browser = client_of(scene.worker_user, Role.TW)
    typed = {"service_id": str(county.service().id), "reason": "Asked by telephone"}
    later = clock.now() + timedelta(days=2)
    assert browser.post(page, {**typed, **boxes("initial_at", later)}).status_code == 302
    change = diaries.pending_change(scene.required.id)
    assert browser.get(f"{page}/{change.id}.pdf").data.startswith(b"%PDF")
    assert browser.post(page, {"what": "given", **boxes("served_at", clock.now())}).status_code == 302
    assert [row.due_at for row in expected_lists(scene.worker).page.rows] == [later.replace(second=0, microsecond=0)]
    assert "Changed from" in browser.get(page).text
    assert browser.post(page, {**typed, **boxes("initial_at", later + timedelta(days=1))}).status_code == 302
    assert browser.post(page, {"what": "dropped"}).status_code == 302
    assert diaries.pending_change(scene.required.id) is None
    stranger = county.viewer_of(county.user(Role.TW, of=county.provider("Trent Bank")))
    with pytest.raises(OutOfSight):
        service.drop_change(by=stranger, required_id=scene.required.id)
    officer = client_of(scene.officer_user, Role.CO)
    desk = f"/episodes/{scene.episode.id}/required-assessment/change"
    assert officer.post(desk, {**typed, **boxes("initial_at", clock.now() - timedelta(hours=1))}).status_code == 200
