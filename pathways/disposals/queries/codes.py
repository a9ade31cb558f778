"""Outcome codes: what was asked of the force's own system, and what its registrar answered. No name is read here."""

from dataclasses import dataclass

from sqlalchemy import Select, false, func, select

from pathways.auth import Role, Viewer
from pathways.disposals.models import Disposal, OutcomeRecord
from pathways.disposals.queries.cases import offences_of, words_of
from pathways.disposals.rules import CodeStep
from pathways.people.queries import details_of, is_open_to
from pathways.refusals import OutOfSight
from pathways.store import db

WAITS = (CodeStep.REQUESTED, CodeStep.REMOVAL_ASKED)
SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class CodeLine:
    """The latest line of one disposal's code, with what the registrar needs to find the crime."""

    record: OutcomeRecord
    disposal: Disposal
    offences: tuple[str, ...]

    @property
    def person_id(self) -> int:
        """The record that stays, if the one of the disposal was merged away: what is logged and counted is on that."""
        return details_of(self.disposal.person_id).person_id

    @property
    def waits(self) -> bool:
        return self.record.step in WAITS


def codes(viewer: Viewer, *, waiting: bool) -> tuple[CodeLine, ...]:
    """The codes of the viewer's force: those that wait for the registrar, oldest first; or the latest answered."""
    newest = select(func.max(OutcomeRecord.id)).group_by(OutcomeRecord.disposal_id)
    rows = select(OutcomeRecord).where(OutcomeRecord.id.in_(newest), OutcomeRecord.disposal_id.in_(_in_sight(viewer)))
    if waiting:
        rows = rows.where(OutcomeRecord.step.in_(WAITS)).order_by(OutcomeRecord.on, OutcomeRecord.id)
    else:
        rows = rows.where(OutcomeRecord.step.not_in(WAITS)).order_by(OutcomeRecord.id.desc())
    return tuple(_line(row) for row in db.session.scalars(rows.limit(SHOWN)))


def code_asked(viewer: Viewer, record_id: int) -> OutcomeRecord:
    """One line that waits for the registrar, by its id. Raises OutOfSight."""
    found = db.session.scalar(
        select(OutcomeRecord).where(
            OutcomeRecord.id == record_id,
            OutcomeRecord.step.in_(WAITS),
            OutcomeRecord.disposal_id.in_(_in_sight(viewer)),
        )
    )
    if found is None:
        raise OutOfSight
    return found


def code_line(viewer: Viewer, record_id: int) -> CodeLine:
    """The same with its disposal and offence. Raises OutOfSight."""
    return _line(code_asked(viewer, record_id))


def latest_code(disposal_id: int) -> OutcomeRecord | None:
    """The newest line of a disposal's code."""
    rows = select(OutcomeRecord).where(OutcomeRecord.disposal_id == disposal_id)
    return db.session.scalar(rows.order_by(OutcomeRecord.id.desc()).limit(1))


def code_that_stands(disposal_id: int) -> str:
    """The code that stands by the newest line; "" where none was asked for, or its removal was."""
    newest = latest_code(disposal_id)
    return "" if newest is None or newest.step in (CodeStep.REMOVAL_ASKED, CodeStep.REMOVED) else newest.code


def code_history(disposal_id: int) -> tuple[OutcomeRecord, ...]:
    """Every line of a disposal's code, oldest first. The caller found the disposal in sight."""
    rows = select(OutcomeRecord).where(OutcomeRecord.disposal_id == disposal_id)
    return tuple(db.session.scalars(rows.order_by(OutcomeRecord.id)))


def _line(record: OutcomeRecord) -> CodeLine:
    disposal = db.session.get_one(Disposal, record.disposal_id)
    return CodeLine(
        record=record, disposal=disposal, offences=tuple(words_of(row) for row in offences_of(disposal.episode_id))
    )


def _in_sight(viewer: Viewer) -> Select[int]:
    of_force = select(Disposal.id).where(Disposal.organisation_id == viewer.organisation_id)
    if viewer.role is not Role.RG:
        return of_force.where(false())
    return of_force.where(is_open_to(viewer, Disposal.person_id))
