"""The days on which nothing is counted: bank holidays as the packaged list has them, and the closures of a place."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import bindparam, false, or_, select

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.clocks.models import Closure
from pathways.clocks.rules import Calendar
from pathways.store import db

# Asked at every look at a case: built once.
_CLOSURES = (
    select(Closure)
    .where(Closure.taken_out_at.is_(None))
    .where(
        or_(
            Closure.organisation_id.is_(None),
            Closure.organisation_id.in_(bindparam("of_organisations", expanding=True)),
        )
    )
    .order_by(Closure.id)
)


def calendars_of(organisation_ids: Collection[int | None]) -> dict[int | None, Calendar]:
    """The calendar of each organisation (None: of nobody in particular); one statement for all."""
    holidays = clock.bank_holidays()
    wanted = {each for each in organisation_ids if each is not None}
    rows = db.session.scalars(_CLOSURES, {"of_organisations": list(wanted)})
    shut: dict[int | None, set[date]] = {each: set() for each in (*wanted, None)}
    for row in rows:
        days = {row.from_on + timedelta(days=each) for each in range((row.to_on - row.from_on).days + 1)}
        for organisation_id in shut if row.organisation_id is None else [row.organisation_id]:
            shut[organisation_id] |= days
    return {
        each: Calendar(holidays=holidays, known_to=max(holidays), closures=frozenset(days))
        for each, days in shut.items()
    }


def closures(viewer: Viewer) -> tuple[Closure, ...]:
    """The closures that the viewer keeps, and those for everybody, from today on; the soonest first."""
    own = Closure.organisation_id == viewer.organisation_id if viewer.role is Role.PM else false()
    ours = or_(Closure.organisation_id.is_(None), own)
    rows = select(Closure).where(Closure.taken_out_at.is_(None), Closure.to_on >= clock.today(), ours)
    return tuple(db.session.scalars(rows.order_by(Closure.from_on, Closure.id)))
