"""Drug tests of before are with their detentions, counted like any other, and nothing is due because of them."""

import json
from datetime import date
from itertools import count

import pytest
from sqlalchemy import select

from pathways.arrest_tests.models.assessment import Failure, RequiredAssessment
from pathways.arrest_tests.models.offences import Offence
from pathways.arrest_tests.models.testing import Analyte, DrugTest, Hold
from pathways.audit import verify
from pathways.audit.models import SYSTEM, AuditEvent
from pathways.auth.roles import Role
from pathways.casefile.queries.to_see import to_be_seen
from pathways.deadlines.queries import duties
from pathways.engagement.required_assessments.queries import not_recorded
from pathways.imports.actions import importing
from pathways.imports.models import ImportedRecord, ImportRun
from pathways.imports.queries import checking, importers
from pathways.outbox.models import Message
from pathways.reporting.queries import counting
from pathways.reporting.rules.proportions import Period
from tests import county

PEOPLE = (
    "person_key,surname,given_names,date_of_birth,age_evidence,sex\n"
    "A1,Rawcliffe,Dean,1991-06-09,police_record,male\nA2,Holtby,Kelly,1988-02-01,police_record,female\n"
    "A3,Ogden,Lee,1960-01-01,police_record,male\nA4,Stow,Ann,2008-03-01,police_record,female\n"
)
DETENTIONS = (
    "detention_key,person_key,custody_record_no,suite,presence,arrested_at,arrived_at,released_at,release_type\n"
    "D1,A1,LN/1/25,Lincoln,arrested,2025-03-04 21:40,2025-03-04 22:15,2025-03-05 09:05,on_bail\n"
    "D2,A2,LN/2/25,Lincoln,arrested,2025-03-06 21:40,2025-03-06 22:15,2025-03-07 09:05,charged_bail\n"
    "D3,A3,LN/3/25,Lincoln,arrested,2025-03-08 21:40,2025-03-08 22:15,2025-03-09 09:05,on_bail\n"
    "D4,A4,LN/4/25,Lincoln,arrested,2025-03-10 21:40,2025-03-10 22:15,2025-03-11 09:05,on_bail\n"
)
HEAD = (
    "test_key,detention_key,offence,offence_drug,other_offence,warned_at,requested_at,outcome,taken_at,"
    "sample_condition,refusal_words,good_cause,result_at,cocaine,opiates,medicine\n"
)
WITH_REQUIRED = HEAD.replace("medicine", "medicine,required_at,initial_at,service")
COCAINE = (
    "T1,D1,TA68-1,,,2025-03-04 22:40,2025-03-04 22:41,sample_given,2025-03-04 22:45,sufficient,,,2025-03-04 22:56,"
    "positive,negative,\n"
)
NEGATIVE = (
    "T2,D2,,,Begging,2025-03-06 22:40,2025-03-06 22:41,sample_given,2025-03-06 22:45,sufficient,,,2025-03-06 22:56,"
    "neg,neg,Co-codamol\n"
)
REQUIRED = COCAINE.replace("negative,\n", "negative,,2025-03-04 23:10,2025-03-07 10:00,Lincoln Recovery Hub\n")
REFUSED = "T3,D3,,,,2025-03-08 22:40,2025-03-08 22:41,refused,,,No comment,,,,,\n"
TOO_YOUNG = COCAINE.replace("T1,D1", "T4,D4").replace("2025-03-04", "2025-03-10")
EVERY = COCAINE + NEGATIVE + REFUSED
MARCH = Period(from_on=date(2025, 3, 1), to_on=date(2025, 3, 31), as_at=date(2026, 11, 25))


@pytest.fixture
def known(bring_in):
    for kind, text in (("people", PEOPLE), ("detentions", DETENTIONS)):
        assert bring_in(kind, text).exit_code == 0


@pytest.mark.database
def test_a_test_is_recorded_with_its_detention_its_lines_and_its_offence(known, bring_in, db):
    result = bring_in("tests", HEAD + EVERY)
    assert "3 records imported." in result.output, result.output
    first, second, third = db.session.scalars(select(DrugTest).order_by(DrugTest.id))
    assert (first.overall_result, second.overall_result, third.outcome) == ("positive", "negative", "refused")
    assert (first.has_medicine, second.medicine, third.refusal_words) == (None, "Co-codamol", "No comment")
    lines = db.session.execute(select(Analyte.analyte, Analyte.result).where(Analyte.drug_test_id == first.id))
    assert {each.analyte: each.result for each in lines} == {"cocaine": "positive", "opiates": "negative"}
    shop, begging = db.session.scalars(select(Offence).order_by(Offence.id))
    assert (first.relied_on, second.relied_on, third.relied_on) == ([shop.id], [begging.id], [])
    assert (shop.is_trigger_on_arrest, begging.is_trigger_on_arrest, begging.described_as) == (True, False, "Begging")
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_type == "drug_test")).all()
    assert [each.action for each in events] == ["test.sampled", "test.result.recorded"] * 2 + ["test.refused"]
    assert all(json.loads(each.payload)["imported"] for each in events)
    assert list(verify.verify()) == []


def test_the_reports_count_what_was_counted_by_hand(known, bring_in, db):
    bring_in("tests", HEAD + EVERY)
    overview = counting.overview(SYSTEM, MARCH)
    assert [row.people for row in overview.on_arrest.rows[:2]] == [2, 1]
    assert overview.without_result == 1, "the refusal"
    counts = counting.drug_testing(SYSTEM, MARCH)
    assert (counts.whole.tests, counts.whole.positive) == (2, 1)


def test_nothing_is_due_queued_held_or_to_be_decided_because_of_it(known, bring_in, db, sergeant, the_clock):
    bring_in("tests", HEAD + EVERY)
    assert to_be_seen(importers.importer(sergeant)) == ()
    assert (duties.due(the_clock.now(), 10), duties.unreferred(the_clock.now())) == ((), ())
    assert [db.session.scalars(select(each)).all() for each in (Message, Failure, Hold)] == [[], [], []]


@pytest.mark.database
def test_an_assessment_that_was_required_is_counted_and_waits_for_nobody(
    known,
    bring_in,
    undo,
    db,
    sergeant,
    the_clock,
):
    county.service()
    result = bring_in("tests", WITH_REQUIRED + REQUIRED)
    assert "1 record imported." in result.output, result.output
    assert [row.people for row in counting.overview(SYSTEM, MARCH).on_arrest.rows[:3]] == [1, 1, 1]
    assert {each.label: each.count for each in counting.drug_testing(SYSTEM, MARCH).by_requirement if each.count} == {
        "Required, no outcome yet": 1
    }
    assert (duties.due(the_clock.now(), 10), duties.unreferred(the_clock.now())) == ((), ())
    assert to_be_seen(importers.importer(sergeant)) == ()
    assert not_recorded(county.viewer_of(county.user(Role.TW))).rows == ()
    late = bring_in("tests", WITH_REQUIRED + REQUIRED.replace("T1", "T8").replace("03-04 23:10", "03-05 10:10"))
    assert "required before the release" in late.output, late.output
    number = db.session.scalars(select(ImportRun.id).order_by(ImportRun.id.desc())).all()[1]
    assert "is taken back." in undo(number).output
    assert db.session.scalars(select(RequiredAssessment)).all() == []
    assert list(verify.verify()) == []


def test_the_same_file_twice_changes_nothing_and_a_row_that_says_something_else_is_left(known, bring_in, db):
    bring_in("tests", HEAD + EVERY)
    assert "3 rows imported before, and the same." in bring_in("tests").output
    changed = bring_in("tests", HEAD + COCAINE.replace("positive,negative", "positive,positive"))
    assert "T1: says something else than when it was imported" in changed.output
    assert len(db.session.scalars(select(DrugTest)).all()) == 3


def test_an_import_that_is_killed_before_or_after_a_lot_goes_on_and_takes_each_row_once(
    known, bring_in, db, monkeypatch
):
    take, calls = importing.take, count()
    monkeypatch.setattr(checking, "AT_ONCE", 1)

    def killed(**facts):
        turn = next(calls)
        if turn == 1:
            raise KeyboardInterrupt
        batch = take(**facts)
        if turn == 3:
            raise KeyboardInterrupt
        return batch

    monkeypatch.setattr(importing, "take", killed)
    results = [bring_in("tests", HEAD + EVERY), bring_in("tests"), bring_in("tests")]
    assert [each.exit_code for each in results] == [1, 1, 0]
    assert "goes on" in results[-1].output
    assert len(db.session.scalars(select(DrugTest)).all()) == len(db.session.scalars(select(Offence)).all()) + 1 == 3
    assert list(verify.verify()) == []


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (COCAINE.replace("D1", "D9"), "detention_key “D9”", "No detention was imported with this key"),
        (COCAINE.replace("TA68-1", "TA68-11X"), "offence “TA68-11X”", "Did you mean TA68-1"),
        (COCAINE.replace("TA68-1", "Theft (incl. shoplifing)"), "offence", "Did you mean Theft (incl. shoplifting)"),
        (COCAINE.replace("positive,negative", "positive,heroin"), "opiates “heroin”", "This is not in the list"),
        (COCAINE.replace("positive,negative", "positive,"), "opiates", "Select the result for opiates"),
        (REFUSED.replace("No comment", ""), "refusal_words", "Enter what the person said"),
    ],
)
def test_a_bad_cell_is_named_by_row_column_and_value_with_what_would_be_right(known, bring_in, row, column, why):
    result = bring_in("tests", HEAD + row)
    assert result.exit_code == 1
    assert f"row 2, {column}" in result.output, result.output
    assert why in result.output


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (TOO_YOUNG, "Age at request: 17."),
        (
            COCAINE.replace("T1", "T5").replace("22:4", "23:4").replace("22:56", "23:56"),
            "sample has already been taken",
        ),
        (COCAINE.replace("T1,D1", "T6,D2"), "before they were brought into custody"),
        (COCAINE.replace("T1,D1", "T6,D2").replace("2025-03-04", "2025-03-07"), "police detention"),
    ],
)
def test_what_could_not_have_been_that_day_is_told_row_by_row_and_the_others_are_imported(
    known, bring_in, db, row, why
):
    result = bring_in("tests", HEAD + COCAINE + row + REFUSED)
    assert why in result.output, result.output
    assert "2 records imported." in result.output
    assert "1 row refused." in result.output


@pytest.mark.database
def test_tests_are_taken_back_by_two_with_the_offences_that_came_with_them(known, bring_in, undo, db):
    bring_in("tests", HEAD + EVERY)
    number = db.session.scalars(select(ImportRun.id).order_by(ImportRun.id.desc())).first()
    result = undo(number)
    assert "is taken back." in result.output, result.output
    assert [db.session.scalars(select(each)).all() for each in (DrugTest, Analyte, Offence)] == [[], [], []]
    assert db.session.scalars(select(ImportedRecord).where(ImportedRecord.run_id == number)).all() == []
    assert list(verify.verify()) == []
    assert "3 records imported." in bring_in("tests").output


def test_a_test_that_more_was_recorded_of_stays_and_is_said(known, bring_in, undo, db, the_clock):
    bring_in("tests", HEAD + EVERY)
    test = db.session.scalars(select(DrugTest).order_by(DrugTest.id)).first()
    db.session.add(Hold(drug_test_id=test.id, state="quarantined", opened_at=the_clock.now()))
    db.session.flush()
    number = db.session.scalars(select(ImportRun.id).order_by(ImportRun.id.desc())).first()
    assert "row 2, T1: stays" in undo(number).output
    assert db.session.scalars(select(DrugTest.id)).all() == [test.id]
