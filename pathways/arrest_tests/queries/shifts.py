"""What the viewer set up for this shift, and with what a recorded sample was taken."""

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.models import DrugTest, ShiftSetUp
from pathways.arrest_tests.rules.shifts import ShiftFacts, is_of_this_shift
from pathways.auth import Viewer
from pathways.store import db


def latest_set_up(viewer: Viewer) -> ShiftSetUp | None:
    """The viewer's latest at their suite, of whichever shift: what the form is filled with."""
    theirs = (ShiftSetUp.user_id == viewer.user_id, ShiftSetUp.suite_id == viewer.suite_id)
    return db.session.scalar(select(ShiftSetUp).where(*theirs).order_by(ShiftSetUp.id.desc()).limit(1))


def set_up_now(viewer: Viewer) -> ShiftSetUp | None:
    """What is set up for the shift that runs; None at its beginning."""
    latest = latest_set_up(viewer)
    return latest if latest and is_of_this_shift(latest.made_at, clock.now()) else None


def set_up_of(test: DrugTest | None) -> ShiftSetUp | None:
    """With what a recorded sample was taken; None where that was not recorded."""
    return db.session.get(ShiftSetUp, test.shift_set_up_id) if test and test.shift_set_up_id else None


def shift_facts(row: ShiftSetUp) -> ShiftFacts:
    """A set-up as the rules read it."""
    return ShiftFacts(
        device=row.device,
        serial=row.serial,
        lot=row.lot,
        lot_expires_on=row.lot_expires_on,
        check_passed_at=row.check_passed_at,
        taker=row.taker,
        category=row.category,
        trained_until=row.trained_until,
    )
