"""The law in use: the packaged tables with the approved changes, read once in a transaction and kept until it ends."""

from typing import Any, Final

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from pathways.arrest_tests.models import Offence
from pathways.arrest_tests.models.law import ProposedChange
from pathways.arrest_tests.rules.law import Law, LawBook, LawChange, LawTable, rows_of
from pathways.arrest_tests.rules.law_changes import ChangeState, Draft, Intent
from pathways.auth import Viewer
from pathways.people.models import Episode
from pathways.people.queries import is_open_to
from pathways.refusals import OutOfSight
from pathways.store import db
from pathways.tables import Row

KEPT: Final = "law_book"


def law_book() -> LawBook:
    """Every change ever approved. One statement a transaction, whoever asks and however often."""
    kept: LawBook | None = db.session.info.get(KEPT)
    if kept is None:
        approved = select(ProposedChange).where(ProposedChange.number.is_not(None)).order_by(ProposedChange.number)
        kept = LawBook(changes=tuple(as_change(row) for row in db.session.scalars(approved)))
        db.session.info[KEPT] = kept
    return kept


def law_in_use() -> Law:
    """What a decision taken now rests on."""
    return law_book().now


def law_of(version: str) -> Law:
    """What a decision recorded under this version rested on."""
    return law_book().as_of(version)


def forget_law() -> None:
    """What was read no longer holds: a change was approved or stopped."""
    db.session.info.pop(KEPT, None)


@event.listens_for(db.session, "after_commit")
def _at_commit(session: Session) -> None:
    session.info.pop(KEPT, None)


@event.listens_for(db.session, "after_soft_rollback")
def _at_rollback(session: Session, _previous: Any) -> None:
    session.info.pop(KEPT, None)


def as_change(row: ProposedChange) -> LawChange:
    """A stored change as it is laid over the rows."""
    return LawChange(
        number=row.number or 0,
        table=row.law_table,
        code=row.code,
        starts_on=row.starts_on,
        until=row.until_on,
        values=tuple(row.content.items()),
        source=row.source,
        mark=row.mark,
        stopped=row.stopped_number,
    )


def as_draft(row: ProposedChange) -> Draft:
    """A stored change as it was typed."""
    return Draft(
        table=row.law_table,
        code=row.code,
        intent=Intent.CHANGE if row.content else Intent.END,
        starts_on=row.starts_on,
        until=row.until_on,
        values=row.content,
        source=row.source,
        source_url=row.source_url or "",
        mark=row.mark,
        why=row.why,
    )


def rows_in_use(which: LawTable) -> tuple[Row, ...]:
    """The rows of one table as text, with every approved change that was not stopped."""
    return rows_of(which, (one for one in law_book().changes if one.stopped is None))


def rows_before(row: ProposedChange) -> tuple[Row, ...]:
    """The rows of its table as they stood without this change: before its approval, or now while it waits."""
    counted = [one for one in law_book().changes if row.number is None or one.number < row.number]
    return rows_of(row.law_table, (one for one in counted if one.stopped is None))


def law_change(change_id: int) -> ProposedChange:
    """One change. Raises OutOfSight."""
    found = db.session.get(ProposedChange, change_id)
    if found is None:
        raise OutOfSight
    return found


def law_changes() -> tuple[ProposedChange, ...]:
    """Every change ever proposed: those that wait first, then the latest."""
    rows = db.session.scalars(select(ProposedChange).order_by(ProposedChange.id.desc()))
    return tuple(sorted(rows, key=lambda row: row.state is not ChangeState.WAITING))


def waiting_beside(row: ProposedChange) -> tuple[ProposedChange, ...]:
    """Other changes to the same row that wait."""
    same = (ProposedChange.law_table == row.law_table, ProposedChange.code == row.code, ProposedChange.id != row.id)
    waits = select(ProposedChange).where(*same, ProposedChange.state == ChangeState.WAITING)
    return tuple(db.session.scalars(waits.order_by(ProposedChange.id)))


def offences_that_stand(viewer: Viewer, row: ProposedChange) -> int:
    """How many recorded offences of this code keep the answer they were given, though the change begins before them.

    None of anybody whose record is shut to the viewer.
    """
    kept = select(func.count(Offence.id)).join(Episode, Episode.id == Offence.episode_id)
    kept = kept.where(Offence.code == row.code, Offence.superseded_at.is_(None))
    return db.session.scalar(kept.where(is_open_to(viewer, Episode.person_id))) or 0
