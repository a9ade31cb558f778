"""That figures were shown to the Board, and which figures have the fingerprint of a page or paper that was shown."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from pathways.auth.models import User
from pathways.auth.roles import Viewer
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.reporting.models import BoardShowing, PublishedFigures
from pathways.reporting.queries.records import Counting, may_count
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.showings import Showing
from pathways.store.base import db


def shown_to_board(viewer: Counting, days: Stretch) -> list[Showing]:
    """When figures of a quarter were shown to the Board, the latest first."""
    return _showings(viewer, PublishedFigures.from_on == days.from_on, PublishedFigures.to_on == days.to_on)


def shown_or_waiting(viewer: Viewer, days: Stretch) -> tuple[list[Showing], list[Showing]]:
    """When figures of a quarter were shown to the Board, the latest first; and what waits, of any quarter, for somebody
    else than who recorded it, for this viewer."""
    of_quarter = and_(PublishedFigures.from_on == days.from_on, PublishedFigures.to_on == days.to_on)
    both = _showings(viewer, or_(of_quarter, _waits_for(viewer)))
    waiting = [each for each in both if each.waits and each.recorded_by_id != viewer.user_id]
    return [each for each in both if each.edition.days == days], waiting


def waiting(viewer: Viewer) -> list[Showing]:
    """What waits, of any quarter, for somebody else than who recorded it, for this viewer."""
    return _showings(viewer, _waits_for(viewer))


def _waits_for(viewer: Viewer) -> ColumnElement[bool]:
    return and_(BoardShowing.decided_at.is_(None), BoardShowing.proposed_by_id != viewer.user_id)


def showing(viewer: Counting, number: int) -> Showing:
    """That figures were shown, by its number. Raises OutOfSight where nobody recorded that."""
    return or_out_of_sight(next(iter(_showings(viewer, BoardShowing.id == number)), None))


def _showings(viewer: Counting, *which: ColumnElement[bool]) -> list[Showing]:
    may_count(viewer)
    shown, made, other = BoardShowing, PublishedFigures, aliased(User)
    of_row = (shown.id, shown.shown_on, shown.proposed_at, shown.proposed_by_id, shown.decided_at, shown.minute)
    rows = db.session.execute(
        select(*of_row, User.name, other.name.label("other"), made.report, made.from_on, made.to_on, made.as_at)
        .join(made, made.id == shown.figures_id)
        .join(User, User.id == shown.proposed_by_id)
        .outerjoin(other, other.id == shown.decided_by_id)
        .where(*which)
        .order_by(shown.shown_on.desc(), shown.id.desc())
    )
    return [
        Showing(
            number=row.id,
            edition=Edition(row.report, Stretch(row.from_on, row.to_on), row.as_at),
            shown_on=row.shown_on,
            recorded_at=row.proposed_at,
            recorded_by=row.name,
            recorded_by_id=row.proposed_by_id,
            answered_at=row.decided_at,
            answered_by=row.other or "",
            minute=row.minute,
        )
        for row in rows
    ]


def of_the_board(viewer: Counting, digits: str) -> Edition:
    """The quarter's figures of which the page for the Board has this fingerprint. Raises OutOfSight where none has."""
    edition = with_fingerprint(viewer, digits)
    if edition is None or not edition.is_for_the_board:
        raise OutOfSight
    return edition


def with_fingerprint(viewer: Counting, digits: str) -> Edition | None:
    """The figures whose digest begins with these letters and figures."""
    may_count(viewer)
    made = PublishedFigures
    named = select(made.report, made.from_on, made.to_on, made.as_at)
    row = db.session.execute(named.where(made.sha256.startswith(digits, autoescape=True)).limit(1)).one_or_none()
    return Edition(row.report, Stretch(row.from_on, row.to_on), row.as_at) if row else None
