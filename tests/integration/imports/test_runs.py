"""What was imported is listed, and one import is taken back by two people at their desks; the worker does it."""

import json

import pytest
from sqlalchemy import func, select

from pathways.audit import verify
from pathways.audit.models import AuditEvent
from pathways.auth.models import RoleHeld
from pathways.auth.roles import Role
from pathways.cli import worker
from pathways.imports.actions import importing, undoing
from pathways.imports.models import ImportedRecord, ImportRun, PersonSetAside
from pathways.imports.queries import importers, runs
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.deciding import RunState, run_state
from pathways.people.identity import actions as identity
from pathways.people.models.identity import Person, PersonDetails
from pathways.store.base import db
from tests import county
from tests.imported import imported
from tests.pages import faulty, hidden_values
from tests.together import at_once, both_look_first

LIST = "/imports"
OTHERS = ({"surname": "Stow", "given_names": "Lee"}, {"surname": "Holtby", "given_names": "Kelly"})
WHY = {"reason": "The file was of another county"}


@pytest.fixture
def users(app):
    return county.user(Role.CO), county.user(Role.DM)


@pytest.fixture
def desks(client_of, users):
    officer, sergeant = users
    return client_of(officer, Role.CO), client_of(sergeant, Role.DM)


@pytest.fixture
def run(users):
    """Three of a file: two were added, and one may be somebody who is known."""
    by = county.viewer_of(users[0])
    county.person(by=by)
    return imported(by, *OTHERS, {})


def address(run) -> str:
    return f"{LIST}/{run.id}"


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def taken_back() -> None:
    """What the worker does, round by round, until nothing of it is left."""
    while runs.next_to_take_back():
        db.session.rollback()
        worker.take_imports_back("")


def test_each_import_is_listed_with_what_became_of_its_rows_and_how_many_wait(desks, run, users):
    officer, sergeant = desks
    assert f'href="{LIST}"' in sergeant.get("/people/search").text
    assert f'href="{LIST}"' in officer.get("/imports/waiting").text
    row = officer.get(LIST).text
    row = row[row.index('scope="row"') :]
    for words in (
        f"Import {run.id}: people",
        "ARC team",
        f"by {users[0].name}",
        ">2<",
        ">1<br>",
        "1 waits",
        "Finished",
    ):
        assert words in row, words
    page = sergeant.get(address(run)).text
    assert "1, of whom 1 waits" in page
    assert "/imports/waiting" in officer.get(address(run)).text
    assert "/imports/waiting" not in page, "a deciding officer adds nobody"


def test_of_an_import_that_was_left_it_is_said_where_and_nobody_may_take_it_back(desks, users):
    by = county.viewer_of(users[0])
    left = importing.begin(by=by, kind=Kind.PEOPLE, source_name="ARC team", file_name="a.csv", digest="0" * 64)
    importing.take(by=by, run=left, entries=[], position=1500)
    officer, _ = desks
    page = officer.get(address(left)).text
    assert "Left at row 1,500" in page
    assert "take-back" not in page
    assert "Not finished" in officer.get(LIST).text
    assert "is not finished" in officer.post(f"{address(left)}/take-back", WHY).text


def test_an_import_of_another_force_is_not_there(desks, client_of, run):
    other = county.force("Another force")
    stranger = client_of(county.user(of=other, at=county.suite("Elsewhere", of=other)), Role.CO)
    assert "Nothing was imported yet" in stranger.get(LIST).text
    for path in (address(run), f"{address(run)}/take-back"):
        assert stranger.ask("GET", path).data == stranger.ask("GET", path.replace(str(run.id), "987654")).data


@pytest.mark.database
def test_two_people_take_an_import_back_and_the_worker_says_what_stays(desks, run, users):
    officer, sergeant = desks
    kelly = db.session.scalar(select(PersonDetails.person_id).where(PersonDetails.given_names == "Kelly"))
    person = db.session.get_one(Person, kelly)
    identity.add_alias(by=county.viewer_of(users[0]), person=person, surname="Tasker", given_names=None)
    asked = officer.post(f"{address(run)}/take-back", WHY)
    assert "Asked, in your name" in officer.get(asked.location).text
    page = sergeant.get(address(run)).text
    assert f"{users[0].name} asked" in page
    assert WHY["reason"] in page
    assert count(PersonDetails) == 3
    confirmed = sergeant.post(address(run), {"answer": "confirm"})
    page = sergeant.get(confirmed.location).text
    assert "Confirmed, in your name" in page
    assert "2 records of it are still there" in page
    assert "Being taken back" in officer.get(LIST).text
    taken_back()
    page = officer.get(address(run)).text
    assert "but for 1 record" in page
    assert "Row 3, key A2" in page
    assert "Taken back" in officer.get(LIST).text
    assert [count(each) for each in (PersonDetails, ImportedRecord, PersonSetAside)] == [2, 1, 0]
    last = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "import.undone")).one()
    assert (last.actor_id, json.loads(last.payload)) == (users[1].id, {"run": run.id})
    assert list(verify.verify()) == []


def test_nobody_confirms_what_they_asked_and_what_was_turned_down_stays(desks, run):
    officer, sergeant = desks
    officer.post(f"{address(run)}/take-back", WHY)
    page = officer.get(address(run)).text
    assert "Somebody else has to confirm it" in page
    assert 'name="answer"' not in page
    officer.post(address(run), {"answer": "confirm"})
    assert runs.next_to_take_back() is None
    assert (
        "Turned down, in your name" in sergeant.get(sergeant.post(address(run), {"answer": "turn_down"}).location).text
    )
    assert count(PersonDetails) == 3
    assert "Ask that it is taken back" in officer.get(address(run)).text


def test_a_reason_and_an_answer_are_asked_for_and_the_same_form_twice_asks_once(desks, run):
    officer, sergeant = desks
    asking = f"{address(run)}/take-back"
    for reason in ("no", "x" * 401):
        assert faulty(officer.post(asking, {"reason": reason}).text) == ["reason"], reason
    sent = hidden_values(officer.get(asking).text, asking) | WHY
    assert [officer.send(asking, sent).location for _ in range(2)] == [f"{address(run)}?done=asked"] * 2
    assert "proposed already" in officer.post(asking, WHY).text
    for answer in ({}, {"answer": "perhaps"}):
        assert faulty(sergeant.post(address(run), answer).text) == ["answer"], answer
    assert sergeant.ask("POST", "/imports/987654", data={"answer": "confirm"}).status_code == 404


def test_whoever_answers_second_reads_what_was_decided(desks, client_of, run):
    officer, sergeant = desks
    officer.post(f"{address(run)}/take-back", WHY)
    late_one = client_of(county.user(Role.DM), Role.DM)
    late = hidden_values(late_one.get(address(run)).text, address(run)) | {"answer": "turn_down"}
    sergeant.post(address(run), {"answer": "confirm"})
    page = late_one.send(address(run), late).text
    assert "decided this already" in page
    assert "Confirmed by" in page
    assert 'name="answer"' not in page


def test_a_command_and_the_worker_at_one_moment_take_each_record_back_once(app, run, users, monkeypatch):
    first, second = (county.viewer_of(each) for each in users)
    undoing.decide_undoing(by=second, proposal=undoing.propose_undoing(by=first, run=run, **WHY), confirms=True)
    monkeypatch.setattr(undoing, "AT_ONCE", 1)
    both_look_first(monkeypatch, undoing, "is_taken_back")
    number = run.id

    def take_back():
        before = undoing.LAST
        while before := undoing.take_back_next(by=second, run=db.session.get_one(ImportRun, number), before=before):
            db.session.commit()

    assert at_once(app, take_back, take_back) == ["", ""]
    events = select(AuditEvent.action).where(AuditEvent.action.in_(("person.taken_back", "import.undone")))
    assert sorted(db.session.scalars(events)) == ["import.undone", "person.taken_back", "person.taken_back"]
    assert count(ImportedRecord) == 0


def test_the_worker_goes_on_where_it_was_and_asks_not_again_about_what_stays(run, users, monkeypatch):
    first, second = (county.viewer_of(each) for each in users)
    for person_id in db.session.scalars(select(ImportedRecord.person_id)).all():
        person = db.session.get_one(Person, person_id)
        identity.add_alias(by=first, person=person, surname="Tasker", given_names=None)
    undoing.decide_undoing(by=second, proposal=undoing.propose_undoing(by=first, run=run, **WHY), confirms=True)
    db.session.commit()
    monkeypatch.setattr(undoing, "AT_ONCE", 1)
    monkeypatch.setattr(worker, "SECONDS_OF_TAKING_BACK", 0)
    take_back, looked_before = undoing.take_back_some, []

    def watched(**facts):
        looked_before.append(facts["before"])
        return take_back(**facts)

    monkeypatch.setattr(undoing, "take_back_some", watched)
    taken_back()
    assert looked_before == sorted(looked_before, reverse=True)
    assert len(set(looked_before)) == 3, "both that stay, and that nothing is left"
    assert worker._taken_back_to == {}


def test_it_is_taken_back_in_the_name_of_whoever_confirmed_also_when_their_account_has_ended(run, users):
    first, second = (county.viewer_of(each) for each in users)
    proposal = undoing.propose_undoing(by=first, run=run, **WHY)
    with pytest.raises(LookupError):
        importers.decider_of(proposal)
    undoing.decide_undoing(by=second, proposal=proposal, confirms=True)
    assert importers.decider_of(proposal).role is Role.DM
    users[1].disabled_at, users[1].disabled_reason = proposal.decided_at, "Left the force"
    held = db.session.scalars(select(RoleHeld).where(RoleHeld.user_id == users[1].id)).one()
    held.removed_at, held.removed_by_id = proposal.decided_at, users[0].id
    db.session.commit()
    assert importers.decider_of(proposal).role is Role.DM
    taken_back()
    last = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "import.undone")).one()
    assert last.actor_id == users[1].id


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, RunState.NOT_FINISHED),
        ({"ended_at": True}, RunState.FINISHED),
        ({"ended_at": True, "is_asked": True}, RunState.ASKED),
        ({"ended_at": True, "is_confirmed": True}, RunState.BEING_TAKEN_BACK),
        ({"ended_at": True, "is_confirmed": True, "undone_at": True}, RunState.TAKEN_BACK),
    ],
)
def test_how_far_an_import_has_come(facts, state):
    assert (
        run_state(**{"ended_at": None, "undone_at": None, "is_asked": False, "is_confirmed": False, **facts}) is state
    )
