"""What the custody pages refuse, in words, keeping what was typed."""

from datetime import date

import pytest
from sqlalchemy import select

from pathways.auth.roles import Role
from pathways.drafts.models import Draft
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.store.base import db as database
from tests import county
from tests.pages import faulty
from tests.referred import died

NEEDS = {
    "substances": ["crack", "synthetic_cannabinoids"],
    "injected": "never",
    "overdose_last_7_days": "yes",
    "suicide_risk": "no",
    "exploitation": "no",
    "other_help": ["no_fixed_abode"],
    "naloxone": "declined",
    "area": "lincoln",
    "contact_way": "no_phone",
}


def test_an_empty_needs_page_says_what_is_missing_and_writes_nothing(browser, episode):
    page = browser.post(f"/episodes/{episode.id}/needs", {}).text
    assert {"substances", "overdose_last_7_days"} <= set(faulty(page))
    assert database.session.scalars(select(NeedScreen)).all() == []


def test_nothing_beside_a_substance_is_refused_in_words(browser, episode):
    page = browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, "substances": ["crack", "nothing"]}).text
    assert faulty(page) == ["substances"]


def test_a_text_message_asks_for_a_number_and_keeps_what_was_typed(browser, episode):
    page = browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, "contact_way": "text"})
    assert "Enter the number, or select ‘No phone’" in page.text
    assert database.session.scalars(select(Draft)).one().typed["contact_way"] == ["text"]


@pytest.mark.parametrize("bad", ["<script>alert(1)</script>", "=cmd()", "O'Brien, Nuñez"])
def test_real_and_hostile_notes_are_kept_as_text(browser, episode, bad):
    browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, "contact_note": bad})
    page = browser.get(f"/episodes/{episode.id}/needs").text
    assert "<script>alert" not in page
    assert database.session.scalars(select(NeedScreen)).one().contact_note == bad


@pytest.mark.parametrize("field", ["contact_note", "contact_number"])
@pytest.mark.parametrize("bad", ["a\0b", "\u202eevil", "x" * 10_000])
def test_text_that_cannot_be_kept_is_refused_in_words(browser, episode, field, bad):
    page = browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, field: bad})
    assert page.status_code == 200
    assert "There is a problem" in page.text


def test_an_unknown_answer_is_refused_in_words(browser, episode):
    page = browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, "other_help": ["castle"]}).text
    assert faulty(page) == ["other_help"]


def test_somebody_under_18_is_sent_to_the_young_peoples_page(browser, officer, hub):
    by = officer
    young = county.episode(county.person(born=date(2009, 1, 1), by=by), by=by)
    for page in ("needs", "consents", "refer"):
        assert browser.get(f"/episodes/{young.id}/{page}").location == f"/episodes/{young.id}/under-18"


def test_a_death_is_said_and_the_form_is_gone(browser, officer, episode, the_clock):
    died(episode.person_id, officer)
    page = browser.get(f"/episodes/{episode.id}/needs").text
    assert "This person has died" in page
    assert 'name="substances"' not in page


@pytest.mark.parametrize("page", ["needs", "consents", "refer", "not-sent"])
def test_what_is_out_of_sight_answers_like_what_is_not_there(client_of, episode, page):
    elsewhere = county.suite("Elsewhere", county.force("Another Force"))
    stranger = client_of(county.user(Role.CO, at=elsewhere, of=county.force("Another Force")), Role.CO)
    hidden, missing = stranger.get(f"/episodes/{episode.id}/{page}"), stranger.get(f"/episodes/999999/{page}")
    assert (hidden.status_code, hidden.data) == (missing.status_code, missing.data) == (404, missing.data)
    assert stranger.get(f"/episodes/nine/{page}").status_code == 404


def test_a_treatment_worker_has_no_way_to_the_custody_pages(client_of, episode):
    worker = county.user(Role.TW)
    assert client_of(worker, Role.TW).get(f"/episodes/{episode.id}/needs").status_code == 404
