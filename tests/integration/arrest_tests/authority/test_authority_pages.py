"""Authority on its page, given, recorded for another, confirmed."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.authority import actions
from pathways.arrest_tests.authority import queries as authority_queries
from pathways.arrest_tests.held_records import queries as held_records_queries
from pathways.arrest_tests.lawful_basis.queries import arrest_of
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.rules import AuthorityMode
from pathways.auth.roles import Rank, Role
from pathways.people.custody import queries as people
from pathways.ui import rendering as filters
from tests import county
from tests.integration.arrest_tests import held_scenes
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    arrested_for,
    boxes,
)
from tests.pages import faulty


@pytest.mark.database
def test_an_inspector_gives_authority_on_the_page_and_a_constable_cannot(app, client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    address = f"/episodes/{view.episode.id}/authority"
    (line,) = offences_queries.offences_of(view.episode.id)
    for rank, role in ((Rank.CONSTABLE, Role.CO), (Rank.INSPECTOR, Role.DM)):
        someone = county.user(role, rank=rank)
        typed = {
            "offence_id": str(line.id),
            "given_by_id": str(someone.id),
            "decision": "given",
            "grounds": GROUNDS,
            "mode": "written",
            **boxes("given_at", clock.now()),
        }
        answer = client_of(someone, role).post(address, typed)
        if rank is Rank.CONSTABLE:
            assert faulty(answer.text) == ["given_by_id"]
            assert f"{someone.name}, Constable" not in answer.text
            assert "drove off to pay" in answer.text
        else:
            page = client_of(someone, role).get(answer.location).text
            assert "Your decision is recorded: authorised." in page
            assert "custody staff at Lincoln see it now." in page.replace("Custody", "custody")
            assert (
                "Drug test authorised in writing" in client_of(someone, role).get(f"/episodes/{view.episode.id}").text
            )
    assert [row.rank for row in authority_queries.authorities_of(view.episode.id)] == [Rank.INSPECTOR]


def test_an_oral_authority_is_confirmed_on_the_page_by_its_giver(app, client_of, scene):
    client, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    inspector = county.user(Role.DM, rank=Rank.INSPECTOR)
    (line,) = offences_queries.offences_of(view.episode.id)
    address = f"/episodes/{view.episode.id}/authority"
    typed = {
        "offence_id": str(line.id),
        "given_by_id": str(inspector.id),
        "decision": "given",
        "grounds": GROUNDS,
        "mode": "oral",
        **boxes("given_at", clock.now()),
    }
    assert client.post(address, typed).location == f"/episodes/{view.episode.id}/test"
    (given,) = authority_queries.authorities_of(view.episode.id)
    confirm = f"{address}/{given.id}/confirm"
    assert "Confirm in writing" not in client.get(address).text
    browser = client_of(inspector, Role.DM)
    to_confirm = browser.get(address).text
    assert "Confirm in writing" in to_confirm
    assert "Nothing more waits for an inspector" not in to_confirm
    confirmed = browser.get(browser.post(confirm, form_at=address).location).text
    assert "confirmed in writing, in your name" in confirmed
    assert authority_queries.authorities_of(view.episode.id)[0].confirmed_in_writing_at
    assert "The grounds are: " + GROUNDS in client.get(f"/episodes/{view.episode.id}/test").text


@pytest.mark.database
def test_an_inspector_refuses_on_the_page_and_no_sample_is_asked_for_until_something_changes(app, client_of, scene):
    client, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    inspector = county.user(Role.DM, rank=Rank.INSPECTOR)
    (line,) = offences_queries.offences_of(view.episode.id)
    address = f"/episodes/{view.episode.id}/authority"
    typed = {
        "offence_id": str(line.id),
        "given_by_id": str(inspector.id),
        "decision": "refused",
        "mode": "oral",
        **boxes("given_at", clock.now()),
    }
    assert "Enter why the authority is refused" in client.post(address, typed).text
    why = "Nothing that he said or had on him speaks of a drug"
    assert client.post(address, typed | {"refusal_reason": why}).status_code == 302
    (refusal,) = arrest_of(view).offences.every_refusal
    assert (refusal.refused_by_id, refusal.rank, refusal.reason) == (inspector.id, Rank.INSPECTOR, why)
    assert "The inspector refused authority" in client.get(f"/episodes/{view.episode.id}/test").text
    page = client_of(inspector, Role.DM).get(address).text
    assert why in page
    given = typed | {"decision": "given", "mode": "written", "grounds": GROUNDS}
    assert client_of(inspector, Role.DM).post(address, given).status_code == 302
    assert "Nothing more waits for an inspector" in client.get(address).text
    held_scenes.as_it_happened(officer, view)
    (held_record,) = held_records_queries.held_records(county.viewer_of(inspector)).rows
    assert held_record.was_involved


def test_a_written_decision_with_no_time_typed_counts_from_when_it_is_saved(client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    inspector = county.user(Role.DM, rank=Rank.INSPECTOR)
    (line,) = offences_queries.offences_of(view.episode.id)
    address = f"/episodes/{view.episode.id}/authority"
    today = {name: value for name, value in boxes("given_at", clock.now()).items() if not name.endswith("time")}
    decided = {"offence_id": str(line.id), "given_by_id": str(inspector.id), "decision": "given", "grounds": GROUNDS}
    browser = client_of(inspector, Role.DM)
    page = browser.post(address, decided | today | {"mode": "oral"}).text
    assert faulty(page) == ["given_at-time"]
    saved = browser.post(address, decided | today | {"mode": "written"})
    (given,) = authority_queries.authorities_of(view.episode.id)
    assert given.given_at == given.recorded_at.replace(second=0, microsecond=0)
    assert faulty(browser.get(saved.location).text) == []


def test_a_written_authority_is_shown_from_when_it_was_saved_whatever_time_was_typed(client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    inspector = county.user(Role.DM, rank=Rank.INSPECTOR)
    (line,) = offences_queries.offences_of(view.episode.id)
    actions.give_authority(
        by=county.viewer_of(inspector),
        view=people.episode(officer, view.episode.id),
        offence_id=line.id,
        given_by_id=inspector.id,
        mode=AuthorityMode.WRITTEN,
        grounds=GROUNDS,
        given_at=max(view.detention.arrived_at, clock.now() - timedelta(minutes=20)),
    )
    (given,) = authority_queries.authorities_of(view.episode.id)
    assert given.given_at < given.recorded_at
    page = client_of(inspector, Role.DM).get(f"/episodes/{view.episode.id}/authority").text
    assert f"In writing, {filters.short_moment(given.recorded_at)}" in page
    assert f"In writing, {filters.short_moment(given.given_at)}" not in page
