"""Outcome codes: what was asked of the force's own system, and what its registrar answered. No names are read."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, false, func, select

from pathways.auth.roles import Role, Viewer
from pathways.disposals.facts.queries import offences_of_many, words_of
from pathways.disposals.models import Disposal, OutcomeRecord
from pathways.disposals.outcome_codes.rules import CodeStep
from pathways.people.identity.queries import details_of
from pathways.people.queries import is_open_to
from pathways.refusals import or_out_of_sight
from pathways.store.base import db
from pathways.store.paging import Page, page_of
from pathways.store.together import Records, SideBySide

WAITS = (CodeStep.REQUESTED, CodeStep.REMOVAL_ASKED)


@dataclass(frozen=True, kw_only=True)
class CodeLine:
    """The latest entry on one disposal's code, with what the registrar needs to find the crime."""

    record: OutcomeRecord
    disposal: Disposal
    offences: tuple[str, ...]

    @property
    def person_id(self) -> int:
        """The id of the person's record that remains after a merge. Looks are logged on that one."""
        return details_of(self.disposal.person_id).person_id

    @property
    def waits(self) -> bool:
        return self.record.step in WAITS


def codes_waiting(viewer: Viewer, after: str | None = None) -> Page[CodeLine]:
    """A page of the codes of the viewer's force that wait for the registrar, oldest first."""
    statement, keys = _newest(viewer).where(OutcomeRecord.step.in_(WAITS)), (OutcomeRecord.on, OutcomeRecord.id)
    page = page_of(statement, keys, lambda row: (row.on, row.id), after=after)
    return Page(_lines(page.rows), page.after)


def codes_answered(viewer: Viewer, after: str | None = None) -> Page[CodeLine]:
    """A page of the codes of the viewer's force that the registrar answered, the latest first."""
    statement = _newest(viewer).where(OutcomeRecord.step.not_in(WAITS))
    page = page_of(statement, (OutcomeRecord.id,), lambda row: (row.id,), after=after, newest_first=True)
    return Page(_lines(page.rows), page.after)


def _newest(viewer: Viewer) -> Select[OutcomeRecord]:
    """The latest entry on each disposal's code."""
    newest = select(func.max(OutcomeRecord.id)).group_by(OutcomeRecord.disposal_id)
    in_sight = OutcomeRecord.disposal_id.in_(_in_sight(viewer))
    return select(OutcomeRecord).where(OutcomeRecord.id.in_(newest), in_sight)


def code_asked(viewer: Viewer, record_id: int) -> OutcomeRecord:
    """One entry that waits for the registrar, by its id. Raises OutOfSight."""
    waits = (OutcomeRecord.step.in_(WAITS), OutcomeRecord.disposal_id.in_(_in_sight(viewer)))
    return or_out_of_sight(db.session.scalar(select(OutcomeRecord).where(OutcomeRecord.id == record_id, *waits)))


def code_line(viewer: Viewer, record_id: int) -> CodeLine:
    """One entry that waits for the registrar, with its disposal and offences. Raises OutOfSight."""
    return _lines([code_asked(viewer, record_id)])[0]


def latest_code(disposal_id: int) -> OutcomeRecord | None:
    """The newest entry on a disposal's code; None if there is none."""
    rows = select(OutcomeRecord).where(OutcomeRecord.disposal_id == disposal_id)
    return db.session.scalar(rows.order_by(OutcomeRecord.id.desc()).limit(1))


def code_that_stands(disposal_id: int) -> str:
    """The current code of a disposal; "" if none was asked for, or its removal was."""
    newest = latest_code(disposal_id)
    return "" if newest is None or newest.step in (CodeStep.REMOVAL_ASKED, CodeStep.REMOVED) else newest.code


CODES = Records((OutcomeRecord,), OutcomeRecord.disposal_id == bindparam("of_disposal"), (OutcomeRecord.id,))
_CODES = SideBySide(codes=CODES)


def code_history(disposal_id: int) -> tuple[OutcomeRecord, ...]:
    """Every entry on the code of a disposal in sight, oldest first."""
    return tuple(_CODES.read({"of_disposal": disposal_id})["codes"])


def _lines(records: Collection[OutcomeRecord]) -> tuple[CodeLine, ...]:
    """Entries with their disposals and offences, read in two statements."""
    theirs = select(Disposal).where(Disposal.id.in_({record.disposal_id for record in records}))
    disposals = {disposal.id: disposal for disposal in db.session.scalars(theirs)}
    offences = offences_of_many({disposal.episode_id for disposal in disposals.values()})
    return tuple(
        CodeLine(
            record=record,
            disposal=(disposal := disposals[record.disposal_id]),
            offences=tuple(words_of(row) for row in offences.get(disposal.episode_id, ())),
        )
        for record in records
    )


def _in_sight(viewer: Viewer) -> Select[int]:
    of_force = select(Disposal.id).where(Disposal.organisation_id == viewer.organisation_id)
    if viewer.role is not Role.RG:
        return of_force.where(false())
    return of_force.where(is_open_to(viewer, Disposal.person_id))
