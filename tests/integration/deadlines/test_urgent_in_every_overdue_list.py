"""Whoever is urgent stands in the list of everybody who can act on it: keyworker, manager, and whoever finds places."""

import importlib
from datetime import timedelta
from functools import partial

from pathways.acceptance import actions as accepting
from pathways.acceptance.rules import decline_reasons
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks
from pathways.deadlines.actions import telling as actions
from pathways.deadlines.queries import overdue as queries
from pathways.deadlines.rules.deadlines import Answered
from pathways.store.paging import page_of
from pathways.vocabulary import Answer, Sex
from tests import county
from tests.accepted import accepted
from tests.referred import referred

LABEL = "Urgent: speak to the person"


def urgent_in(viewer):
    """The references of what is urgent in somebody's list, over all its pages, in its order."""
    references, after = [], None
    while True:
        page = queries.overdue(viewer, after)
        references += [row.course.referral.reference for row in page.rows if row.is_urgent]
        if (after := page.after) is None:
            return references


def test_a_keyworker_and_the_pathway_manager_have_an_urgent_person_in_their_list(app, db, the_clock, client_of):
    """The keyworker at once; the pathway manager once the day is over, by number: a service has the person."""
    manager, colleague, finder = county.user(Role.PM), county.user(Role.TW), county.user(Role.PW)
    scene = accepted(the_clock, suicide_risk=Answer.YES)
    reference, name = scene.referral.reference, scene.case.details.surname
    db.session.commit()
    act_on_due_clocks()
    lists = [county.viewer_of(user) for user in (manager, scene.worker_user, finder, colleague)]
    assert [urgent_in(viewer) for viewer in lists] == [[reference], [reference], [], []]
    the_clock.advance(timedelta(days=2))
    assert [urgent_in(viewer) for viewer in lists] == [[reference], [reference], [reference], []]
    page = client_of(scene.worker_user, Role.TW).get("/overdue").text
    assert all(words in page for words in (LABEL, name, "Suicide or self-harm risk", 'tag--red">Overdue'))
    page = client_of(finder, Role.PW).get("/overdue").text
    assert all(words in page for words in (LABEL, reference, 'tag--red">Overdue'))
    assert not any(words in page for words in (name, "Suicide or self-harm risk", "07700 900318"))
    for _ in range(2):
        actions.answer(by=scene.worker, referral_id=scene.referral.id, answered=Answered.ATTEMPTED)
        the_clock.advance(timedelta(minutes=1))
    assert [urgent_in(viewer) for viewer in lists] == [[], [], [], []]


def test_an_urgent_referral_that_nobody_has_yet_stands_in_the_list_of_every_worker_and_then_of_whoever_finds_a_place(
    app, db, the_clock
):
    """Also before a worker process has read that it needs a place."""
    worker, finder = county.viewer_of(county.user(Role.TW)), county.viewer_of(county.user(Role.PW))
    brought = county.episode(county.person(sex=Sex.FEMALE))
    referral = referred(county.viewer_of(county.user(Role.CO)), episode=brought, pregnant=Answer.YES)
    db.session.commit()
    act_on_due_clocks()
    assert (urgent_in(worker), urgent_in(finder)) == ([referral.reference], [])
    accepting.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    db.session.commit()
    assert (urgent_in(worker), urgent_in(finder)) == ([], [referral.reference])
    act_on_due_clocks()
    assert (urgent_in(worker), urgent_in(finder)) == ([], [referral.reference])


def test_page_by_page_each_urgent_person_stands_once_however_many_were_told(app, db, the_clock, monkeypatch):
    county.user(Role.PM)
    officer, worker = county.viewer_of(county.user(Role.CO)), county.viewer_of(county.user(Role.TW))
    references = []
    for _ in range(3):
        references.append(referred(officer, suicide_risk=Answer.YES).reference)
        the_clock.advance(timedelta(minutes=1))
    db.session.commit()
    act_on_due_clocks()
    monkeypatch.setattr(
        importlib.import_module("pathways.deadlines.queries.overdue"), "page_of", partial(page_of, size=1)
    )
    assert urgent_in(worker) == references
