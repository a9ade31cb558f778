"""Detentions of before stand in the history of their people, closed as they ended; nothing is due because of them."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from pathways.audit import verify
from pathways.audit.models import AuditEvent
from pathways.casefile.queries.to_see import to_be_seen
from pathways.deadlines.queries import duties
from pathways.imports.models import ImportedRecord
from pathways.imports.queries import importers
from pathways.outbox.models import Message
from pathways.people.custody import queries as custody
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person, PersonDetails
from tests import county

PEOPLE = (
    "person_key,surname,given_names,date_of_birth,age_evidence,sex\n"
    "A1,Rawcliffe,Dean,1991-06-09,police_record,male\nA2,Holtby,Kelly,1988-02-01,police_record,female\n"
)
HEAD = "detention_key,person_key,custody_record_no,suite,presence,arrested_at,arrived_at,released_at,release_type\n"
FIRST = "D1,A1,LN/4471/19,Lincoln,arrested,2019-07-02 21:40,2019-07-02 22:15,2019-07-03 09:05,on_bail\n"
SECOND = (
    "D2,A1,LN/5002/19,lincoln,Arrested for an offence,2019-09-02 21:40,2019-09-02 22:15,2019-09-03 09:05,remanded\n"
)


@pytest.fixture
def known(bring_in):
    assert bring_in("people", PEOPLE).exit_code == 0


def detentions(db) -> list[tuple]:
    columns = (Episode.came_on, Episode.closed_at, Detention.custody_record_no, Detention.release_type)
    rows = select(ImportedRecord.source_key, *columns).join(Episode, Episode.id == ImportedRecord.episode_id)
    rows = rows.join(Detention, Detention.episode_id == Episode.id).order_by(ImportedRecord.source_key)
    return [tuple(row) for row in db.session.execute(rows)]


def test_a_detention_is_recorded_with_its_event_and_closed_when_it_ended(known, bring_in, db):
    result = bring_in("detentions", HEAD + FIRST + SECOND)
    assert "2 records imported." in result.output, result.output
    assert detentions(db)[0] == (
        "D1", date(2019, 7, 2), datetime(2019, 7, 3, 8, 5, tzinfo=UTC), "LN/4471/19", "on_bail",
    )  # fmt: skip
    actions = ("episode.recorded", "detention.recorded")
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action.in_(actions)).order_by(AuditEvent.id)).all()
    assert [each.action for each in events] == [*actions, *actions]
    assert json.loads(events[0].payload)["imported"]
    assert list(verify.verify()) == []


def test_it_stands_in_the_history_of_its_person_by_the_day_they_came(known, bring_in, db, sergeant):
    dean = db.session.scalar(select(PersonDetails.person_id).where(PersonDetails.given_names == "Dean"))
    by = importers.importer(sergeant)
    today = county.episode(db.session.get_one(Person, dean), by=by).came_on
    bring_in("detentions", HEAD + SECOND + FIRST)
    history = custody.history(by, dean)
    assert [each.episode.came_on for each in history] == [today, date(2019, 9, 2), date(2019, 7, 2)]
    assert [each.is_in_sight for each in history] == [True, False, False]
    opened = [each.episode.opened_at for each in history[1:]]
    assert opened == [each.detention.arrived_at for each in history[1:]], "the timeline has it where it happened"


def test_nothing_is_due_queued_or_open_because_of_it(known, bring_in, db, sergeant, the_clock):
    bring_in("detentions", HEAD + FIRST + SECOND)
    by = importers.importer(sergeant)
    dean = db.session.scalar(select(PersonDetails.person_id).where(PersonDetails.given_names == "Dean"))
    assert custody.detained_now([dean]) == {}
    assert to_be_seen(by) == ()
    assert duties.due(the_clock.now(), 10) == ()
    assert duties.unreferred(the_clock.now()) == ()
    assert db.session.scalars(select(Message)).all() == []


def test_the_same_file_twice_changes_nothing(known, bring_in, db):
    bring_in("detentions", HEAD + FIRST)
    assert "1 row imported before, and the same." in bring_in("detentions").output
    assert len(detentions(db)) == 1


def test_a_detention_of_nobody_or_of_somebody_who_waits_is_a_fault(known, bring_in, run, db, sergeant):
    bring_in("people", PEOPLE + "A3,Rawclif,Dean,1991-06-09,police_record,male\n")
    text = HEAD + FIRST + FIRST.replace("D1,A1", "D8,A8") + FIRST.replace("D1,A1", "D3,A3")
    result = bring_in("detentions", text)
    assert result.exit_code == 1
    assert "row 3, person_key “A8”: Nobody was imported with this key" in result.output
    assert "row 4, person_key “A3”: Somebody has to decide first who this is" in result.output
    run("decide", 1, "--by", sergeant, "--leave-out")
    assert "row 4, person_key “A3”: Whoever has this key was left out" in bring_in("detentions", text).output


def test_the_detention_of_somebody_decided_to_be_known_is_recorded_with_that_person(known, bring_in, run, db, sergeant):
    bring_in("people", PEOPLE + "A3,Rawclif,Dean,1991-06-09,police_record,male\n")
    dean = db.session.scalar(select(PersonDetails.person_id).where(PersonDetails.given_names == "Dean"))
    run("decide", 1, "--by", sergeant, "--same", dean)
    bring_in("detentions", HEAD + FIRST.replace("A1", "A3"))
    assert db.session.scalar(select(Episode.person_id)) == dean


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (FIRST.replace("D1", "D9"), "This custody record of theirs is recorded already"),
        (FIRST.replace("D1,A1,LN/4471/19", "D9,A2,LN/1/80").replace("2019", "1980"), "before their birth"),
    ],
)
def test_what_the_desk_would_refuse_is_told_and_the_others_are_imported(known, bring_in, db, row, why):
    bring_in("detentions", HEAD + FIRST)
    result = bring_in("detentions", HEAD + row + SECOND)
    assert why in result.output
    assert "1 record imported." in result.output
    assert "1 row refused." in result.output


def test_two_detentions_that_are_one_keep_one_key_so_that_one_sample_was_taken(known, bring_in, db):
    moved = SECOND.replace(
        "2019-09-02 21:40,2019-09-02 22:15,2019-09-03", "2019-07-02 21:40,2019-07-03 09:30,2019-07-04"
    )
    bring_in("detentions", HEAD + FIRST + moved)
    assert len(set(db.session.scalars(select(Detention.continuous_detention)))) == 1
