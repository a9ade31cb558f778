"""Whoever decides second reads that it was decided, whoever acts reads what they did, and no old draft is offered."""

import re

import pytest
from sqlalchemy import func, select

from pathways import clock
from pathways.acceptance import actions as errors
from pathways.auth.roles import Rank, Role
from pathways.drafts.models import Draft
from pathways.people.deaths import actions as deaths
from pathways.people.identity import actions as identity
from pathways.people.rules import DeathSource
from tests import county, restricted
from tests.accepted import accepted
from tests.integration.arrest_tests import law_scenes
from tests.pages import hidden_values
from tests.referred import referred

WHY = "Both have the same fingerprints"
HOW = "He rang from the hospital himself"
NOT_HERE = "What you typed is still here"


def in_force(officer):
    someone = county.person(by=officer)
    county.episode(someone, by=officer)
    return someone


def merge():
    officer = county.officer()
    keep, away = in_force(officer), county.person("Rawcliff", "Dean", by=officer)
    county.episode(away, by=officer)
    number = identity.propose_merge(by=officer, keep=keep, away=away, reason=WHY).id
    return f"/people/merges/{number}", Role.CO, None, {"answer": "turn_down"}


def restriction():
    officer = county.officer()
    row = restricted.proposed(in_force(officer), [county.user(Role.CO)], officer)
    return f"/restrictions/{row.id}", Role.DM, Rank.INSPECTOR, {"answer": "add"}


def death_in_error():
    officer = county.officer()
    someone = in_force(officer)
    identity.record_death(by=officer, person=someone, died_at=clock.now(), source=DeathSource.FAMILY)
    deaths.say_death_is_wrong(by=officer, person=someone, reason=HOW)
    return f"/people/{someone.id}/died", Role.CO, None, {"answer": "turn_down"}


def law_change():
    made = law_scenes.proposed(law_scenes.a_lead())
    answer = {"checked": "Read article 3 and its commencement", "read_source": "yes"}
    return f"/law-changes/{made.id}", Role.PL, None, answer


PROPOSALS = pytest.mark.parametrize("proposed", [merge, restriction, death_in_error, law_change])


@pytest.fixture
def two(client_of):
    """Two who may decide, each at a browser of their own."""

    def of(role, rank):
        return [client_of(county.user(role, rank=rank), role) for _ in range(2)]

    return of


@PROPOSALS
def test_whoever_decides_second_reads_that_it_was_decided_and_is_asked_nothing(db, two, proposed):
    address, role, rank, answer = proposed()
    first, second = two(role, rank)
    late = hidden_values(second.get(address).text, address) | answer
    assert first.post(address, answer).status_code == 302
    page = second.send(address, late)
    assert page.status_code == 200
    assert NOT_HERE not in page.text
    assert "decided" in page.text or "no longer waiting" in page.text
    assert 'name="answer"' not in page.text


@PROPOSALS
def test_a_draft_of_what_was_decided_is_offered_to_nobody(db, two, proposed):
    address, role, rank, answer = proposed()
    first, second = two(role, rank)
    late = hidden_values(second.get(address).text, address) | answer
    second.ask("POST", address, data=late, headers={"X-Draft-Only": "yes"})
    assert len(db.session.scalars(select(Draft)).all()) == 1
    first.post(address, answer)
    assert "Nothing of yours is left open" in second.get("/carry-on").text
    second.send(address, late)
    assert "Nothing of yours is left open" in second.get("/carry-on").text


@pytest.mark.parametrize("proposed", [merge, restriction])
def test_a_draft_that_came_after_the_decision_is_gone_before_its_page_records_its_look(db, two, proposed):
    """Its page would else hold the draft and wait for the person, whom whoever acts holds while they wait for drafts."""
    address, role, rank, answer = proposed()
    first, second = two(role, rank)
    late = hidden_values(second.get(address).text, address) | answer
    first.post(address, answer)
    second.ask("POST", address, data=late, headers={"X-Draft-Only": "yes"})
    drafts = select(func.count()).select_from(Draft)
    assert db.session.scalar(drafts) == 1
    db.session.rollback()
    second.get(address)  # tests/lock_order.py fails whatever takes them the other way round
    assert db.session.scalar(drafts) == 0


def test_what_a_second_decider_wrote_of_the_law_is_shown_once_more(two):
    address, role, rank, answer = law_change()
    first, second = two(role, rank)
    late = hidden_values(second.get(address).text, address) | answer | {"checked": "Read the whole of article 4"}
    first.post(address, answer)
    assert "Read the whole of article 4" in second.send(address, late).text


def test_a_page_about_a_record_in_sight_does_not_say_that_nothing_is_there(client_of):
    worker, referral = county.viewer_of(county.user(Role.TW)), referred(to=county.service())
    number = errors.say_error(by=worker, referral_id=referral.id, given={"why": "never_made"}).id
    address = f"/errors/{number}"
    first, second = (client_of(county.user(Role.PM), Role.PM) for _ in range(2))
    late = hidden_values(second.get(address).text, address) | {"agrees": "no"}
    first.post(address, {"agrees": "no"})
    page = second.send(address, late).text
    assert "Somebody else may have dealt with it" in page
    assert "nothing at this address" not in page


@pytest.mark.parametrize(
    ("answer", "words"), [("confirm", "Confirmed, in your name"), ("turn_down", "Turned down, in your name")]
)
@pytest.mark.parametrize("proposed", [merge, death_in_error])
def test_whoever_decides_on_a_merge_or_a_death_reads_what_they_did(two, proposed, answer, words):
    address, role, rank, _ = proposed()
    browser, _ = two(role, rank)
    assert words in browser.get(browser.post(address, {"answer": answer}).location).text


def test_whoever_says_that_a_death_is_an_error_or_that_two_are_one_reads_who_has_to_confirm_it(client_of):
    user = county.user(Role.CO)
    browser, officer = client_of(user, Role.CO), county.viewer_of(user)
    someone, other = in_force(officer), county.person("Rawcliff", "Dean", by=officer)
    county.episode(other, by=officer)
    address = f"/people/{someone.id}/merge"
    page = browser.get(browser.post(address, {"other": str(other.id), "reason": WHY}).location).text
    assert "Proposed, in your name" in page
    identity.record_death(by=officer, person=someone, died_at=clock.now(), source=DeathSource.FAMILY)
    address = f"/people/{someone.id}/died"
    page = browser.get(browser.post(address, {"reason": HOW}).location).text
    assert "Recorded in your name" in page


def test_a_worker_who_opens_no_person_reads_what_became_of_a_death_on_its_own_page(client_of, the_clock):
    scene = accepted(the_clock)
    person = scene.case.person
    identity.record_death(by=scene.officer, person=person, died_at=clock.now(), source=DeathSource.FAMILY)
    address = f"/people/{person.id}/died"
    worker, colleague = client_of(scene.worker_user, Role.TW), client_of(county.user(Role.PM), Role.PM)
    assert "Recorded in your name" in worker.get(worker.post(address, {"reason": HOW}).location).text
    assert "Confirmed, in your name" in colleague.get(colleague.post(address, {"answer": "confirm"}).location).text


@pytest.mark.parametrize(("agrees", "words"), [("yes", "Agreed, in your name"), ("no", "Kept open, in your name")])
def test_whoever_says_or_settles_an_error_of_a_referral_reads_what_they_did(client_of, agrees, words):
    referral = referred(to=county.service())
    worker, manager = client_of(county.user(Role.TW), Role.TW), client_of(county.user(Role.PM), Role.PM)
    answer = worker.post(f"/referrals/{referral.id}/error", {"why": "never_made"})
    page = worker.get(answer.location).text
    assert "Recorded in your name. It waits for a manager" in page
    assert 'name="why"' not in page
    number = re.search(r'href="/errors/(\d+)"', manager.get("/errors").text)[1]
    settled = manager.post(f"/errors/{number}", {"agrees": agrees})
    assert words in manager.get(settled.location).text
