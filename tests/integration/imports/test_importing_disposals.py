"""Disposals of before stand with their arrests and are counted as decisions; nobody is to be told of anything."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from pathways.audit import verify
from pathways.audit.models import SYSTEM, AuditEvent
from pathways.auth.roles import Role
from pathways.disposals.conditions.queries import due
from pathways.disposals.models import Disposal, DisposalEvent, OutcomeRecord
from pathways.imports.models import ImportedRecord, ImportRun
from pathways.imports.queries import importers
from pathways.outbox.models import Message
from pathways.policy.queries import decisions_since
from pathways.reporting.queries import counting
from pathways.reporting.rules.proportions import Period
from tests import county
from tests.integration.imports import test_importing_tests as of_tests
from tests.integration.imports.test_importing_tests import DETENTIONS, PEOPLE

HEAD = (
    "disposal_key,detention_key,offence,offence_drug,other_offence,kind,decided_at,given_at,ended_as,ended_at,"
    "rationale\n"
)
CAUTION = "C1,D1,TA68-1,,,CC,2025-03-05 08:00,2025-03-05 08:40,completed,2025-05-20 12:00,First offence\n"
RESOLUTION = "C2,D2,,,Begging,Community resolution,2025-03-07 08:00,2025-03-07 08:40,REVIEWED,2025-05-01 12:00,\n"
SIMPLE = "C3,D3,TA68-1,,,SC,2025-03-09 08:00,2025-03-09 08:10,,,\n"
EVERY = CAUTION + RESOLUTION + SIMPLE
MARCH = Period(from_on=date(2025, 3, 1), to_on=date(2025, 3, 31), as_at=date(2026, 11, 25))


@pytest.fixture
def known(bring_in):
    for kind, text in (("people", PEOPLE), ("detentions", DETENTIONS)):
        assert bring_in(kind, text).exit_code == 0


@pytest.mark.database
def test_a_disposal_is_recorded_with_its_steps_and_when_it_ended(known, bring_in, db):
    result = bring_in("disposals", HEAD + EVERY)
    assert "3 records imported." in result.output, result.output
    rows = db.session.execute(select(Disposal.kind, Disposal.state, Disposal.is_of_before).order_by(Disposal.id))
    assert [tuple(each) for each in rows] == [
        ("CC", "COMPLETED", True), ("CR", "REVIEWED", True), ("SC", "GIVEN", True),
    ]  # fmt: skip
    steps = db.session.execute(select(DisposalEvent.event, DisposalEvent.to_state).order_by(DisposalEvent.id)).all()
    assert [tuple(each) for each in steps[:3]] == [
        ("propose", "PROPOSED"), ("sign", "ACTIVE"), ("all_met", "COMPLETED"),
    ]  # fmt: skip
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "disposal.recorded")).all()
    assert [json.loads(each.payload)["kind"] for each in events] == ["CC", "CR", "SC"]
    assert list(verify.verify()) == []


def test_the_report_counts_the_decisions_that_were_counted_by_hand(known, bring_in, db):
    bring_in("disposals", HEAD + EVERY)
    decided = counting.counted(SYSTEM, MARCH, counting.UnitKind.DECIDED)[counting.UnitKind.DECIDED]
    outcomes = sorted(state[2] for people in decided for state in people.states)
    kept = sorted(str(state[3]) for people in decided for state in people.states)
    assert outcomes == [("CC",), ("CR",), ("SC",)]
    assert kept == ["False", "None", "True"]


def test_nobody_is_to_be_told_no_code_is_asked_for_and_no_question_is_asked_of_it(known, bring_in, db, sergeant):
    bring_in("disposals", HEAD + EVERY)
    assert due(county.viewer_of(county.user(Role.DM))) == ()
    assert [db.session.scalars(select(each)).all() for each in (Message, OutcomeRecord)] == [[], []]
    assert decisions_since(importers.importer(sergeant).organisation_id, date(2020, 1, 1)) == 0


def test_a_disposal_that_ended_lately_is_read_on_its_page_without_an_authority(
    bring_in, client_of, db, sergeant, the_clock
):
    bring_in("people", PEOPLE)
    came = the_clock.now() - timedelta(days=3)

    def at(hours):
        return (came + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")

    head = DETENTIONS.splitlines()[0]
    row = f"D1,A1,LN/9/26,Lincoln,arrested,{at(0)},{at(1)},{at(9)},without_bail"
    bring_in("detentions", f"{head}\n{row}\n")
    text = f"C1,D1,TA68-1,,,CC,{at(3)},{at(5)},completed,{at(30)},\n"
    assert "1 record imported." in bring_in("disposals", HEAD + text).output
    client = client_of(importers.user_named(sergeant), Role.CO)
    number = db.session.scalar(select(Disposal.id))
    page = client.ask("GET", f"/disposals/{number}")
    assert page.status_code == 200
    assert "Not recorded: it came from another system" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (CAUTION.replace("C1,D1", "C9,D4").replace("2025-03-05", "2025-03-11"), "under 18"),
        (CAUTION.replace("C1", "C9"), "has its outcome already"),
        (CAUTION.replace("C1", "C9").replace("2025-03-05", "2025-03-01"), "before they were brought into custody"),
    ],
)
def test_what_could_not_have_been_is_told_row_by_row_and_the_others_are_imported(known, bring_in, db, row, why):
    result = bring_in("disposals", HEAD + CAUTION + row + SIMPLE)
    assert why in result.output, result.output
    assert "2 records imported." in result.output
    assert "1 row refused." in result.output


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (CAUTION.replace("completed", "active"), "ended_as", "may end as"),
        (CAUTION.replace("CC", "Fine"), "kind “Fine”", "This is not in the list"),
        (CAUTION.replace("TA68-1", ""), "offence", "Say the offence"),
        (SIMPLE.replace("08:10,", "08:10,COMPLETED"), "ended_as", "ends when it is given"),
    ],
)
def test_a_bad_cell_is_named_with_what_would_be_right(known, bring_in, row, column, why):
    result = bring_in("disposals", HEAD + row)
    assert f"row 2, {column}" in result.output, result.output
    assert why in result.output


@pytest.mark.database
def test_disposals_are_taken_back_by_two_and_what_took_a_step_since_stays(known, bring_in, undo, db):
    bring_in("disposals", HEAD + EVERY)
    quashed, signed_by = db.session.execute(select(Disposal.id, Disposal.signed_by_id).order_by(Disposal.id)).first()
    event = {"from_state": "COMPLETED", "to_state": "VOID", "role": "DM", "recorded": {}}
    when = datetime.fromisoformat("2026-11-25T03:00:00+00:00")
    db.session.add(DisposalEvent(disposal_id=quashed, event="quashed", at=when, by_id=signed_by, **event))
    db.session.flush()
    number = db.session.scalars(select(ImportRun.id).order_by(ImportRun.id.desc())).first()
    result = undo(number)
    assert "row 2, C1: stays" in result.output, result.output
    assert db.session.scalars(select(Disposal.id)).all() == [quashed]
    of_run = select(ImportedRecord.source_key).where(ImportedRecord.run_id == number)
    assert db.session.scalars(of_run).all() == ["C1"]
    assert list(verify.verify()) == []


def test_tests_taken_back_leave_the_offence_that_was_decided_about(known, bring_in, undo, db):
    bring_in("tests", of_tests.HEAD + of_tests.COCAINE)
    bring_in("disposals", HEAD + CAUTION)
    of_file = db.session.scalars(select(ImportRun.id).order_by(ImportRun.id)).all()[2]
    assert "is taken back." in undo(of_file).output
    decided = counting.counted(SYSTEM, MARCH, counting.UnitKind.DECIDED)[counting.UnitKind.DECIDED]
    assert [people.people for people in decided] == [1], "a decision about no offence would not be counted"
