"""Moments of episodes of which a timeline says one line: calls, requests, reminders, steps of a disposal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, String, bindparam, cast, literal, null, select, type_coerce, union_all

from pathways.arrest_tests.models.assessment import RequiredOtherwise
from pathways.arrest_tests.models.offences import AuthorityRequest
from pathways.arrest_tests.models.testing import AskLater
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK
from pathways.people.models.custody import YouthHandover
from pathways.store.base import Instant, db

NOT_OF_THE_STORY = (
    *("report_condition", "report_action", "report_done", "report_not_done", "condition_met"),
    *("new_disposal", DEATH_TAKEN_BACK),
)
"""Steps between two that the story tells."""


class MomentKind(StrEnum):
    """Which table a moment comes from."""

    CALL = "call"
    REQUEST = "request"
    REMINDER = "reminder"
    REQUIRED_OTHERWISE = "required_otherwise"
    STEP = "step"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One moment. `then_*` is the decision that followed; `code` and `words` are what its kind says of it."""

    id: int
    at: datetime
    by_id: int | None
    then_at: datetime | None
    then_by_id: int | None
    code: str
    words: str
    called: str


Moments = Mapping[MomentKind, Sequence[Moment]]


def _moments(kind: MomentKind, table: Any, at: Any, by_id: Any, **more: Any) -> Any:
    empty = {"then_at": cast(null(), Instant), "then_by_id": cast(null(), Integer)}
    empty |= {name: cast(null(), String) for name in ("code", "words", "called")}
    columns = {**empty, **more}
    owner = Disposal if table is DisposalEvent else table
    return select(literal(kind.value), owner.episode_id, table.id, at, by_id, *columns.values())


def _text(column: Any) -> Any:
    """A column of a list or of an enumeration as the text that is stored."""
    return type_coerce(column, String)


_MOMENTS = union_all(
    _moments(
        MomentKind.CALL,
        YouthHandover,
        YouthHandover.recorded_at,
        YouthHandover.recorded_by_id,
        then_at=YouthHandover.called_at,
        code=_text(YouthHandover.agrees),
        words=YouthHandover.answered_by,
        called=cast(YouthHandover.rung, String),
    ).where(YouthHandover.episode_id.in_(bindparam("of_episodes", expanding=True))),
    _moments(MomentKind.REQUEST, AuthorityRequest, AuthorityRequest.asked_at, AuthorityRequest.asked_by_id).where(
        AuthorityRequest.episode_id.in_(bindparam("of_episodes", expanding=True))
    ),
    _moments(
        MomentKind.REMINDER,
        AskLater,
        AskLater.recorded_at,
        AskLater.recorded_by_id,
        code=_text(AskLater.why),
        words=AskLater.note,
    ).where(AskLater.episode_id.in_(bindparam("of_episodes", expanding=True))),
    _moments(
        MomentKind.REQUIRED_OTHERWISE,
        RequiredOtherwise,
        RequiredOtherwise.recorded_at,
        RequiredOtherwise.recorded_by_id,
        then_at=RequiredOtherwise.decided_at,
        then_by_id=RequiredOtherwise.decided_by_id,
        code=_text(RequiredOtherwise.decision),
    ).where(RequiredOtherwise.episode_id.in_(bindparam("of_episodes", expanding=True))),
    _moments(
        MomentKind.STEP,
        DisposalEvent,
        DisposalEvent.at,
        DisposalEvent.by_id,
        code=DisposalEvent.event,
        words=_text(Disposal.kind),
    )
    .join(Disposal, Disposal.id == DisposalEvent.disposal_id)
    .where(Disposal.episode_id.in_(bindparam("of_episodes", expanding=True)))
    .where(DisposalEvent.event.not_in(NOT_OF_THE_STORY)),
)


def moments_of(episode_ids: Collection[int]) -> dict[int, Moments]:
    """These moments of episodes, by episode and kind, each kind in the order of time; one statement for all."""
    moments: dict[int, dict[MomentKind, list[Moment]]] = {
        each: {kind: [] for kind in MomentKind} for each in episode_ids
    }
    rows = db.session.execute(_MOMENTS, {"of_episodes": list(episode_ids)}) if episode_ids else ()
    for kind, episode_id, number, at, by_id, then_at, then_by_id, code, words, called in rows:
        moment = Moment(
            id=number,
            at=at,
            by_id=by_id,
            then_at=then_at,
            then_by_id=then_by_id,
            code=code or "",
            words=words or "",
            called=called or "",
        )
        moments[episode_id][MomentKind(kind)].append(moment)
    for by_kind in moments.values():
        for of_kind in by_kind.values():
            of_kind.sort(key=lambda moment: (moment.at, moment.id))
    return dict(moments)
