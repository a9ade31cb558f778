"""Setting up a shift, and asking of what is set up whether a sample may be taken with it."""

from datetime import date

from pathways import audit, clock
from pathways.arrest_tests.models import DrugTest, ShiftSetUp
from pathways.arrest_tests.queries.shifts import set_up_now, set_up_of, shift_facts
from pathways.arrest_tests.rules.shifts import ShiftFacts, before_the_sample, set_up_reasons
from pathways.auth import Viewer
from pathways.people.actions.holding import refuse_if
from pathways.refusals import Refused
from pathways.store import db


def set_up_shift(*, by: Viewer, facts: ShiftFacts) -> ShiftSetUp:
    """Device, lot and operator for every test of this shift, until changed. Raises Refused (V-022, V-023)."""
    if by.suite_id is None:
        raise Refused("You have no custody suite. Ask your administrator for one")
    refuse_if(set_up_reasons(facts, now=clock.now(), today=clock.today()))
    if facts.check_passed_at is None or facts.category is None:  # refused above: a check that failed, no such taker
        raise Refused("Set up only a device that passed its check, for somebody who may take samples")
    made = ShiftSetUp(
        user_id=by.user_id,
        suite_id=by.suite_id,
        device=facts.device,
        serial=facts.serial,
        lot=facts.lot,
        lot_expires_on=facts.lot_expires_on,
        check_passed_at=facts.check_passed_at,
        taker=facts.taker,
        category=facts.category,
        trained_until=facts.trained_until,
        made_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.administered(by, "shift.set_up", by.organisation_id, suite=by.suite_id, set_up=made.id)
    return made


def set_up_for(by: Viewer, before: DrugTest | None, taken_on: date) -> ShiftSetUp | None:
    """What a sample is taken with: a corrected one keeps its own. Raises Refused (V-022, V-023) at the sample.

    A sample recorded without any, before there were set-ups, is read and corrected without.
    """
    if before is not None and before.taken_at is not None and before.shift_set_up_id is None:
        return None
    found = set_up_of(before) or set_up_now(by)
    faults = before_the_sample(shift_facts(found) if found else None, taken_on)
    refuse_if(one.as_reason("taken_at") for one in faults)
    return found
