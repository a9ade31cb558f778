"""People of before are added once, whatever happens meanwhile; who may be known already waits for a person to decide."""

import json
from datetime import date
from random import Random

import pytest
from sqlalchemy import func, select, text, update

from pathways.audit import verify
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.imports.actions import importing
from pathways.imports.models import ImportedRecord, ImportRun, PersonSetAside
from pathways.imports.queries import checking, importers, people_set_aside, runs
from pathways.imports.rules.columns import Kind
from pathways.outbox.models import Message
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.search.queries import search
from pathways.people.search.rules import PersonAsked
from pathways.refusals import Refused, Stale
from tests import county
from tests.planted import planted
from tests.rounds import rounds

HEAD = "person_key,surname,given_names,date_of_birth,age_evidence,sex,ethnicity,pnc_id\n"
DEAN = "A1,Rawcliffe,Dean,1991-06-09,police_record,male,W1,09/184473K\n"
KELLY = "A2,Holtby,Kelly,1988-02-01,They said so,F,,\n"
ANIL = "A3,Nuñez,Anil,3 May 1979,documented,male,A1,\n"


def people(db) -> list[tuple]:
    columns = (PersonDetails.surname, PersonDetails.given_names, PersonDetails.date_of_birth, PersonDetails.pnc_id)
    keyed = select(ImportedRecord.source_key, *columns).join(
        PersonDetails, PersonDetails.person_id == ImportedRecord.person_id
    )
    return [tuple(row) for row in db.session.execute(keyed.order_by(ImportedRecord.source_key))]


def counts(db) -> list[tuple]:
    columns = [getattr(ImportRun, name) for name in importing.COUNTS]
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(ImportRun.id))]


def count(db, table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_each_person_is_added_with_their_event_and_found_by_a_search_of_the_force(bring_in, db, sergeant):
    result = bring_in("people", HEAD + DEAN + KELLY + ANIL)
    assert result.exit_code == 0, result.output
    assert "3 records imported." in result.output
    assert people(db)[0] == ("A1", "Rawcliffe", "Dean", date(1991, 6, 9), "09/184473K")
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "person.created")).all()
    (imported,) = db.session.scalars(select(ImportRun))
    assert [json.loads(each.payload) for each in events] == [{"imported": imported.id, "why": None}] * 3
    assert list(verify.verify()) == []
    asked = PersonAsked(surname="Rawclif", given_names="Dean", date_of_birth=date(1991, 6, 9))
    assert len(search(importers.importer(sergeant), asked).hits) == 1
    assert count(db, Message) == 0


def test_the_same_file_twice_changes_nothing_and_a_changed_row_is_told_and_left(bring_in, db):
    bring_in("people", HEAD + DEAN + KELLY)
    before, events = people(db), count(db, AuditEvent)
    again = bring_in(
        "people", HEAD.replace(",", ";") + (KELLY + DEAN).replace(",", ";").replace("1991-06-09", "9/6/1991")
    )
    assert "2 rows imported before, and the same." in again.output
    changed = bring_in("people", HEAD + DEAN.replace("Dean", "Wayne") + ANIL)
    assert "row 2, A1: says something else than when it was imported. It was left as it is." in changed.output
    assert [each for each in people(db) if each[0] != "A3"] == before
    assert counts(db) == [(2, 0, 0, 0, 0), (0, 2, 0, 0, 0), (1, 0, 1, 0, 0)]
    assert count(db, AuditEvent) == events + 1 + 2 * 2, "one person, and two imports that began and ended"


@pytest.mark.rounds
@pytest.mark.database
@pytest.mark.parametrize("seed", range(1, rounds(2, 9)))
def test_an_import_killed_again_and_again_ends_as_one_that_was_not(run, db, sergeant, monkeypatch, seed):
    random, take = Random(seed), importing.take
    lines, _ = planted(Random(30), 48, 6)
    monkeypatch.setattr(checking, "AT_ONCE", 5)

    def killed(**facts):
        if random.random() < 0.35:
            raise KeyboardInterrupt
        batch = take(**facts)
        if random.random() < 0.35:
            raise KeyboardInterrupt
        return batch

    monkeypatch.setattr(importing, "take", killed)
    words = ("run", "FILE", "--kind", "people", "--system", "ARC team", "--without-faulty-rows", "--by")
    result, tries = run(*words, sergeant, text="".join(lines)), 1
    while result.exit_code:
        result, tries = run(*words, sergeant), tries + 1
        assert tries < 60, result.output
    assert tries > 3
    assert "goes on" in result.output
    monkeypatch.setattr(importing, "take", take)
    other = county.force("A force that knows nobody")
    stranger = county.user(of=other, at=county.suite("Elsewhere", of=other)).sign_in_name
    assert run(*words, stranger).exit_code == 0
    ours, theirs = (outcome_of(db, importers.importer(each)) for each in (sergeant, stranger))
    assert ours == theirs
    assert len(ours[0]) + len(ours[2]) == 42
    assert list(verify.verify()) == []


def outcome_of(db, by) -> tuple:
    """Whom a force has imported, what was counted, and who was set aside."""
    (imported,) = (each for each, _ in runs.runs(by))
    keys = set(db.session.scalars(select(ImportedRecord.person_id).where(ImportedRecord.run_id == imported.id)))
    rows = db.session.scalars(select(PersonDetails).where(PersonDetails.person_id.in_(keys)).order_by(PersonDetails.id))
    added = [(row.surname, row.given_names, row.date_of_birth, row.pnc_id) for row in rows]
    waits = [each.aside for each in people_set_aside.everybody_waiting(by)]
    aside = [(row.source_key, row.row_number, row.row_facts, len(row.may_be)) for row in waits]
    return added, [getattr(imported, name) for name in (*importing.COUNTS, "position")], aside


def test_a_file_with_faults_imports_nothing_unless_the_others_are_asked_for(bring_in, db):
    text = HEAD + DEAN + KELLY.replace("1988-02-01", "30/02/1988")
    assert bring_in("people", text).exit_code == 1
    assert (count(db, Person), count(db, ImportRun)) == (0, 0)
    assert "1 record imported." in bring_in("people", None, "--without-faulty-rows").output
    assert "1 record imported." in bring_in("people", HEAD + DEAN + KELLY).output, "the row is repaired"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("B1,Rawcliff,Dean,1991-06-09,police_record,male,,\n", "Surname one letter longer"),
        ("B1,Rawcliffe,Dean,1991-09-06,police_record,male,,\n", "Day and month swapped"),
        ("B1,Dean,Rawcliffe,1991-06-09,police_record,male,,\n", "Surname and first name swapped"),
        ("B1,Stow,Wayne,1970-01-01,police_record,male,,2009/0184473K\n", "PNC ID the same"),
    ],
)
@pytest.mark.parametrize("known", ["at the desk", "in the same file"])
def test_whoever_may_be_known_already_is_set_aside(bring_in, run, db, sergeant, row, why, known):
    if known == "at the desk":
        county.person(pnc_id="09/184473K", by=importers.importer(sergeant))
    result = bring_in("people", HEAD + (DEAN if known == "in the same file" else "") + row)
    assert "B1: may be somebody who is known. Set aside for a person to decide." in result.output
    assert count(db, Person) == 1
    waiting = run("waiting", "--by", sergeant).output
    assert why in waiting
    assert "Dean Rawcliffe, born 9 June 1991" in waiting
    looked = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "import.waiting.read")).one()
    assert len(json.loads(looked.payload)["shown"]) == 1


@pytest.mark.parametrize(
    "row",
    [
        "B1,Rawcliffe,Wayne,1991-06-09,police_record,male,,\n",
        "B1,Rawcliffe,,1991-06-09,police_record,male,,\n",
        "B1,Rawcliffe,Dean,1975-02-03,police_record,male,,\n",
        "B1,Rawcliffe,Dean,1991-06-09,police_record,male,,09/184473K\n".replace(
            "Rawcliffe,Dean,1991-06-09", "Ogden,Lee,1960-01-01"
        ).replace("4473", "4474"),
    ],
)
def test_somebody_who_is_only_a_little_like_a_person_is_added(bring_in, db, row):
    assert "1 record imported." in bring_in("people", HEAD + row).output
    assert "1 record imported." in bring_in("people", HEAD + DEAN).output
    assert count(db, PersonSetAside) == 0


TWIN = "B1,Rawcliffe,Dean,1991-06-09,police_record,male,,\n"


@pytest.mark.database
@pytest.mark.parametrize(
    ("answer", "added", "event"),
    [
        (("--same", 0), 0, "person.matched"),
        (("--another",), 1, "person.created"),
        (("--leave-out",), 0, "import.left_out"),
    ],
)
def test_a_person_decides_who_somebody_is_once_and_what_the_file_said_is_kept_no_longer(
    bring_in, run, db, sergeant, answer, added, event
):
    bring_in("people", HEAD + DEAN + TWIN)
    (dean,), (aside,) = db.session.scalars(select(Person)).all(), db.session.scalars(select(PersonSetAside)).all()
    words = [dean.id if each == 0 else each for each in answer]
    assert f"person {dean.id}: Dean Rawcliffe" in run("waiting", "--by", sergeant).output
    result = run("decide", aside.id, "--by", sergeant, *words)
    assert result.exit_code == 0, result.output
    aside = db.session.get_one(PersonSetAside, aside.id)
    assert (aside.row_facts, aside.decided_at is None, count(db, Person)) == (None, False, 1 + added)
    assert aside.may_be == [{"person": dean.id}], "without the names for which they were found alike"
    last = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == event).order_by(AuditEvent.id.desc())
    ).first()
    assert json.loads(last.payload).get("imported", aside.run_id) == aside.run_id
    again = run("decide", aside.id, "--by", sergeant, "--another")
    assert (again.exit_code, "already" in again.output) == (1, True)
    assert "Nobody waits." in run("waiting", "--by", sergeant).output
    assert "2 rows imported before, and the same." in bring_in("people").output
    assert list(verify.verify()) == []


def test_somebody_of_another_force_neither_sees_nor_decides_who_waits(bring_in, run, db):
    bring_in("people", HEAD + DEAN + TWIN)
    aside = db.session.scalars(select(PersonSetAside)).one()
    other = county.force("Another force")
    stranger = county.user(of=other, at=county.suite("Elsewhere", of=other)).sign_in_name
    assert "Nobody waits." in run("waiting", "--by", stranger).output
    refused = run("decide", aside.id, "--by", stranger, "--another")
    assert (refused.exit_code, "Nobody waits as" in refused.output) == (1, True)
    assert "Nothing was imported yet." in run("list", "--by", stranger).output
    assert "There is no import" in run("stop", aside.run_id, "--by", stranger).output


def test_an_answer_names_one_of_three_and_a_person_whom_the_force_knows(bring_in, run, db, sergeant):
    bring_in("people", HEAD + DEAN + TWIN)
    aside = db.session.scalars(select(PersonSetAside)).one()
    for words in ((), ("--another", "--leave-out"), ("--same", "1", "--another")):
        assert "Say one of" in run("decide", aside.id, "--by", sergeant, *words).output
    other = county.force("Another force")
    unknown = county.person("Stow", by=county.viewer_of(county.user(of=other, at=county.suite("Elsewhere", of=other))))
    assert "knows no person" in run("decide", aside.id, "--by", sergeant, "--same", unknown.id).output
    assert db.session.get_one(PersonSetAside, aside.id).decided_at is None


def test_another_file_from_a_system_waits_until_the_one_before_is_finished_or_ended(
    bring_in, run, db, sergeant, monkeypatch
):
    monkeypatch.setattr(checking, "AT_ONCE", 1)
    take = importing.take

    def stopped(**facts):
        if facts["position"] > 2:
            raise KeyboardInterrupt
        return take(**facts)

    monkeypatch.setattr(importing, "take", stopped)
    bring_in("people", HEAD + DEAN + KELLY)
    monkeypatch.setattr(importing, "take", take)
    other = bring_in("people", HEAD + ANIL)
    number = db.session.scalar(select(ImportRun.id))
    assert f"flask import stop {number}" in other.output
    assert "left at row 2" in run("list", "--by", sergeant).output
    assert "is ended at row 2" in run("stop", number, "--by", sergeant).output
    assert "has ended already" in run("stop", number, "--by", sergeant).output
    assert "1 record imported." in bring_in("people", HEAD + ANIL).output
    assert "1 record imported." in bring_in("people", HEAD + DEAN + KELLY).output


@pytest.mark.database
def test_of_two_who_go_on_with_one_import_the_second_is_told(app, db, sergeant):
    by = importers.importer(sergeant)
    run = importing.begin(by=by, kind=Kind.PEOPLE, source_name="ARC team", file_name="a.csv", digest="0" * 64)
    db.session.commit()
    first, second = (db.session.get_one(ImportRun, run.id) for _ in range(2))
    importing.take(by=by, run=first, entries=[], position=500)
    second.position = 0
    db.session.expire(second)
    db.session.execute(update(ImportRun).values(position=700).execution_options(synchronize_session=False))
    assert second.position == 700
    db.session.execute(update(ImportRun).values(position=900).execution_options(synchronize_session=False))
    with pytest.raises(Stale):
        importing.take(by=by, run=second, entries=[], position=1000)
    db.session.rollback()


@pytest.mark.database
def test_each_lot_of_an_import_is_planned_for_what_was_added_by_then_and_pages_as_ever(app, db, sergeant):
    by = importers.importer(sergeant)
    run = importing.begin(by=by, kind=Kind.PEOPLE, source_name="ARC team", file_name="a.csv", digest="0" * 64)
    db.session.commit()

    def planned():
        on_postgres = db.engine.dialect.name == "postgresql"
        return (
            db.session.scalar(text("SELECT current_setting('plan_cache_mode')")) if on_postgres else "for each asking"
        )

    before = planned()
    importing.take(by=by, run=db.session.get_one(ImportRun, run.id), entries=[], position=500)
    assert planned() in ("force_custom_plan", "for each asking")
    db.session.commit()
    assert planned() == before != "force_custom_plan"


def test_an_import_says_which_system_its_file_is_from(run, sergeant, app, db):
    assert "--system" in run("run", "FILE", "--kind", "people", "--by", sergeant, text=HEAD + DEAN).output
    with pytest.raises(Refused):
        importing.begin(by=importers.importer(sergeant), kind=Kind.PEOPLE, source_name=" ", file_name="a", digest="0")
    assert county.user(Role.DM).sign_in_name != sergeant
