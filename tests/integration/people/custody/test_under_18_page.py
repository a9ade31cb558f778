"""The page on which the adult form stops."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.people.custody.actions import record_youth_handover
from pathways.people.custody.rules import HandoverFacts
from pathways.people.identity.queries import details_of
from pathways.people.models.custody import Episode, YouthHandover
from pathways.people.rules import AdultTold, AgeEvidence, AgreesToTalk, Rung, SignsOfUse
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county


def test_under_18_the_way_leads_to_the_young_peoples_service(browser, officer, typed_custody):
    county.service("Wayfinder", young_people=True, phone="01632 960 472")
    county.service("For adults", phone="01632 960 999")
    person = county.person("Fenwick", "Callum", born=date(2009, 2, 3), by=officer)
    page = browser.post(f"/people/{person.id}/arrest", typed_custody)
    episode = db.session.scalars(select(Episode)).one()
    assert page.headers["Location"] == f"/episodes/{episode.id}/under-18"
    page = browser.get(f"/episodes/{episode.id}/under-18")
    assert "Callum Fenwick is 17: the adult form stops here" in page.text
    assert "01632 960 472" in page.text
    assert "For adults" not in page.text
    assert "2 things to do, 4 not open" in page.text


def test_what_was_done_for_a_young_person_is_kept_and_audited(browser, officer, last_event):
    episode, _ = county.detained(county.person("Fenwick", "Callum", born=date(2009, 2, 3), by=officer), by=officer)
    typed = {
        "rung": "young_peoples_service",
        "called_at-time": "00:58",
        "called_at-day": "25",
        "called_at-month": "11",
        "called_at-year": "2026",
        "agrees": "yes",
        "adult_told": "on_the_way",
        "signs_of_use": "not_sure",
        "agreed": "She comes at nine",
    }
    page = browser.post(f"/episodes/{episode.id}/under-18", typed)
    assert page.headers["Location"] == "/custody"
    assert db.session.scalars(select(YouthHandover)).one().signs_of_use is SignsOfUse.NOT_SURE
    assert last_event().action == "youth.recorded"
    page = browser.get(f"/episodes/{episode.id}/under-18").text
    for words in ("1 call recorded", "Call 1: Young people’s service", "She comes at nine", "1 thing to do"):
        assert words in page
    listed = browser.get(f"/episodes/{episode.id}").text
    assert listed.count("Young people’s service rung") == 3  # the banner, the part, and what happened
    assert "Refer to the young people’s service" not in listed
    assert "Refer to young people’s service" not in browser.get("/custody").text


def test_nobody_yet_is_no_call_and_the_page_still_asks_for_one(browser, officer):
    episode, _ = county.detained(county.person("Fenwick", "Callum", born=date(2009, 2, 3), by=officer), by=officer)
    typed = {"rung": "nobody", "agrees": "not_asked", "adult_told": "not_yet", "signs_of_use": "no"}
    browser.post(f"/episodes/{episode.id}/under-18", typed | {"agreed": "It opens at nine"})
    listed = browser.get(f"/episodes/{episode.id}").text
    assert "Nobody rung yet" in listed
    assert "Refer to the young people’s service" in listed
    assert "Refer to young people’s service" in browser.get("/custody").text


def test_banner_panel_and_task_list_give_the_same_reason(browser, officer):
    child = county.person("Fenwick", "Callum", born=date(2013, 2, 3), by=officer)
    unsure = county.person("Fenwick", None, born=date(2008, 6, 1), age_evidence=AgeEvidence.SELF_DECLARED, by=officer)
    young, _ = county.detained(child, by=officer)
    doubt, _ = county.detained(unsure, by=officer)
    panel, listed = (browser.get(f"/episodes/{young.id}{page}").text for page in ("/under-18", ""))
    for words in ("No test on arrest: 18 or over only", "No test after charge: 14 or over only"):
        assert words in panel
        assert words in listed
    listed = browser.get(f"/episodes/{doubt.id}").text
    assert "Age not confirmed: the adult form stops here" in listed
    assert "Under 18" not in listed


def test_somebody_who_turned_18_keeps_what_was_recorded_and_gets_the_adult_form(browser, officer, the_clock):
    born = (clock.today() + timedelta(days=1)).replace(year=2008)
    episode, _ = county.detained(county.person("Fenwick", "Callum", born=born, by=officer), by=officer)
    assert "the adult form stops here" in browser.get(f"/episodes/{episode.id}/under-18").text
    the_clock.advance(timedelta(minutes=10))
    details_of(episode.person_id).date_of_birth = born - timedelta(days=1)
    page = browser.get(f"/episodes/{episode.id}/under-18")
    assert "18 or over now: the adult form is open" in page.text


def test_an_age_in_doubt_is_treated_as_under_18(browser, officer):
    person = county.person("Fenwick", None, born=date(2008, 6, 1), age_evidence=AgeEvidence.SELF_DECLARED, by=officer)
    episode, _ = county.detained(person, by=officer)
    page = browser.get(f"/episodes/{episode.id}/under-18")
    assert "the adult form stops here" in page.text
    assert "Record what was seen" in page.text


def test_without_a_young_peoples_service_the_page_says_what_to_do(browser, officer):
    episode, _ = county.detained(county.person(born=date(2009, 2, 3), by=officer), by=officer)
    assert "No young people’s service is in the directory" in browser.get(f"/episodes/{episode.id}/under-18").text


def test_nothing_is_recorded_here_for_somebody_of_18(officer):
    episode, _ = county.detained(by=officer)
    facts = HandoverFacts(
        rung=(Rung.YOUTH_JUSTICE,),
        called_at=clock.now(),
        answered_by="",
        agrees=AgreesToTalk.NO,
        adult_told=AdultTold.HERE,
        signs_of_use=SignsOfUse.NO,
        agreed="",
    )
    with pytest.raises(Refused, match="18 or over: use the adult form"):
        record_youth_handover(by=officer, episode=episode, facts=facts)


def test_what_is_missing_is_said_and_what_was_typed_stays(browser, officer):
    episode, _ = county.detained(county.person(born=date(2009, 2, 3), by=officer), by=officer)
    page = browser.post(f"/episodes/{episode.id}/under-18", {"rung": "nobody", "agreed": "No answer"})
    assert "There is a problem" in page.text
    assert "No answer" in page.text
    assert db.session.scalars(select(YouthHandover)).all() == []
