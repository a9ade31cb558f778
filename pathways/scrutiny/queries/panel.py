"""Reads of a panel member: the rounds they sit on, and the cases in them that they have no link to.

Everything else is out of sight: another round, a pack that was not released or is closed, a case they took part in or
declared a link to, a case of somebody whose record is shut to them.
"""

from dataclasses import dataclass

from sqlalchemy import select

from pathways.auth import Viewer
from pathways.refusals import OutOfSight
from pathways.scrutiny.models import ScrutinyCase, ScrutinyLink, ScrutinyMember, ScrutinyRound
from pathways.scrutiny.queries.identifiers import involved_in
from pathways.scrutiny.queries.rounds import CaseLine, lines_of
from pathways.scrutiny.rules import RoundState, Seat, stands_aside
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class PackView:
    """A released pack as one member sees it. `not_shown` are the numbers of the cases they stand aside from."""

    round: ScrutinyRound
    lines: tuple[CaseLine, ...]
    not_shown: tuple[int, ...]
    user_id: int

    def has_scored(self, line: CaseLine) -> bool:
        return any(score.user_id == self.user_id for score in line.scores)

    @property
    def scored(self) -> int:
        return sum(self.has_scored(line) for line in self.lines)


def my_rounds(viewer: Viewer) -> tuple[ScrutinyRound, ...]:
    """The rounds a member sits on whose pack was released, latest first."""
    sits = select(ScrutinyMember.round_id).where(ScrutinyMember.user_id == viewer.user_id)
    released = select(ScrutinyRound).where(ScrutinyRound.id.in_(sits), ScrutinyRound.state != RoundState.DRAWN)
    return tuple(db.session.scalars(released.order_by(ScrutinyRound.id.desc())))


def pack(viewer: Viewer, round_id: int) -> PackView:
    """The pack of a round that is with its panel. Raises OutOfSight."""
    found = next((one for one in my_rounds(viewer) if one.id == round_id), None)
    if found is None or found.state is not RoundState.RELEASED:
        raise OutOfSight
    every, cases = lines_of(viewer, round_id), _numbers(round_id)
    involved = involved_in([line.disposal for line in every])
    declared = _declared(viewer)
    shown = tuple(line for line in every if not stands_aside(_seat(viewer, found, line, involved, declared)))
    seen = {line.case.number for line in shown}
    return PackView(
        round=found, lines=shown, not_shown=tuple(each for each in cases if each not in seen), user_id=viewer.user_id
    )


def case_of_panel(viewer: Viewer, case_id: int) -> tuple[PackView, CaseLine]:
    """One case that the member may read. Raises OutOfSight."""
    round_id = db.session.scalar(select(ScrutinyCase.round_id).where(ScrutinyCase.id == case_id))
    found = pack(viewer, round_id or 0)
    line = next((each for each in found.lines if each.case.id == case_id), None)
    if line is None:
        raise OutOfSight
    return found, line


def seat_of(viewer: Viewer, found: PackView, line: CaseLine) -> Seat:
    """What stands between the member and a case that they may read."""
    return Seat(state=found.round.state, took_part=False, declared=False, has_scored=found.has_scored(line))


def how_far(viewer: Viewer) -> dict[int, tuple[int, int]]:
    """By round that is with its panel: how many cases the member has scored, of how many."""
    views = [pack(viewer, one.id) for one in my_rounds(viewer) if one.state is RoundState.RELEASED]
    return {view.round.id: (view.scored, len(view.lines)) for view in views}


def _seat(
    viewer: Viewer, found: ScrutinyRound, line: CaseLine, involved: dict[int, frozenset[int]], declared: frozenset[int]
) -> Seat:
    return Seat(
        state=found.state,
        took_part=viewer.user_id in involved.get(line.disposal.id, frozenset()),
        declared=line.case.id in declared,
        has_scored=False,
    )


def _declared(viewer: Viewer) -> frozenset[int]:
    return frozenset(db.session.scalars(select(ScrutinyLink.case_id).where(ScrutinyLink.user_id == viewer.user_id)))


def _numbers(round_id: int) -> tuple[int, ...]:
    of_round = select(ScrutinyCase.number).where(ScrutinyCase.round_id == round_id)
    return tuple(db.session.scalars(of_round.order_by(ScrutinyCase.number)))
