"""A death that treatment recorded stops every form of the police, and no page of theirs says that it was a death."""

import re
from functools import cache

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Role
from pathways.people.deaths import queries
from pathways.people.deaths.rules import NO_NEW_ENTRIES
from pathways.people.identity import actions as people
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.integration.casefile.police_pages import officer_of
from tests.integration.disposals import plain_disposal as caution
from tests.integration.hostile import doors, typed
from tests.integration.hostile.test_the_dead import STEPS, STILL_DONE
from tests.scenes import restorable

ENDED = "Ended, no further action: "
TELLS = re.compile(r"has died\.|Died on|Died \d|already recorded|Told by:", re.IGNORECASE)


@restorable
def everybody_dies(by):
    for person in db.session.scalars(select(Person).where(Person.died_at.is_(None))).all():
        dies(person, by)


def dies(person, by):
    people.record_death(by=by, person=person, died_at=clock.now(), source=DeathSource.HOSPITAL)
    db.session.commit()


def person_of(episode):
    return db.session.get_one(Person, episode.person_id)


def pages_of(episode):
    person = episode.person_id
    return (
        f"/people/{person}", f"/people/{person}/timeline", f"/episodes/{episode.id}", f"/episodes/{episode.id}/needs",
        f"/episodes/{episode.id}/consents", f"/episodes/{episode.id}/disposal", "/custody", "/referrals",
    )  # fmt: skip


def read(browser, episode):
    return {page: browser.get(page).text for page in pages_of(episode)}


def test_without_an_open_step_no_page_of_the_police_changes_with_a_death_that_treatment_recorded(
    app, client_of, the_clock
):
    scene = accepted(the_clock)
    browser = officer_of(client_of, scene)
    hidden = re.compile(r'<input type="hidden"[^>]*>|nonce="[^"]*"')
    before = {page: hidden.sub("", text) for page, text in read(browser, scene.episode).items()}
    dies(person_of(scene.episode), scene.worker)
    after = {page: hidden.sub("", text) for page, text in read(browser, scene.episode).items()}
    assert after == before
    assert "Record that Dean has died" in after[f"/people/{scene.episode.person_id}"]


def test_with_an_open_disposal_the_police_read_that_it_ended_and_the_day_and_no_more(app, client_of, the_clock):
    where = caution.scene()
    caution.signed(where)
    scene = accepted(the_clock, episode=where.episode)
    dies(person_of(where.episode), scene.worker)
    pages = read(officer_of(client_of, scene), where.episode)
    assert f"{ENDED}25 November 2026" in pages[f"/people/{where.episode.person_id}"]
    assert not [page for page, text in pages.items() if TELLS.search(text)]
    assert not [page for page, text in pages.items() if scene.worker.name in text and "/people/" in page]


@pytest.mark.database
def test_what_the_own_force_recorded_is_read_whole_and_another_force_reads_none_of_it(app, the_clock):
    scene = accepted(the_clock)
    someone = person_of(scene.episode)
    dies(someone, scene.officer)
    stranger = county.viewer_of(county.user(Role.CO, of=county.force("Another Police")))
    assert queries.death_of(scene.officer, someone).is_whole
    assert queries.death_of(scene.worker, someone).is_whole
    assert queries.death_of(stranger, someone) is None


def test_a_search_does_not_tell_it_either(app, client_of, the_clock):
    scene = accepted(the_clock)
    dies(person_of(scene.episode), scene.worker)
    asked = {
        "surname": "Rawcliffe", "date_of_birth-day": "9", "date_of_birth-month": "6", "date_of_birth-year": "1991"
    }  # fmt: skip
    page = officer_of(client_of, scene).post("/people/search", asked).text
    assert "Dean Rawcliffe" in page
    assert not TELLS.search(page)


@pytest.mark.parametrize("role", [Role.CO, Role.DM])
def test_each_form_of_the_police_stops_and_does_not_say_why(app, client_of, full_county, role):
    everybody_dies(full_county.viewer(Role.TW))
    client = client_of(full_county.users[role], role)
    before, silent, telling, token_of = doors.everything_kept(), [], [], cache(typed.token_of)
    for endpoint in STEPS:
        asked, write = typed.WRITES[endpoint]
        if asked is not role or endpoint in STILL_DONE:
            continue
        address, filled = typed.form_of(app, client, full_county, endpoint, role)
        if "csrf_token" not in filled:
            filled = {"csrf_token": token_of(client)}
        page = client.ask("POST", address, data={**filled, **write(full_county)}).text
        if NO_NEW_ENTRIES not in page and ENDED not in page:
            silent.append(endpoint)
        # The form in which a death is recorded names who may tell of one, whoever opens it.
        if endpoint != "people.died" and TELLS.search(page):
            telling.append(endpoint)
    assert (silent, telling) == ([], [])
    assert doors.everything_kept() == before
