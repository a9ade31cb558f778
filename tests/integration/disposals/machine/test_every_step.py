"""Each of the 301 steps of the table is taken once, by the least that may, through the action of its page.

Nobody lower may: in the suite the step of each name is tried so from the first state it leads on from, by `make long` from
each.
"""

import pytest
from sqlalchemy import func, select

from pathways.audit.models import AuditEvent
from pathways.disposals.models import Disposal
from pathways.refusals import Refused
from pathways.store.base import db
from tests.integration.disposals.machine.holding import Rows, rows_of, the_conditions_fit
from tests.integration.disposals.machine.placed import made_ready, placed
from tests.integration.disposals.machine.pressing import press
from tests.integration.disposals.machine.the_desks import RANKED, Desks, every_desk
from tests.integration.disposals.machine.the_table import FOLLOWED, REACHED
from tests.machines.table import Single
from tests.on_both import on_sqlite_in_full
from tests.rounds import IN_FULL
from tests.unit.disposals.outcome_codes.test_codes_of_steps import MEANS
from tests.unit.disposals.steps.test_actors_of_disposals import MAY

RANK_BY_THE_RULES = {"CC": "sergeant", "SC": "sergeant", "O22": "sergeant"}
"""Who authorises an ordinary case at least, where the table leaves it to the levels of authority."""
NOT_THE_PROPOSER = {"authorise", "cps_authorises"}


def least(step: Single) -> str:
    """The lowest desk that may take it; the monitor and the service first."""
    if step.event == "authorise":
        return RANK_BY_THE_RULES.get(step.machine, "decider")
    order = ("worker", "monitor", "constable", "custody", "decider", "sergeant", "inspector")
    if step.event not in ("report_condition", "report_action", "report_done", "report_not_done"):
        order = order[1:]
    return next(desk for desk in order if RANKED[desk] in MAY[step.who])


def too_low(step: Single) -> str:
    """The highest desk that may not, and sees it; "" where everybody may."""
    order = ("decider", "custody", "constable", "monitor")
    seen = step.state in FOLLOWED or (step.machine == "PND" and step.state in ("GIVEN", "COURT_REQUESTED"))
    return next((d for d in order if RANKED[d] not in MAY[step.who] and (d != "monitor" or seen)), "")


FIRST = {(step.machine, step.event): step for step in reversed(REACHED) if too_low(step)}
"""Of the steps of one name in one machine, which lead on from several states, the first that somebody is too low for."""


def changes() -> int:
    return db.session.scalar(select(func.count(AuditEvent.id)).where(AuditEvent.event_class != "CON")) or 0


def taken(desks: Desks, step: Single) -> tuple[Rows, int]:
    """The rows after the step, and how many changes the log was given by it."""
    if step.event == "propose":
        before = changes()
        press(desks, desks.who[least(step)], step.machine, Disposal(), step.event)
        disposal = db.session.scalars(select(Disposal)).one()
        return rows_of(disposal), changes() - before
    disposal = placed(desks, step.machine, step.state)
    made_ready(desks, disposal, step.event)
    if step.event == "new_disposal":
        new = placed(desks, step.machine, "PROPOSED")
        before = changes()
        press(desks, desks.who["sergeant"], step.machine, new, "authorise")
        return rows_of(disposal), changes() - before - 1
    if (low := too_low(step)) and (IN_FULL or FIRST[step.machine, step.event] is step):
        with pytest.raises(Refused, match=r"needs|cannot|authorise"):
            press(desks, desks.who[low], step.machine, disposal, step.event)
    before = changes()
    press(desks, desks.who[least(step)], step.machine, disposal, step.event)
    db.session.refresh(disposal)
    return rows_of(disposal), changes() - before


def expect(step: Single, rows: Rows, in_the_log: int) -> None:
    (event,) = rows.events
    assert (event.event, event.from_state.value, event.to_state.value) == (step.event, step.state, step.to)
    assert (rows.state, in_the_log) == (step.to, 1)
    assert event.event not in NOT_THE_PROPOSER or event.by_id != rows.disposal.proposed_by_id
    move, code = MEANS[step.effect]
    last = rows.codes[-1] if rows.codes else None
    if move.value == "request" or (move.value == "note" and code != "5"):
        assert last is not None
        assert (last.code, last.step.value) == (code, {"request": "requested", "note": "noted"}[move.value])
    the_conditions_fit(rows)


@on_sqlite_in_full
def test_each_step_of_the_table_is_taken_by_the_least_who_may_and_by_nobody_lower(app):
    desks, wrong = every_desk(), []
    db.session.commit()
    assert len(REACHED) == 301
    for step in REACHED:
        try:
            expect(step, *taken(desks, step))
        except Exception as fault:  # every fault is told, not the first alone
            wrong.append(f"{step}: {type(fault).__name__}: {fault}"[:300])
        db.session.rollback()
    assert wrong == []
