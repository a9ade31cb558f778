"""The figures of reports, made as the worker makes them."""

from datetime import UTC, datetime

from sqlalchemy import select, update

from pathways import clock
from pathways.auth.roles import Viewer
from pathways.documents.scans import scan_of
from pathways.reporting.actions import making, showings
from pathways.reporting.models import PublishedFigures
from pathways.reporting.queries.figures import editions_made
from pathways.reporting.queries.showings import copies_of
from pathways.reporting.rules.editions import Report
from pathways.store.base import db
from tests.scans import pdf

AFTER_THE_QUARTER = datetime(2027, 1, 8, 3, 12, tzinfo=UTC)
"""When the figures of the quarter are made in which most tests stand."""
AFTER_A_YEAR = datetime(2027, 10, 8, 3, 12, tzinfo=UTC)
"""When each report has some: a year of the overview is made half a year after it, fairness is of years that end with
September."""


def keep_standings() -> None:
    """As the worker does it: a lot at a time, until all stand as the log says, also what was going on before."""
    idle = 0
    while idle < 3:
        made = making.keep_standings()
        db.session.commit()
        idle = 0 if made else idle + 1


def make_figures() -> None:
    """All that are due now."""
    db.session.commit()
    keep_standings()
    while making.make_figures():
        db.session.commit()
    db.session.commit()


def make_figures_after_the_quarter(the_clock: clock.SettableClock) -> None:
    """Let the quarter pass, and the week in which its last days are recorded."""
    the_clock.set(AFTER_THE_QUARTER)
    make_figures()


def make_figures_a_year_on(the_clock: clock.SettableClock) -> None:
    """Let a year pass: until those of the year from April 2026 on are made, too."""
    the_clock.set(AFTER_A_YEAR)
    make_figures()


def make_figures_ahead(the_clock: clock.SettableClock) -> None:
    """Those of a year later, and it is again as late as it was, for scenes that go on: they were made just now."""
    now = the_clock.now()
    the_clock.set(AFTER_A_YEAR)
    make_figures()
    the_clock.set(now)
    db.session.execute(update(PublishedFigures).values(made_at=now))
    db.session.commit()


def fingerprint_for_the_board() -> str:
    """That of the last quarter's figures, as an address names it."""
    of_quarter = select(PublishedFigures.sha256).where(
        PublishedFigures.report == Report.OVERVIEW, PublishedFigures.to_on == PublishedFigures.as_at
    )
    return str(db.session.scalars(of_quarter.order_by(PublishedFigures.as_at.desc())).first())[:16]


def recorded_as_shown(by: Viewer, place: int = 0) -> dict[str, int]:
    """The record that the Board was shown the figures of a quarter today, the oldest or one after it, with a copy of the
    minutes: the numbers of both."""
    quarters = [each for each in editions_made(by, Report.OVERVIEW) if each.is_for_the_board]
    edition, minutes = sorted(quarters, key=lambda each: each.days)[place], scan_of(pdf(), "minutes.pdf")
    number = showings.record_shown(by=by, edition=edition, shown_on=clock.today(), minutes=minutes)
    (copy,) = copies_of(by, number)
    db.session.commit()
    return {"showing_id": number, "copy_id": copy.number}
