"""Recording that figures were shown to the Board, and what somebody else found in the minutes."""

from datetime import date

from sqlalchemy import exists, select

from pathways import clock
from pathways.approvals.actions import confirm, propose
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.dates import london_date
from pathways.refusals import Refused, or_out_of_sight, refuse_if
from pathways.reporting.models import BoardShowing
from pathways.reporting.queries import figures
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.showings import (
    OF_MINUTES,
    RECORDED_ALREADY,
    Showing,
    why_no_answer_of_minutes,
    why_not_shown_on,
)
from pathways.store.base import db


def record_shown(*, by: Viewer, edition: Edition, shown_on: date) -> None:
    """Record that the page for the Board of these figures was shown at a meeting on a day.

    Raises OutOfSight where they were not made, Refused for a day on which they cannot have been shown, or of which it
    is recorded already.
    """
    made = figures.made(by, edition)
    refuse_if(why_not_shown_on(shown_on, london_date(made.at), clock.today()))
    number = figures.figures_id(by, edition)
    that_day = (BoardShowing.figures_id == number, BoardShowing.shown_on == shown_on)
    stands = BoardShowing.is_confirmed.is_not(False)
    if db.session.scalar(select(exists().where(*that_day, stands))):
        raise Refused(RECORDED_ALREADY, field="shown_on")
    propose(BoardShowing(figures_id=number, shown_on=shown_on), by=by)
    facts = {"edition": edition.name, "shown_on": shown_on.isoformat(), "sha256": made.sha256}
    audit.administered(by, "report.shown", by.organisation_id, **facts)


def answer_of_minutes(*, by: Viewer, showing: Showing, is_in_them: bool, minute: str) -> None:
    """Record whether the minutes say that figures were shown on the day that somebody else recorded, and which minute.

    Raises OutOfSight, Refused for who recorded it and without a minute, Stale where somebody answered meanwhile.
    """
    refuse_if(why_no_answer_of_minutes(is_in_them, minute))
    row = or_out_of_sight(db.session.get(BoardShowing, showing.number))
    where = minute.strip() if is_in_them else None
    confirm(row, by=by, confirms=is_in_them, words=OF_MINUTES, minute=where)
    facts = {"edition": showing.edition.name, "shown_on": showing.shown_on.isoformat(), "minute": where}
    what = "report.shown.confirmed" if is_in_them else "report.shown.turned_down"
    audit.administered(by, what, by.organisation_id, **facts)
