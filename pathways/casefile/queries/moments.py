"""Moments of episodes of which a timeline says one line: calls, requests, reminders, steps of a disposal,
decisions about a failure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Select, String, cast, union_all

from pathways.arrest_tests.models.assessment import Failure, FailureDecision, RequiredOtherwise
from pathways.arrest_tests.models.offences import AuthorityRequest
from pathways.arrest_tests.models.testing import AskLater
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK
from pathways.people.models.custody import YouthHandover
from pathways.store.base import Instant, db
from pathways.store.together import Layout, among

NOT_OF_THE_STORY = (
    *("report_condition", "report_action", "report_done", "report_not_done", "condition_met"),
    *("new_disposal", DEATH_TAKEN_BACK),
)
"""Steps between two that the story tells."""

CALL, REQUEST, REMINDER, REQUIRED_OTHERWISE = "call", "request", "reminder", "required_otherwise"
STEP, FAILURE = "step", "failure"

# `of` is the episode; `then_at` and `then_by_id` are of the decision that followed; `code` and `words` are what its
# kind says of it; `rung` is whom an officer rang, as JSON.
_LAYOUT = Layout(
    of=Integer(),
    number=Integer(),
    at=Instant(),
    by_id=Integer(),
    then_at=Instant(),
    then_by_id=Integer(),
    code=String(),
    words=String(),
    rung=String(),
)


def _in_episodes(kind: str, table: Any, **columns: Any) -> Select[Any]:
    """The rows of a table that names an episode."""
    rows = _LAYOUT.rows(kind, of=table.episode_id, number=table.id, **columns)
    return rows.where(among(table.episode_id, "of_episodes"))


_MOMENTS = union_all(
    _in_episodes(
        CALL,
        YouthHandover,
        at=YouthHandover.recorded_at,
        by_id=YouthHandover.recorded_by_id,
        then_at=YouthHandover.called_at,
        code=YouthHandover.agrees,
        words=YouthHandover.answered_by,
        rung=cast(YouthHandover.rung, String),
    ),
    _in_episodes(REQUEST, AuthorityRequest, at=AuthorityRequest.asked_at, by_id=AuthorityRequest.asked_by_id),
    _in_episodes(
        REMINDER,
        AskLater,
        at=AskLater.recorded_at,
        by_id=AskLater.recorded_by_id,
        code=AskLater.why,
        words=AskLater.note,
    ),
    _in_episodes(
        REQUIRED_OTHERWISE,
        RequiredOtherwise,
        at=RequiredOtherwise.recorded_at,
        by_id=RequiredOtherwise.recorded_by_id,
        then_at=RequiredOtherwise.decided_at,
        then_by_id=RequiredOtherwise.decided_by_id,
        code=RequiredOtherwise.decision,
    ),
    _LAYOUT.rows(
        STEP,
        of=Disposal.episode_id,
        number=DisposalEvent.id,
        at=DisposalEvent.at,
        by_id=DisposalEvent.by_id,
        code=DisposalEvent.event,
        words=Disposal.kind,
    )
    .join_from(DisposalEvent, Disposal, Disposal.id == DisposalEvent.disposal_id)
    .where(among(Disposal.episode_id, "of_episodes"), DisposalEvent.event.not_in(NOT_OF_THE_STORY)),
    _LAYOUT.rows(
        FAILURE,
        of=Failure.episode_id,
        number=FailureDecision.id,
        at=FailureDecision.recorded_at,
        by_id=FailureDecision.recorded_by_id,
        code=FailureDecision.step,
        words=Failure.kind,
    )
    .join_from(FailureDecision, Failure, Failure.id == FailureDecision.failure_id)
    .where(among(Failure.episode_id, "of_episodes")),
).order_by("at", "number")

Moments = Mapping[str, Sequence[Any]]


def moments_of(episode_ids: Collection[int]) -> dict[int, Moments]:
    """These moments of episodes, by episode and kind, each kind in the order of time; one statement for all."""
    moments: dict[int, dict[str, list[Any]]] = {each: defaultdict(list) for each in episode_ids}
    for row in db.session.execute(_MOMENTS, {"of_episodes": episode_ids}) if episode_ids else ():
        moments[row.of][row.kind].append(row)
    return dict(moments)
