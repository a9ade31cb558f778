"""An import that was a mistake is taken back by two people; what was worked on since stays, and the log keeps both."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from pathways.audit import record as audit
from pathways.audit import verify
from pathways.audit.models import AuditEvent
from pathways.auth import passwords
from pathways.auth.roles import Role
from pathways.imports.actions import undoing
from pathways.imports.models import ImportedRecord, ImportRun, PersonSetAside
from pathways.imports.queries import importers
from pathways.people.identity.actions import add_alias
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person, PersonDetails, SearchKey
from pathways.people.search.queries import search
from pathways.people.search.rules import PersonAsked
from tests import county
from tests.integration.imports.conftest import PASSWORD, WHY

PEOPLE = (
    "person_key,surname,given_names,date_of_birth,age_evidence,sex\n"
    "A1,Rawcliffe,Dean,1991-06-09,police_record,male\nA2,Holtby,Kelly,1988-02-01,police_record,female\n"
    "A3,Rawclif,Dean,1991-06-09,police_record,male\n"
)
DETENTION = (
    "detention_key,person_key,custody_record_no,suite,presence,arrested_at,arrived_at,released_at,release_type\n"
    "D1,A1,LN/4471/19,Lincoln,arrested,2019-07-02 21:40,2019-07-02 22:15,2019-07-03 09:05,on_bail\n"
)


def count(db, table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def imports(db) -> list[int]:
    return list(db.session.scalars(select(ImportRun.id).order_by(ImportRun.id)))


@pytest.mark.database
def test_what_nobody_worked_on_goes_with_its_keys_and_the_log_keeps_that_it_came_and_went(
    bring_in, run, undo, db, sergeant
):
    bring_in("people", PEOPLE)
    result = undo(imports(db)[0])
    assert "is taken back." in result.output, result.output
    assert [count(db, each) for each in (PersonDetails, SearchKey, ImportedRecord, PersonSetAside)] == [0] * 4
    numbers = set(db.session.scalars(select(Person.id)))
    by_person = select(AuditEvent.action, AuditEvent.event_class).where(AuditEvent.subject_type == "person")
    events = [tuple(row) for row in db.session.execute(by_person.order_by(AuditEvent.chain_id, AuditEvent.position))]
    assert events == [("person.created", "COL"), ("person.taken_back", "ERA")] * 2
    assert list(verify.verify()) == []
    asked = PersonAsked(surname="Rawcliffe", date_of_birth=date(1991, 6, 9))
    assert search(importers.importer(sergeant), asked).hits == ()
    assert "2 records imported." in bring_in("people").output
    assert not numbers & set(db.session.scalars(select(PersonDetails.person_id))), "nobody has the log of another"
    assert "taken back 25 November 2026" in run("list", "--by", sergeant).output


@pytest.mark.database
def test_detentions_go_first_and_a_person_with_one_stays_until_then(bring_in, undo, db):
    bring_in("people", PEOPLE)
    bring_in("detentions", DETENTION)
    of_people, of_detentions = imports(db)
    result = undo(of_people)
    assert "row 2, A1: stays, because something was recorded since." in result.output
    assert "is taken back, but for 1 record." in result.output
    assert (count(db, PersonDetails), count(db, ImportedRecord), count(db, PersonSetAside)) == (1, 2, 0)
    assert "is taken back." in undo(of_detentions).output
    assert (count(db, Episode), count(db, Detention), count(db, PersonDetails)) == (0, 0, 1)
    assert list(verify.verify()) == []


def test_somebody_of_whom_more_is_known_since_stays_with_their_key(bring_in, undo, db, sergeant):
    bring_in("people", PEOPLE)
    kelly = db.session.scalar(select(PersonDetails.person_id).where(PersonDetails.given_names == "Kelly"))
    by = importers.importer(sergeant)
    add_alias(by=by, person=db.session.get_one(Person, kelly), surname="Stow", given_names=None)
    assert "row 3, A2: stays" in undo(imports(db)[0]).output
    assert [row.source_key for row in db.session.scalars(select(ImportedRecord))] == ["A2"]
    assert "1 row imported before, and the same." in bring_in("people").output


def test_somebody_of_whom_the_log_alone_knows_more_stays(bring_in, undo, db, sergeant):
    bring_in("people", PEOPLE)
    kelly = db.session.scalar(select(PersonDetails.person_id).where(PersonDetails.given_names == "Kelly"))
    by = importers.importer(sergeant)
    audit.look(by, kelly, "person.viewed", ("person", kelly))
    dean = db.session.scalar(select(PersonDetails.person_id).where(PersonDetails.given_names == "Dean"))
    audit.in_confidence(by, dean, "note.recorded", ("person", dean))
    result = undo(imports(db)[0])
    assert "row 2, A1: stays" in result.output
    assert "A2" not in result.output, "a look is no work on somebody"


def test_a_detention_that_was_worked_on_since_stays(bring_in, undo, db, sergeant):
    bring_in("people", PEOPLE)
    bring_in("detentions", DETENTION)
    detention = db.session.scalars(select(Detention)).one()
    detention.superseded_at, detention.correction_reason = detention.recorded_at, "Wrong cell"
    db.session.flush()
    assert "row 2, D1: stays" in undo(imports(db)[1]).output
    assert count(db, Episode) == 1


def test_nobody_takes_back_what_they_proposed_and_each_signs_with_their_password(bring_in, run, two, db):
    bring_in("people", PEOPLE)
    (number,) = imports(db)
    asks = ("undo", number, "--by", two[0], "--why", WHY)
    assert "not the password" in run(*asks, "--password", "another one, not right").output
    assert run("confirm-undo", number, "--by", two[1], "--password", PASSWORD).exit_code == 1, "nobody asked yet"
    assert run(*asks, "--password", PASSWORD).exit_code == 0
    assert "proposed already" in run(*asks, "--password", PASSWORD).output
    own = run("confirm-undo", number, "--by", two[0], "--password", PASSWORD)
    assert own.exit_code == 1
    assert count(db, PersonDetails) == 2
    assert "not the password" in run("confirm-undo", number, "--by", two[1], "--password", "wrong").output
    turned_down = run("confirm-undo", number, "--by", two[1], "--turn-down", "--password", PASSWORD)
    assert "stays as it is" in turned_down.output
    assert run("confirm-undo", number, "--by", two[1], "--password", PASSWORD).exit_code == 1, "it was decided"
    assert count(db, PersonDetails) == 2


def test_an_import_is_taken_back_once_when_it_has_ended_and_with_a_reason(bring_in, run, two, undo, db):
    bring_in("people", PEOPLE)
    (number,) = imports(db)
    short = run("undo", number, "--by", two[0], "--why", "no", "--password", PASSWORD)
    assert "Say why" in short.output
    undo(number)
    again = run("undo", number, "--by", two[0], "--why", WHY, "--password", PASSWORD)
    assert "taken back already" in again.output
    db.session.get_one(ImportRun, number).undone_at = None
    db.session.get_one(ImportRun, number).undone_by_id = None
    db.session.get_one(ImportRun, number).ended_at = None
    assert "is not finished" in run("undo", number, "--by", two[0], "--why", WHY, "--password", PASSWORD).output


def test_stopped_in_the_middle_the_same_command_goes_on(bring_in, run, two, undo, db, monkeypatch):
    bring_in("people", PEOPLE.replace("A3,Rawclif,Dean", "A3,Stow,Lee"))
    (number,) = imports(db)
    monkeypatch.setattr(undoing, "AT_ONCE", 1)
    take_back, calls = undoing.take_back_some, []

    def killed(**facts):
        calls.append(facts)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return take_back(**facts)

    monkeypatch.setattr(undoing, "take_back_some", killed)
    assert undo(number).exit_code == 1
    assert count(db, PersonDetails) == 2
    again = run("confirm-undo", number, "--by", two[1], "--password", PASSWORD)
    assert "is taken back." in again.output
    assert count(db, PersonDetails) == 0
    last = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "import.undone")).one()
    assert json.loads(last.payload) == {"run": number}


def test_another_force_does_not_know_of_the_import(bring_in, run, two, db):
    bring_in("people", PEOPLE)
    other = county.force("Another force")
    stranger = county.user(of=other, at=county.suite("Elsewhere", of=other))
    stranger.password_hash = passwords.hash_of(PASSWORD)
    words = ("--by", stranger.sign_in_name, "--password", PASSWORD)
    assert "There is no import" in run("undo", imports(db)[0], "--why", WHY, *words).output
    assert "Nobody asked" in run("confirm-undo", imports(db)[0], *words).output


def test_whoever_was_taken_back_answers_like_nobody(bring_in, run, undo, client_of, db, sergeant):
    bring_in("people", PEOPLE)
    (number, *_) = db.session.scalars(select(Person.id).order_by(Person.id))
    client = client_of(importers.user_named(sergeant), Role.CO)
    assert client.ask("GET", f"/people/{number}").status_code == 200
    undo(imports(db)[0])
    assert client.ask("GET", f"/people/{number}").status_code == 404
    assert client.ask("GET", f"/people/{number}").status_code == client.ask("GET", "/people/9999").status_code
    bring_in("people", PEOPLE)
    aside = db.session.scalars(select(PersonSetAside)).one()
    assert run("decide", aside.id, "--by", sergeant, "--same", number).exit_code == 1
