"""A person's death stops every step of every stage: no form of theirs is done any more, and each page says so."""

from functools import cache

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Role
from pathways.imports.models import PersonSetAside
from pathways.people.identity import actions as people
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.store.base import db
from tests.integration.hostile import (
    clocks_scene,
    directory_scene,
    doors,
    ndtms,
    own_scene,
    packs_scene,
    policy_scene,
    scrutiny_scene,
    typed,
)
from tests.integration.hostile.referral_scene import OF_NOBODY as OF_A_SERVICE
from tests.on_both import on_sqlite_in_full
from tests.rounds import IN_FULL
from tests.scenes import restorable

SAYS = "This person has died. Open steps have ended and nothing will be sent."
ALREADY = "This death is already recorded"
WHO_IS_IN_A_FILE = "imports.who_it_is"
"""Rests on a file, and on nothing that a death changes: the page that was opened before it still holds."""
# What was recorded may be put right, a visit closed, a concern reviewed, a held record decided, a code answered: none opens a step.
WHO_IT_WAS = (
    "people.other_names",
    "people.correct_name",
    "people.propose_merge",
    "people.decide_merge",
    "people.propose_unmerge",
    WHO_IS_IN_A_FILE,
)
WHO_MAY_SEE = ("people.restrictions", "people.restriction", "people.review_restriction")
"""A record stays shut to whom it is shut to, and may be shut to more, after a death as before it."""
NAMES_NOBODY = "disposals.code"
STILL_DONE = (
    *("people.correct", "people.detention", "people.close", "safeguarding.review", "arrest_tests.decide_hold"),
    *("arrest_tests.decide_telling", "arrest_tests.decide_requirement", NAMES_NOBODY),
    *WHO_IT_WAS,
    *WHO_MAY_SEE,
)
OF_NOBODY = (
    *("people.new", "policy.propose_law", "policy.law_change", "directory.diary", "directory.end_slots"),
    "arrest_tests.shift",
    "engagement.incident",  # looks back at what was told without consent
    *("imports.take_back", "imports.run_page"),  # about a file
    *("reporting.board_shown", "reporting.board_minutes", "reporting.board_copies"),  # about figures
    "people.close_misses",  # about somebody of staff
    *scrutiny_scene.WRITES,  # looks back at what was decided: no step of anybody's is taken
    *policy_scene.WRITES,
    *own_scene.ADDS,
    *directory_scene.WRITES,
    *ndtms.WRITES,
    *packs_scene.WRITES,  # about figures
    *OF_A_SERVICE,
    *clocks_scene.OF_NOBODY,
)
STEPS = [
    endpoint
    for endpoint in typed.WRITES
    if not endpoint.startswith("admin.") and "notification" not in endpoint and endpoint not in OF_NOBODY
]


OPENED_BEFORE = [each for each in (STEPS if IN_FULL else STEPS[1::2]) if each != WHO_IS_IN_A_FILE]
POLICE = (Role.CO, Role.DM)
OPENED_AFTER = [
    each
    for each in STEPS
    if each not in STILL_DONE and (IN_FULL or each not in OPENED_BEFORE or typed.WRITES[each][0] not in POLICE)
]
"""In the suite a form of the police is opened before the death or after it. After one that treatment recorded, each of
them is: see `test_the_dead_untold`. By `make long` each form of everybody is opened before it and after it."""


@restorable
def everybody_dies(full_county) -> None:
    for person in db.session.scalars(select(Person)).all():
        if person.died_at is None:
            people.record_death(
                by=full_county.viewer(Role.CO), person=person, died_at=clock.now(), source=DeathSource.HOSPITAL
            )
    db.session.commit()


@on_sqlite_in_full
def test_a_form_opened_before_the_death_is_not_done_after_it(app, full_county, client_of):
    clients = {role: client_of(user, role) for role, user in full_county.users.items()}
    opened = {}
    for endpoint in OPENED_BEFORE:
        role, write = typed.WRITES[endpoint]
        address, filled = typed.form_of(app, clients[role], full_county, endpoint, role)
        opened[endpoint] = role, address, {**filled, **write(full_county)}
    everybody_dies(full_county)
    before, silent = doors.everything_kept(), []
    for endpoint, (role, address, data) in opened.items():
        page = clients[role].send(address, data).text
        if SAYS not in page and "Somebody else changed this record after you opened the page" not in page:
            silent.append(endpoint)
    assert silent == []
    assert doors.everything_kept() == before


@pytest.mark.rounds
def test_a_form_opened_after_the_death_says_so_and_does_nothing(app, full_county, client_of):
    everybody_dies(full_county)
    clients, token_of = {role: client_of(user, role) for role, user in full_county.users.items()}, cache(typed.token_of)
    before, silent = doors.everything_kept(), []
    for endpoint in OPENED_AFTER:
        role, write = typed.WRITES[endpoint]
        address, filled = typed.form_of(app, clients[role], full_county, endpoint, role)
        if "csrf_token" not in filled:  # a page that holds no form any more: the post is sent all the same
            filled = {"csrf_token": token_of(clients[role])}
        page = clients[role].ask("POST", address, data={**filled, **write(full_county)}).text
        if SAYS not in page and ALREADY not in page:
            silent.append(endpoint)
    assert silent == []
    assert doors.everything_kept() == before


def test_who_somebody_of_a_file_is_may_be_said_on_a_page_that_was_opened_before_the_death(
    app, full_county, client_of, db
):
    role, write = typed.WRITES[WHO_IS_IN_A_FILE]
    client = client_of(full_county.users[role], role)
    address, filled = typed.form_of(app, client, full_county, WHO_IS_IN_A_FILE, role)
    everybody_dies(full_county)
    assert client.send(address, {**filled, **write(full_county)}).status_code == 302
    aside = db.session.get_one(PersonSetAside, int(address.rsplit("/", 1)[1]))
    assert aside.person_id == full_county.plain["like_id"]
    assert db.session.get_one(Person, aside.person_id).died_at


@pytest.mark.rounds
@pytest.mark.parametrize("endpoint", [each for each in STILL_DONE if each not in (*WHO_MAY_SEE, NAMES_NOBODY)])
def test_what_was_recorded_may_still_be_put_right(app, full_county, client_of, endpoint):
    everybody_dies(full_county)
    role, write = typed.WRITES[endpoint]
    client = client_of(full_county.users[role], role)
    assert typed.post_all(app, client, full_county, endpoint, write(full_county), role).status_code == 302
    page = client.get(f"/people/{full_county.plain['person_id']}").text
    assert "died" in page.lower()


def test_nobody_who_died_waits_on_a_list(full_county, client_of):
    everybody_dies(full_county)
    for role, pages in {
        Role.TW: ("/inbox", "/inbox/required-assessments", "/today"),
        Role.PW: ("/placing",),
        Role.DM: ("/disposals/waiting",),
    }.items():
        client = client_of(full_county.users[role], role)
        for page in pages:
            assert "Rawcliffe" not in client.get(page).text, page
    caseload = client_of(full_county.users[Role.TW], Role.TW).get("/cases").text
    assert caseload.count("Ended: has died") == caseload.count("Dean Rawcliffe")
