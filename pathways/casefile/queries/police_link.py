"""What is true of the police's link to a person: consent to be told, conditions that run, steps still open."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.models import DrugTest
from pathways.casefile.rules import PoliceView, RunningCondition
from pathways.disposals.models import Condition, Disposal, DisposalEvent
from pathways.disposals.rules import STANDS_ASIDE
from pathways.people.models import Episode
from pathways.referrals import queries as referrals
from pathways.referrals.rules import Told, heard_by
from pathways.store import db


def police_view(episode: Episode) -> PoliceView:
    """What is true now of the police's link to the person of this episode."""
    return PoliceView(
        answers=heard_by(Told.POLICE, referrals.consents_in(episode)),
        conditions=tuple(_running(episode.id)),
        holds_open_step=_holds_open_step(episode),
    )


def liaison_view(episode: Episode) -> PoliceView:
    """The same for liaison and diversion: what the person agreed that they are told, and no other link."""
    return PoliceView(answers=heard_by(Told.LIAISON, referrals.consents_in(episode)))


def _running(episode_id: int) -> Iterable[RunningCondition]:
    rows = (
        select(Condition.id, Disposal)
        .join(Disposal, Disposal.id == Condition.disposal_id)
        .where(Disposal.episode_id == episode_id)
        .order_by(Condition.id)
    )
    for condition_id, disposal in db.session.execute(rows):
        yield RunningCondition(condition_id=condition_id, signed_at=disposal.signed_at, ended_at=_ended_at(disposal))


def _ended_at(disposal: Disposal) -> datetime | None:
    if disposal.state not in STANDS_ASIDE:
        return None
    events = select(DisposalEvent.at).where(DisposalEvent.disposal_id == disposal.id)
    last = db.session.scalar(events.order_by(DisposalEvent.at.desc(), DisposalEvent.id.desc()).limit(1))
    return disposal.completed_at or last or disposal.proposed_at


def _holds_open_step(episode: Episode) -> bool:
    """Whether police hold an open test, required assessment or disposal of the person in this episode.

    A required assessment counts as open whatever became of it: otherwise the row would tell that somebody came.
    """
    waiting = select(DrugTest.id).where(
        DrugTest.episode_id == episode.id,
        DrugTest.superseded_at.is_(None),
        DrugTest.taken_at.is_not(None),
        DrugTest.result_at.is_(None),
    )
    undecided = select(Disposal.id).where(Disposal.episode_id == episode.id, Disposal.state.not_in(STANDS_ASIDE))
    if arrest_tests.required_assessment_of(episode.id) is not None:
        return True
    return any(db.session.scalar(one.limit(1)) is not None for one in (waiting, undecided))
