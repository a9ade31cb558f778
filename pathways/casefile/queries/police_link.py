"""What is true of the police's link to a person: consent to be told, conditions that run, steps still open."""

from collections.abc import Iterable
from datetime import datetime, time

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.models import DrugTest
from pathways.casefile.rules import Answered, PoliceView, RunningCondition, stretches
from pathways.disposals.models import Condition, Disposal, DisposalEvent
from pathways.disposals.rules import STANDS_ASIDE
from pathways.people.models import Episode
from pathways.referrals import queries as referrals
from pathways.referrals.rules import FEEDBACK, ConsentFacts, ConsentState, Told, heard_by, lapses_on, undoes_nothing
from pathways.store import db


def police_view(episode: Episode) -> PoliceView:
    """What is true now of the police's link to the person of this episode."""
    return PoliceView(
        consents=stretches(_answers(heard_by(Told.POLICE, referrals.consents_in(episode)))),
        conditions=tuple(_running(episode.id)),
        holds_open_step=_holds_open_step(episode),
    )


def liaison_view(episode: Episode) -> PoliceView:
    """The same for liaison and diversion: what the person agreed that they are told, and no other link."""
    return PoliceView(consents=stretches(_answers(heard_by(Told.LIAISON, referrals.consents_in(episode)))))


def _answers(facts: Iterable[ConsentFacts]) -> Iterable[Answered]:
    """The answers about telling them. What undoes none is left out, as for the standing answer."""
    held: ConsentFacts | None = None
    for one in sorted((one for one in facts if one.number == FEEDBACK), key=lambda one: (one.taken_at, one.id)):
        if held and undoes_nothing(one, held):
            continue
        held = one
        agrees = one.state is ConsentState.GIVEN and one.understood
        lapses_at = clock.from_london(lapses_on(one.taken_at), time(0)) if agrees else None
        yield Answered(at=one.taken_at, lapses_at=lapses_at, in_writing=one.signed)


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
