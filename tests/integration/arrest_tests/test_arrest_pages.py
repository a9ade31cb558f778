"""The pages of arrest and authority in a browser that fetches and inspects them, and who may open them."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests import queries
from pathways.auth import Rank, Role
from pathways.people import queries as people
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    arrested_for,
    boxes,
    in_custody,
    notified,
)


@pytest.fixture
def desk(app, client_of):
    """A custody officer at the desk, in a browser."""
    someone = county.user(Role.CO)
    return client_of(someone, Role.CO), county.viewer_of(someone)


@pytest.fixture
def scene(desk):
    client, officer = desk
    view = in_custody(officer)
    return client, officer, view


def arrest_address(view):
    return f"/episodes/{view.episode.id}/arrest"


def offence(view, code, place=0, **more):
    row = {f"offences-{place}-offence": code, **boxes(f"offences-{place}-arrested_at", view.detention.arrested_at)}
    return row | {f"offences-{place}-{name}": value for name, value in more.items()}


def test_the_page_answers_for_each_route_before_anything_is_saved(scene):
    client, _, view = scene
    page = client.get(arrest_address(view)).text
    assert "Can we ask for a sample?" in page
    assert "Cannot say yet: add the offence" in page
    asked = {**offence(view, "MDA71-5-2", drug="crack_cocaine"), "then": "check"}
    checked = client.post(arrest_address(view), asked).text
    assert "Yes, on arrest. No inspector needed" in checked
    assert "Crack cocaine is a specified Class A drug" in checked
    assert "There is a problem" not in checked
    assert queries.offences_of(view.episode.id) == ()


def test_check_answers_with_what_it_knows_and_validates_nothing(scene):
    client, _, view = scene
    checked = client.post(arrest_address(view), {**offence(view, "MDA71-5-2"), "then": "check"}).text
    assert "Cannot say yet: 1 fact missing" in checked
    assert "There is a problem" not in checked


def test_saving_a_trigger_offence_goes_on_to_the_drug_test(scene):
    client, _, view = scene
    saved = client.post(arrest_address(view), offence(view, "TA68-1"))
    assert saved.location == f"/episodes/{view.episode.id}/test"
    assert [line.code for line in queries.offences_of(view.episode.id)] == ["TA68-1"]


def test_a_look_alike_says_why_and_goes_on_to_an_inspector(scene):
    client, _, view = scene
    checked = client.post(arrest_address(view), {**offence(view, "TA78-3"), "then": "check"}).text
    assert "Looks like a trigger, but is not" in checked
    assert "Save and ask an inspector" in checked
    saved = client.post(arrest_address(view), offence(view, "TA78-3"))
    assert saved.location == f"/episodes/{view.episode.id}/authority"


def test_a_drug_not_chosen_is_said_at_its_field_and_what_was_typed_stays(scene):
    client, _, view = scene
    answer = client.post(arrest_address(view), offence(view, "MDA71-5-2", amount="3 wraps"))
    assert answer.status_code == 200
    assert answer.text.count("Select the drug. A drug offence is a trigger only if") >= 2
    assert "3 wraps" in answer.text
    assert queries.offences_of(view.episode.id) == ()


def test_three_offences_fit_the_page_and_another_saves_and_gives_a_further_row(scene):
    client, _, view = scene
    three = offence(view, "TA68-1") | offence(view, "TA68-8", 1) | offence(view, "TA68-9", 2)
    saved = client.post(arrest_address(view), {**three, "then": "another"})
    assert saved.location == arrest_address(view)
    page = client.get(arrest_address(view)).text
    assert "Offence 4" in page
    assert "Why was it wrong?" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"offences-0-offence": "NOT-AN-OFFENCE"},
        {"offences-0-offence": "TA68-1", "offences-0-drug": "moon dust"},
        {"offences-0-offence": "OTHER"},
        {"offences-0-offence": "OTHER", "offences-0-described_as": "x" * 10_000},
        {"offences-0-offence": "OTHER", "offences-0-described_as": "nul\x00here"},
        {"offences-0-offence": "TA68-1", "offences-0-number": "999"},
        {"offences-0-offence": "TA68-1", "offences-0-number": "\u0663"},
        {"offences-0-amount": "a lot"},
        {},
    ],
)
def test_what_cannot_be_an_offence_is_refused_in_words_and_nothing_is_written(scene, wrong):
    client, _, view = scene
    answer = client.post(arrest_address(view), {**boxes("offences-0-arrested_at", clock.now()), **wrong})
    if answer.status_code == 302:
        assert [line.number for line in queries.offences_of(view.episode.id)] == [1]
        return
    assert "There is a problem" in answer.text
    assert queries.offences_of(view.episode.id) == ()


def test_what_the_database_calls_itself_never_runs_in_a_page(scene):
    client, officer, view = scene
    arrested_for(officer, view, "OTHER", described_as="<script>alert(1)</script>")
    for address in (arrest_address(view), f"/episodes/{view.episode.id}/offences"):
        assert "<script>alert" not in client.get(address).text


def test_an_inspector_gives_authority_on_the_page_and_a_constable_cannot(app, client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    address = f"/episodes/{view.episode.id}/authority"
    (line,) = queries.offences_of(view.episode.id)
    for rank, role in ((Rank.CONSTABLE, Role.CO), (Rank.INSPECTOR, Role.DM)):
        someone = county.user(role, rank=rank)
        typed = {
            "offence_id": str(line.id),
            "given_by_id": str(someone.id),
            "grounds": GROUNDS,
            "mode": "written",
            **boxes("given_at", clock.now()),
        }
        answer = client_of(someone, role).post(address, typed)
        if rank is Rank.CONSTABLE:
            assert "Constable cannot authorise" in answer.text
            assert "drove off to pay" in answer.text
        else:
            assert answer.location == f"/episodes/{view.episode.id}"
    assert [row.rank for row in queries.authorities_of(view.episode.id)] == [Rank.INSPECTOR]


def test_an_oral_authority_is_confirmed_on_the_page_by_its_giver(app, client_of, scene):
    client, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    inspector = county.user(Role.DM, rank=Rank.INSPECTOR)
    (line,) = queries.offences_of(view.episode.id)
    address = f"/episodes/{view.episode.id}/authority"
    typed = {
        "offence_id": str(line.id),
        "given_by_id": str(inspector.id),
        "grounds": GROUNDS,
        "mode": "oral",
        **boxes("given_at", clock.now()),
    }
    assert client.post(address, typed).location == f"/episodes/{view.episode.id}/test"
    (given,) = queries.authorities_of(view.episode.id)
    confirm = f"{address}/{given.id}/confirm"
    assert "Confirm in writing" not in client.get(address).text
    browser = client_of(inspector, Role.DM)
    assert browser.post(confirm, form_at=address).location == address
    assert queries.authorities_of(view.episode.id)[0].confirmed_in_writing_at
    assert "The grounds are: " + GROUNDS in client.get(f"/episodes/{view.episode.id}/test").text


def test_another_force_sees_none_of_it(app, client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view)
    elsewhere = county.suite("Nottingham", county.force("Nottinghamshire Police"))
    stranger = county.user(Role.CO, of=county.force("Nottinghamshire Police"), at=elsewhere)
    browser = client_of(stranger, Role.CO)
    for part in ("arrest", "offences", "authority", "test", "test/correct", "required-assessment"):
        assert browser.get(f"/episodes/{view.episode.id}/{part}").status_code == 404


def test_who_may_not_record_may_still_read_the_offences(app, client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view)
    decider = client_of(county.user(Role.DM), Role.DM)
    assert "Theft (incl. shoplifting)" in decider.get(f"/episodes/{view.episode.id}/offences").text
    assert decider.get(arrest_address(view)).status_code == 403
    assert decider.get(f"/episodes/{view.episode.id}/test").status_code == 403


def test_a_voluntary_interview_has_offences_and_no_sample(desk):
    client, officer = desk
    notified()
    view = people.episode(officer, county.episode(by=officer).id)
    saved = client.post(arrest_address(view), {"offences-0-offence": "TA68-1"})
    assert saved.location == f"/episodes/{view.episode.id}"
    assert "No: offer a voluntary referral" in client.get(arrest_address(view)).text


def test_an_administrator_records_and_withdraws_what_a_suite_is_notified_for(app, client_of):
    admin = client_of(county.user(Role.AD), Role.AD)
    suite = county.suite()
    address = f"/suites/{suite.id}/testing"
    typed = {
        "routes": ["arrest", "charge"],
        "also": ["assessment"],
        "valid_from-day": "1",
        "valid_from-month": "5",
        "valid_from-year": "2024",
        "source": "Notice of May 2024",
    }
    assert admin.post(address, typed).location == address
    (row,) = queries.notifications_of(suite.id)
    assert (row.routes, row.under18, row.assessment) == (["arrest", "charge"], False, True)
    day = {"valid_to-day": "25", "valid_to-month": "11", "valid_to-year": "2026"}
    assert admin.post(f"{address}/{row.id}/withdraw", day).location == address
    assert queries.notification_on(suite.id, clock.today() + timedelta(days=1)) is None
    other = county.suite("Nottingham", county.force("Nottinghamshire Police"))
    assert admin.get(f"/suites/{other.id}/testing").status_code == 404
