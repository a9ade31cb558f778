"""Two officers who take the same step at the same moment from the same page: one effect, and the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.disposals.conditions import actions as conditions_actions
from pathways.disposals.conditions.rules import ConditionStatus
from pathways.disposals.models import Condition, Disposal, DisposalEvent, OutcomeRecord
from pathways.disposals.outcome_codes import actions as outcome_codes_actions
from pathways.disposals.outcome_codes.rules import CodeStep
from pathways.disposals.steps.rules.machine import State
from pathways.refusals import Refused, Stale
from pathways.store.base import db
from tests.integration.disposals.machine.holding import rows_of, the_conditions_fit
from tests.integration.disposals.machine.placed import made_ready, placed
from tests.integration.disposals.machine.pressing import SENTENCE, press
from tests.integration.disposals.machine.the_desks import Desks, every_desk
from tests.integration.disposals.machine.the_table import REACHED
from tests.machines.table import Single
from tests.on_both import on_sqlite_in_full

CHANGE_THE_PERSON = ("refer_youth", "person_died")
"""Steps whose scene has changed more than the disposal: they come last."""


def first_of_each() -> list[Single]:
    """One step for each event of the table, in the first state that has it."""
    steps_by_event = {step.event: step for step in reversed(REACHED)}
    return sorted(
        steps_by_event.values(),
        key=lambda step: (*CHANGE_THE_PERSON, step.event).index(step.event) if step.event in CHANGE_THE_PERSON else -1,
    )


def at_once(app: Flask, *acts: Any) -> list[str]:
    """What came of each: "done", or how it was told. Each has a session of its own, as the page has."""
    barrier = Barrier(len(acts))

    def run(act: Any) -> str:
        with app.app_context():
            barrier.wait()
            try:
                act()
                db.session.commit()
            except (Refused, IntegrityError) as told:  # the page says of both that somebody was first
                db.session.rollback()
                return type(told).__name__
            finally:
                db.session.remove()
        return "done"

    db.session.commit()
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def contest(app: Flask, desks: Desks, step: Single) -> list[str]:
    disposal = placed(desks, step.machine, step.state) if step.event != "propose" else Disposal()
    if step.event != "propose":
        made_ready(desks, disposal, step.event)
    event, pressed = step.event, disposal.id
    if event == "new_disposal":
        pressed, event = placed(desks, step.machine, "PROPOSED").id, "authorise"
    db.session.commit()
    version = audit.version_of(desks.person_id)

    def as_one(by: Viewer) -> Any:
        def act() -> None:
            on = db.session.get_one(Disposal, pressed) if pressed else Disposal()
            press(desks, by, step.machine, on, event, version=version)

        return act

    return at_once(app, as_one(desks.who["inspector"]), as_one(desks.who["colleague"]))


def put_aside() -> None:
    """Nothing that stands is in the way of the next contest."""
    db.session.rollback()
    db.session.execute(update(Disposal).values(state=State.CLOSED_REPLACED))
    db.session.commit()


@on_sqlite_in_full
def test_each_step_taken_by_two_at_once_has_one_effect(app):
    desks, wrong = every_desk(), []
    db.session.commit()
    for step in first_of_each():
        last = db.session.scalar(select(func.max(DisposalEvent.id))) or 0
        came = contest(app, desks, step)
        new = db.session.scalars(select(DisposalEvent.event).where(DisposalEvent.id > last)).all()
        if sorted(came)[-1:] != ["done"] or came.count("done") != 1 or new.count(step.event) != 1:
            wrong.append((str(step), came, list(new)))
        put_aside()
    assert wrong == []


def test_two_who_accept_the_last_two_conditions_at_once_leave_a_way_on(app):
    desks = every_desk()
    disposal = placed(desks, "CC", "ACTIVE")
    first, second = db.session.scalars(select(Condition.id).where(Condition.disposal_id == disposal.id)).all()

    def accepts(who: str, condition_id: int) -> Any:
        by = desks.who[who]
        return lambda: conditions_actions.accept_condition(
            by=by, condition_id=condition_id, evidence=SENTENCE, victim_told=None
        )

    came = at_once(app, accepts("inspector", first), accepts("colleague", second))
    db.session.refresh(disposal)
    the_conditions_fit(rows_of(disposal))
    assert "done" in came
    statuses = db.session.scalars(select(Condition.status).where(Condition.disposal_id == disposal.id)).all()
    is_done = all(status is ConditionStatus.MET for status in statuses)
    assert (disposal.state is State.COMPLETED) is is_done


def test_two_registrars_who_answer_one_code_at_once_write_one_line(app):
    desks = every_desk()
    disposal = placed(desks, "CC", "ACTIVE")
    asked = db.session.scalars(select(OutcomeRecord.id).where(OutcomeRecord.disposal_id == disposal.id)).one()

    def answers(**answer: Any) -> Any:
        return lambda: outcome_codes_actions.answer_code(by=desks.who["registrar"], record_id=asked, **answer)

    came = at_once(app, answers(accept=True), answers(accept=False, code="8", reason="Counted as a resolution"))
    assert sorted(came) == [Stale.__name__, "done"]
    lines = rows_of(disposal).codes
    assert len(lines) == 2
    assert lines[-1].step in (CodeStep.ACCEPTED, CodeStep.CORRECTED)
