"""The desk for who was set aside: beside each person they may be, three answers, once, and nobody who is shut to one."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from pathways.audit import verify
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.drafts.models import Draft
from pathways.imports.actions import importing, undoing
from pathways.imports.models import ImportedRecord, ImportRun, PersonSetAside
from pathways.imports.queries import people_set_aside
from pathways.imports.rules.deciding import WhoItIs
from pathways.people.identity import actions as identity
from pathways.people.models.identity import PersonDetails
from pathways.refusals import OutOfSight
from pathways.store.base import db
from tests import county, restricted
from tests.imported import imported, set_aside
from tests.merged import merged
from tests.pages import faulty, hidden_values
from tests.together import at_once, both_look_first

LIST = "/imports/waiting"
TWIN, ANOTHER, WITH_PNC = {"surname": "Rawclif"}, {"date_of_birth": date(1991, 9, 6)}, {"pnc_id": "09/184473K"}


@pytest.fixture
def user(app):
    return county.user(Role.CO)


@pytest.fixture
def by(user):
    return county.viewer_of(user)


@pytest.fixture
def dean(by):
    return county.person(by=by, pnc_id="09/184473K")


@pytest.fixture
def waits(by, dean):
    """Two of a file who may be Dean, as they were set aside."""
    return set_aside(imported(by, TWIN, ANOTHER))


@pytest.fixture
def desk(client_of, user):
    return client_of(user, Role.CO)


def address(aside) -> str:
    return f"{LIST}/{aside.id}"


def same_as(person) -> dict[str, str]:
    return {"answer": f"same-{person.id}"}


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(PersonDetails))


def events(action) -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def test_who_waits_is_listed_with_whom_they_may_be_and_found_from_the_desk(desk, waits, dean):
    assert f'href="{LIST}"' in desk.get("/people/search").text
    page = desk.get(LIST).text
    for words in ("Dean Rawclif<", "Born 6 September 1991", "Dean Rawcliffe", "ARC team, A1", "2 of import"):
        assert words in page, words
    (look,) = events("import.waiting.read")
    assert json.loads(look.payload) == {"shown": [dean.id], "waiting": [each.id for each in waits]}


def test_the_page_says_in_words_what_agrees_and_what_does_not_and_what_follows_from_each_answer(desk, by, dean):
    identity.add_alias(by=by, person=dean, surname="Stow", given_names=None)
    county.episode(dean, by=by)
    (aside,) = set_aside(imported(by, TWIN | {"pnc_id": "11/73920A"}))
    page = desk.get(address(aside)).text
    for words in (
        "Decide later, and go on",
        "Who is Dean Rawclif?",
        "Very close",
        "Surname sounds alike",
        "Also known as Stow",
        "1 episode",
    ):
        assert words in page, words
    assert [page.count(f">{word}<") for word in ("The same", "Nearly the same", "Differs")] == [3, 1, 1]
    assert page.count("govuk-radios__hint") == 3
    assert f'href="/people/{dean.id}"' in page
    (look,) = events("import.waiting.viewed")
    assert json.loads(look.payload) == {"shown": [dean.id], "waiting": aside.id}


def test_keys_of_other_systems_stand_with_the_person_and_those_of_another_force_do_not(desk, by, dean):
    other = county.force("Another force")
    stranger = county.viewer_of(county.user(of=other, at=county.suite("Elsewhere", of=other)))
    for each in (by, stranger):
        county.episode(dean, by=each)
    (theirs,) = set_aside(imported(stranger, TWIN, first=700))
    importing.decide(by=stranger, aside=theirs, who=WhoItIs.SAME, same_as=dean.id)
    first, second = set_aside(imported(by, TWIN, WITH_PNC))
    importing.decide(by=by, aside=first, who=WhoItIs.SAME, same_as=dean.id)
    page = desk.get(address(second)).text
    assert "Keys of other systems: ARC team: A1" in page
    assert "A700" not in page


@pytest.mark.parametrize(
    ("who", "added", "event"),
    [
        ("same", 0, "person.matched"),
        pytest.param("another", 1, "person.created", marks=pytest.mark.database),
        ("left_out", 0, "import.left_out"),
    ],
)
def test_an_answer_is_recorded_once_in_ones_name_and_leads_to_the_next(desk, waits, dean, user, who, added, event):
    first, second = waits
    before, answer = people(), same_as(dean) if who == "same" else {"answer": who}
    sent = hidden_values(desk.get(address(first)).text, address(first)) | answer
    led_to = [desk.send(address(first), sent).location for _ in range(2)]
    assert led_to == [f"{address(second)}?done={who}"] * 2, "the same form twice does nothing twice"
    aside = db.session.get_one(PersonSetAside, first.id)
    assert (aside.who, aside.decided_by_id, aside.row_facts) == (WhoItIs(who), user.id, None)
    assert people() == before + added
    assert [each.actor_id for each in events(event)] == [user.id]
    keys = db.session.scalars(select(ImportedRecord.source_key)).all()
    assert keys == ([] if who == "left_out" else ["A1"])
    assert "Decided, in your name" in desk.get(led_to[0]).text
    assert list(verify.verify()) == []


def test_after_the_last_one_nobody_waits(desk, waits, dean):
    for each in waits:
        led_to = desk.post(address(each), same_as(dean)).location
    assert led_to == f"{LIST}?done=same"
    page = desk.get(led_to).text
    assert "Decided, in your name" in page
    assert "Nobody is waiting" in page


def test_whoever_leaves_one_for_later_goes_on_with_the_next_and_comes_round_again(by, waits):
    last = set_aside(imported(by, {"surname": "Rawcliff"}, first=30))
    first, second, third = (each.id for each in (*waits, *last))
    assert [people_set_aside.next_waiting(by, each) for each in (first, second, third)] == [second, third, first]


def test_no_answer_and_an_answer_that_is_not_on_the_page_are_refused_in_words(desk, waits, by):
    (first, _), stranger = waits, county.person("Stow", "Lee", by=by)
    for answer in ({}, same_as(stranger), {"answer": "same-x"}, {"answer": "\0"}):
        page = desk.post(address(first), answer)
        assert (page.status_code, faulty(page.text)) == (200, ["answer"]), answer
    assert db.session.get_one(PersonSetAside, first.id).decided_at is None


def test_whoever_decides_second_is_told_who_was_first_and_what_they_decided(desk, client_of, waits, dean):
    first, second = waits
    colleague = county.user(Role.CO)
    late = hidden_values(desk.get(address(first)).text, address(first)) | same_as(dean)
    desk.ask("POST", address(first), data=late, headers={"X-Draft-Only": "yes"})
    assert client_of(colleague, Role.CO).post(address(first), {"answer": "another"}).status_code == 302
    before = people()
    page = desk.send(address(first), late)
    assert f"{colleague.name} has decided this already: another person" in page.text
    assert f"{colleague.name} decided this today" in page.text
    assert 'name="answer"' not in page.text
    assert address(second) in page.text
    assert (people(), db.session.scalar(select(func.count()).select_from(Draft))) == (before, 0)
    assert "Somebody who was set aside" in desk.get(address(first)).text


def test_of_two_who_decide_at_one_moment_one_does_and_the_other_is_told(app, by, waits, dean, monkeypatch):
    both_look_first(monkeypatch, importing, "person_meant")
    number, other, person_id = waits[0].id, county.viewer_of(county.user(Role.CO)), dean.id

    def decide(whose):
        aside = db.session.get_one(PersonSetAside, number)
        importing.decide(by=whose, aside=aside, who=WhoItIs.SAME, same_as=person_id)

    done, told = at_once(app, lambda: decide(by), lambda: decide(other))
    assert (done, "has decided this already" in told) == ("", True)
    assert len(events("person.matched")) == 1


def test_whoever_may_be_somebody_whose_record_is_shut_waits_for_those_to_whom_it_is_open(
    client_of, desk, by, waits, dean
):
    beside, allowed = county.person("Rawclif", by=by), county.user(Role.CO)
    (both,) = set_aside(imported(by, {"surname": "Rawcliff"}, first=30))
    assert {each["person"] for each in both.may_be} == {dean.id, beside.id}
    restricted.shut_to_all_but([dean], allowed)
    db.session.commit()
    page = desk.get(LIST).text
    assert "Nobody is waiting" in page
    for each in (*waits, both):
        assert desk.ask("GET", address(each)).data == desk.ask("GET", f"{LIST}/987654").data
        assert desk.ask("POST", address(each), data={"answer": "another"}).status_code == 404
    assert db.session.get_one(PersonSetAside, both.id).decided_at is None
    friend = client_of(allowed, Role.CO)
    assert friend.get(LIST).text.count('scope="row"') == 3
    assert friend.get(address(both)).status_code == 200


@pytest.mark.database
def test_a_shut_record_hides_a_line_and_none_beside_it(desk, by, waits):
    someone = county.person("Holtby", "Kelly", by=by)
    imported(by, {"surname": "Holtbi", "given_names": "Kelly"}, first=30)
    restricted.shut_to_all_but([someone])
    page = desk.get(LIST).text
    assert page.count('scope="row"') == 2
    assert "Holtb" not in page


def test_another_force_sees_none_of_it_and_who_does_not_add_people_is_told_so(client_of, waits):
    other = county.force("Another force")
    stranger = client_of(county.user(of=other, at=county.suite("Elsewhere", of=other)), Role.CO)
    assert "Nobody is waiting" in stranger.get(LIST).text
    assert stranger.ask("GET", address(waits[0])).status_code == 404
    sergeant, worker = (client_of(county.user(role), role) for role in (Role.DM, Role.TW))
    assert [client.ask("GET", LIST).status_code for client in (sergeant, worker)] == [403, 403]
    assert worker.ask("GET", address(waits[0])).status_code == 404
    assert LIST not in sergeant.get("/people/search").text


def test_whom_a_file_brought_without_a_visit_stays_to_be_compared_until_it_is_decided(desk, by, the_clock):
    one, other = imported(by, {}), imported(by, TWIN, first=30)
    (aside,) = set_aside(other)
    (dean,) = db.session.scalars(select(ImportedRecord.person_id).where(ImportedRecord.run_id == one.id))
    the_clock.advance(timedelta(days=40))
    assert "Dean Rawcliffe, born 9 June 1991" in desk.get(address(aside)).text
    assert desk.post(address(aside), {"answer": f"same-{dean}"}).status_code == 302


def test_a_person_who_was_merged_or_corrected_since_is_shown_as_they_are_now(desk, by, waits, dean):
    stays = county.person("Holtby", "Kelly", by=by)
    for each in (dean, stays):
        county.episode(each, by=by)
    merged(by, county.officer(), stays, dean)
    page = desk.get(address(waits[0])).text
    assert f'value="same-{stays.id}"' in page
    assert "no longer alike" in page or "Very close" in page
    assert desk.post(address(waits[0]), same_as(stays)).status_code == 302
    assert db.session.get_one(PersonSetAside, waits[0].id).person_id == stays.id


def test_whoever_was_added_since_is_offered_too_also_of_the_same_file(desk, waits, dean):
    first, second = waits
    desk.post(address(first), {"answer": "another"})
    added = db.session.get_one(PersonSetAside, first.id).person_id
    page = desk.get(address(second)).text
    assert [f'value="same-{each}"' in page for each in (dean.id, added)] == [True, True]
    assert desk.post(address(second), {"answer": f"same-{added}"}).status_code == 302
    keys = select(ImportedRecord.source_key).where(ImportedRecord.person_id == added)
    assert db.session.scalars(keys.order_by(ImportedRecord.id)).all() == ["A1", "A2"]


def test_nobody_of_an_import_that_two_people_take_back_is_decided_any_more(desk, by, waits, dean):
    numbers = [each.id for each in waits]
    run = db.session.get_one(ImportRun, waits[0].run_id)
    proposal = undoing.propose_undoing(by=by, run=run, reason="The file was of another county")
    undoing.decide_undoing(by=county.viewer_of(county.user(Role.DM)), proposal=proposal, confirms=True)
    page = desk.post(address(waits[0]), same_as(dean)).text
    assert "taken back" in page
    assert 'name="answer"' not in page
    undoing.end_undoing(by=by, run=run)
    assert desk.ask("GET", f"{LIST}/{numbers[0]}").status_code == 404
    with pytest.raises(OutOfSight):
        people_set_aside.lock_to_decide(PersonSetAside(id=numbers[1]))


def test_of_whom_nothing_is_known_any_more_is_offered_to_nobody(desk, by):
    one, other = imported(by, {}), imported(by, TWIN, first=30)
    (aside,) = set_aside(other)
    (dean,) = db.session.scalars(select(ImportedRecord.person_id).where(ImportedRecord.run_id == one.id))
    proposal = undoing.propose_undoing(by=by, run=one, reason="The file was of another county")
    undoing.decide_undoing(by=county.viewer_of(county.user(Role.DM)), proposal=proposal, confirms=True)
    undoing.take_back_some(by=by, run=one, before=2**31 - 1)
    undoing.end_undoing(by=by, run=one)
    assert "Nobody who is known any more" in desk.get(LIST).text
    page = desk.get(address(aside)).text
    assert f"same-{dean}" not in page
    assert faulty(desk.post(address(aside), {"answer": f"same-{dean}"}).text) == ["answer"]
    assert desk.post(address(aside), {"answer": "another"}).status_code == 302
