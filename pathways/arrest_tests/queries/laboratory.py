"""The laboratory's check of a test, and what the rules ask of it."""

from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, select

from pathways import clock
from pathways.arrest_tests.models import DrugTest, LabCheck, LabCheckStep
from pathways.arrest_tests.rules import ToldAnswer
from pathways.arrest_tests.rules.laboratory import ANSWER_WORKING_DAYS, LabState, next_state
from pathways.store import db


def lab_check_of(test_id: int) -> LabCheck | None:
    """The check of a test; None where none was begun."""
    return db.session.scalar(select(LabCheck).where(LabCheck.drug_test_id == test_id))


def steps_of(check: LabCheck | None) -> tuple[LabCheckStep, ...]:
    """Its steps in their order."""
    if check is None:
        return ()
    statement = select(LabCheckStep).where(LabCheckStep.lab_check_id == check.id)
    return tuple(db.session.scalars(statement.order_by(LabCheckStep.recorded_at, LabCheckStep.id)))


def laboratory_states(*which: ColumnElement[bool], as_at: date) -> dict[int, LabState]:
    """How the check of each test that fits stood at the end of a London day, by the test; nothing where none was begun.

    Read from the steps by the day each happened, as every other figure is.
    """
    end = clock.from_london(as_at + timedelta(days=1), time.min)
    statement = (
        select(LabCheck.drug_test_id, LabCheckStep.step)
        .join(LabCheckStep, LabCheckStep.lab_check_id == LabCheck.id)
        .join(DrugTest, DrugTest.id == LabCheck.drug_test_id)
        .where(*which, LabCheckStep.at < end)
        .order_by(LabCheckStep.recorded_at, LabCheckStep.id)
    )
    states: dict[int, LabState] = {}
    for row in db.session.execute(statement):
        states[row.drug_test_id] = next_state(states.get(row.drug_test_id), row.step)
    return states


def is_not_confirmed(check: LabCheck | None) -> bool:
    """Whether the analysis did not reveal a specified drug: the result supports nothing any more (s.16)."""
    return check is not None and check.state is LabState.NOT_CONFIRMED


def earliest_assessment_on(test: DrugTest | None, check: LabCheck | None) -> date | None:
    """For a disputed result the first day by which the laboratory can have answered; None where none is disputed."""
    is_awaited = check is not None and check.state.is_awaited
    if not is_awaited and (check is not None or test is None or test.told_answer is not ToldAnswer.DISPUTES):
        return None
    sent_at = check.sent_at if check is not None else None
    return answer_due_on(clock.london_date(sent_at or clock.now()))


def answer_due_on(sent_on: date) -> date | None:
    """Five working days later; None where bank holidays are not known that far."""
    try:
        return clock.add_working_days(sent_on, ANSWER_WORKING_DAYS)
    except clock.HorizonPassed:
        return None
