"""An officer asks an inspector, every inspector of the force finds it, one of them answers."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock, dates
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.authority import queries as authority_queries
from pathways.arrest_tests.lawful_basis.queries import arrest_of
from pathways.arrest_tests.models.offences import AuthorityRequest
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.offences import rules as offences_rules
from pathways.arrest_tests.rules import AuthorityMode, RequestEnd
from pathways.audit import record as audit
from pathways.auth.models import User
from pathways.auth.roles import Rank, Role
from pathways.casefile.queries import board as casefile
from pathways.disposals.proposal import queries as disposals
from pathways.people.custody import actions as people
from pathways.people.rules import ReleaseType
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store.base import db
from tests import county, restricted
from tests.integration.arrest_tests.custody_scenes import GROUNDS, again, arrested_for, boxes, in_custody
from tests.leaving import no_time
from tests.pages import hidden_values

WHY = "He told the gaoler that he drove off to pay for crack"


@pytest.fixture
def asked(officer):
    """Somebody detained for an offence that is no trigger, and an officer who asked about it: view and request."""
    view = in_custody(officer)
    (offence,) = arrested_for(officer, view, "TA78-3")
    view = again(officer, view)
    return view, authority_actions.ask_for_authority(by=officer, view=view, offence_id=offence.id, grounds=WHY)


def elsewhere(rank=Rank.INSPECTOR):
    return county.officer(rank, at=county.suite("Grantham"))


def waiting(viewer):
    return [row.request.id for row in authority_queries.requests_waiting(viewer)]


def the_answer(by, view, request, **changes):
    facts = {"by": by, "view": view, "offence_id": request.offence_id, "mode": AuthorityMode.WRITTEN}
    return facts | changes


def given(by, view, request, **changes):
    facts = {"given_by_id": by.user_id, "grounds": GROUNDS, "given_at": clock.now()}
    return authority_actions.give_authority(**the_answer(by, view, request, **(facts | changes)))


def refused(by, view, request, **changes):
    facts = {"refused_by_id": by.user_id, "reason": "Nothing links it to a drug", "refused_at": clock.now()}
    return authority_actions.refuse_authority(**the_answer(by, view, request, **(facts | changes)))


def test_whoever_saves_ask_an_inspector_is_on_the_list_of_an_inspector_of_another_suite(app, client_of, scene):
    client, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    address = f"/episodes/{view.episode.id}/authority"
    (line,) = offences_queries.offences_of(view.episode.id)
    page = client.post(f"{address}/ask", {"offence_id": str(line.id), "grounds": " "})
    assert "Enter why you ask" in page.text
    assert client.post(f"{address}/ask", {"offence_id": str(line.id), "grounds": WHY}).location == f"{address}/ask"
    asked = client.get(f"{address}/ask").text
    for words in ("An inspector has been asked", "What you do next", officer.name, WHY, "Withdraw this request"):
        assert words in asked
    assert 'name="grounds"' not in asked
    inspector = county.user(Role.DM, rank=Rank.INSPECTOR, at=county.suite("Grantham"))
    browser = client_of(inspector, Role.DM)
    listed = browser.get("/disposals/waiting").text
    for words in (view.detention.custody_record_no, "Lincoln", officer.name, line.name, "Read and decide", address):
        assert words in listed
    opened = browser.get(address).text
    assert WHY in opened
    assert "Withdraw this request" not in opened
    typed = {"offence_id": str(line.id), "given_by_id": str(inspector.id), "decision": "given", "grounds": GROUNDS}
    browser.post(address, typed | {"mode": "written"} | boxes("given_at", clock.now()))
    assert "Nothing is waiting for authority" in browser.get("/disposals/waiting").text
    assert "waiting for authority (0)" in client.get("/custody").text


def test_the_inspector_finds_the_officers_words_to_take_or_change_and_whoever_records_for_one_does_not(
    officer, asked, client_of
):
    view, _ = asked
    address = f"/episodes/{view.episode.id}/authority"
    browser = client_of(county.user(Role.DM, rank=Rank.INSPECTOR, at=county.suite("Grantham")), Role.DM)
    page = browser.get(address).text
    grounds = re.search(r'<textarea[^>]*name="grounds"[^>]*>([^<]*)</textarea>', page)
    assert grounds[1].strip() == WHY
    assert f"{officer.name}’s words are filled in" in page
    assert "what you suspect yourself" in page
    desk = client_of(db.session.get_one(User, officer.user_id), Role.CO).get(address).text
    assert re.search(r'<textarea[^>]*name="grounds"[^>]*>([^<]*)</textarea>', desk)[1].strip() == ""
    assert "words are filled in" not in desk


def test_the_board_counts_what_the_list_shows_and_asks_for_nothing_that_nobody_wants(officer, client_of, asked):
    view, request = asked
    unasked = in_custody(officer)
    arrested_for(officer, unasked, "TA78-3")
    rows = {row.view.episode.id: row for row in casefile.detained(officer)}
    listed = disposals.waiting_for_authority(officer).episode_ids
    assert {number for number, row in rows.items() if row.waits_for_authority} == listed == {view.episode.id}
    assert rows[view.episode.id].action.words == "Record authority"
    assert rows[view.episode.id].test_note == f"Asked {dates.london(request.asked_at):%H:%M} by {officer.name}"
    nobody_asked = rows[unasked.episode.id]
    assert (nobody_asked.test, nobody_asked.test_note) == ("No test", "Ask an inspector if you want one")
    assert nobody_asked.action.words == "Decide disposal"
    given(elsewhere(), view, request)
    assert not any(row.waits_for_authority for row in casefile.detained(officer))


def test_a_colleague_below_inspector_sees_what_waits_at_the_own_suite_and_another_force_nothing(asked):
    _, request = asked
    theirs = county.force("Nottinghamshire Police")
    assert waiting(county.officer(Rank.SERGEANT)) == waiting(elsewhere()) == [request.id]
    assert waiting(elsewhere(Rank.SERGEANT)) == []
    assert waiting(county.officer(Rank.INSPECTOR, at=county.suite("Nottingham", of=theirs))) == []


def test_a_restricted_record_waits_only_for_an_inspector_on_its_list(asked):
    view, request = asked
    trusted = county.user(Role.DM, rank=Rank.INSPECTOR)
    restricted.shut_to_all_but([view.person], trusted)
    assert waiting(county.viewer_of(trusted)) == [request.id]
    assert waiting(elsewhere()) == []


@pytest.mark.database
def test_of_two_inspectors_one_decides_and_the_other_is_told_who(asked):
    view, request = asked
    seen = audit.version_of(view.person.id)
    first, second = county.officer(Rank.INSPECTOR), elsewhere()
    given(first, view, request, seen_version=seen)
    with pytest.raises(Stale, match=f"{first.name} gave this authority at "):
        refused(second, view, request, seen_version=seen)
    offences = arrest_of(view).offences
    (row,) = offences.every_authority
    assert (row.given_by_id, offences.every_refusal) == (first.user_id, ())
    assert (request.ended_as, request.ended_by_id) == (RequestEnd.GIVEN, first.user_id)


def test_an_inspector_who_was_told_that_another_decided_and_presses_again_records_nothing(asked):
    view, request = asked
    first, second = county.officer(Rank.INSPECTOR), elsewhere()
    refused(first, view, request)
    for decide in (given, refused):
        with pytest.raises(Refused, match=f"{first.name} refused this authority at .* asks again"):
            decide(second, again(second, view), request)
    given(first, again(first, view), request)
    for decide in (given, refused):
        with pytest.raises(Refused, match=f"{first.name} gave this authority at .* nothing is left to decide"):
            decide(second, again(second, view), request)
    offences = arrest_of(view).offences
    assert (len(offences.every_authority), len(offences.every_refusal)) == (1, 1)


def test_a_second_press_on_the_page_is_told_again_and_what_was_typed_stands(client_of, asked):
    view, request = asked
    address = f"/episodes/{view.episode.id}/authority"
    someone = county.user(Role.DM, rank=Rank.INSPECTOR, at=county.suite("Grantham"))
    browser = client_of(someone, Role.DM)
    opened = hidden_values(browser.get(address).text, address)
    given(county.officer(Rank.INSPECTOR), view, request)
    typed = {"offence_id": str(request.offence_id), "given_by_id": str(someone.id), "decision": "refused"}
    typed |= {"refusal_reason": "Nothing links it", "mode": "written"} | boxes("given_at", clock.now())
    page = browser.send(address, opened | typed).text
    assert "gave this authority at" in page
    assert "Yours is not recorded" in page
    pressed = browser.send(address, hidden_values(page, address) | typed).text
    assert "gave this authority at" in pressed
    assert "Nothing links it" in pressed
    assert arrest_of(view).offences.every_refusal == ()


def test_a_refusal_ends_the_request_and_the_officer_may_ask_again(officer, asked, the_clock):
    view, request = asked
    refused(elsewhere(), view, request)
    assert (request.ended_as, waiting(officer)) == (RequestEnd.REFUSED, [])
    the_clock.advance(timedelta(minutes=5))
    second = authority_actions.ask_for_authority(by=officer, view=view, offence_id=request.offence_id, grounds=WHY)
    assert waiting(officer) == [second.id]
    (row,) = casefile.detained(officer)
    assert (row.test, row.action.words) == ("Waiting for authority", "Record authority")


def test_nobody_asks_twice_and_is_told_who_asked(officer, asked):
    view, request = asked
    with pytest.raises(Refused, match=f"{officer.name} asked for it at"):
        authority_actions.ask_for_authority(by=elsewhere(), view=view, offence_id=request.offence_id, grounds=WHY)
    given(elsewhere(), view, request)
    with pytest.raises(Refused, match="was given already"):
        authority_actions.ask_for_authority(by=officer, view=view, offence_id=request.offence_id, grounds=WHY)


def test_only_whoever_asked_withdraws_and_not_what_was_answered(officer, asked, client_of):
    view, request = asked
    with pytest.raises(Refused, match="Only the officer who asked"):
        authority_actions.withdraw_request(by=elsewhere(), view=view, request_id=request.id)
    with pytest.raises(OutOfSight):
        authority_actions.withdraw_request(by=officer, view=view, request_id=request.id + 1)
    for _ in range(2):
        authority_actions.withdraw_request(by=officer, view=view, request_id=request.id)
    assert (request.ended_as, waiting(elsewhere())) == (RequestEnd.WITHDRAWN, [])
    second = authority_actions.ask_for_authority(by=officer, view=view, offence_id=request.offence_id, grounds=WHY)
    given(elsewhere(), view, second)
    with pytest.raises(Refused, match="ended already: authorised"):
        authority_actions.withdraw_request(by=officer, view=view, request_id=second.id)


@pytest.mark.parametrize("code", [None, "TA68-1"])
def test_a_request_is_overtaken_when_the_offence_goes_or_becomes_a_trigger(officer, asked, code):
    view, request = asked
    at = view.detention.arrested_at
    offences = [offences_rules.EnteredOffence(number=1, code=code, arrested_at=at)] if code else []
    other = offences_rules.EnteredOffence(code="OAPA61-47", arrested_at=at)
    offences_actions.record_offences(by=officer, view=view, offences=[*offences, other], reason="It was another")
    assert (request.ended_as, waiting(elsewhere())) == (RequestEnd.OVERTAKEN, [])


@pytest.mark.database
def test_a_corrected_time_of_arrest_leaves_the_request_waiting_and_its_answer_ends_it(officer, asked):
    view, request = asked
    moved = view.detention.arrested_at + timedelta(minutes=1)
    entry = offences_rules.EnteredOffence(number=1, code="TA78-3", arrested_at=moved)
    (offence,) = offences_actions.record_offences(by=officer, view=view, offences=[entry], reason="A slip")
    assert waiting(elsewhere()) == [request.id]
    refused(elsewhere(), view, request, offence_id=offence.id)
    assert request.ended_as is RequestEnd.REFUSED


def test_nobody_waits_for_an_answer_who_left(officer, asked):
    view, request = asked
    how = ReleaseType.NO_FURTHER_ACTION
    left = no_time(officer, view.episode)
    people.release(by=officer, episode=view.episode, released_at=clock.now(), release_type=how, not_done=left)
    assert waiting(elsewhere()) == []
    with pytest.raises(Refused, match="The person has left"):
        authority_actions.ask_for_authority(
            by=officer, view=again(officer, view), offence_id=request.offence_id, grounds=WHY
        )


@pytest.mark.database
def test_an_oral_authority_waits_on_the_list_of_whoever_gave_it_until_it_is_confirmed(officer, asked, client_of):
    view, request = asked
    someone = county.user(Role.DM, rank=Rank.INSPECTOR, at=county.suite("Grantham"))
    inspector = county.viewer_of(someone)
    row = given(officer, view, request, mode=AuthorityMode.ORAL, given_by_id=inspector.user_id)
    assert authority_queries.authorities_to_confirm(officer) == ()
    (oral,) = authority_queries.authorities_to_confirm(inspector)
    assert oral.confirm_by == row.given_at + timedelta(hours=2)
    page = client_of(someone, Role.DM).get("/disposals/waiting").text
    for words in ("confirm it in writing", GROUNDS, oral.custody_record_no, officer.name, "as soon as practicable"):
        assert words in page
    by_when = client_of(someone, Role.DM).get(f"/episodes/{view.episode.id}/authority").text
    assert "confirm them in writing" in by_when
    authority_actions.confirm_authority(by=inspector, view=view, authority_id=row.id)
    assert authority_queries.authorities_to_confirm(inspector) == ()


@pytest.mark.parametrize(
    ("ended", "broken"),
    [
        ({"ended_at": "now"}, "ended_with_how"),
        ({"ended_at": "now", "ended_as": RequestEnd.GIVEN}, "ended_with_who"),
        ({"grounds": ""}, "asked_with_why"),
        ({"ended_at": "now", "ended_as": RequestEnd.WITHDRAWN, "ended_by_id": "other"}, "withdrawn_by_its_asker"),
    ],
)
def test_a_request_ends_with_who_and_how(officer, asked, ended, broken):
    _, request = asked
    other = {"now": clock.now(), "other": elsewhere().user_id}
    values = {name: other.get(value, value) if isinstance(value, str) else value for name, value in ended.items()}
    with pytest.raises(IntegrityError, match=broken), db.session.begin_nested():
        db.session.execute(db.update(AuthorityRequest).where(AuthorityRequest.id == request.id).values(**values))
