"""Disposals that ended as they would be said in a file, and which of them more hangs on."""

from collections.abc import Collection

from sqlalchemy import func, select

from pathways.arrest_tests.models.offences import Offence
from pathways.arrest_tests.of_before.queries import as_stated
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.of_before.rules import PastDisposal, ends_of
from pathways.disposals.steps.rules.machine import GIVEN_IS_THE_END, is_dealt_with
from pathways.store.base import Record, db
from pathways.store.together import among, named_elsewhere


def past_disposals(disposals: Collection[Disposal]) -> dict[int, PastDisposal]:
    """These disposals, given and ended, as a file says them, by id; without those of no recorded offence.

    Of several offences of an arrest a file says the first, unless the disposal came with another one.
    """
    of_episodes = among(Offence.episode_id, [each.episode_id for each in disposals])
    rows = db.session.scalars(select(Offence).where(Offence.superseded_at.is_(None), of_episodes).order_by(Offence.id))
    by_id = {each.id: each for each in rows}
    offences = {each.episode_id: each for each in reversed(by_id.values())}
    proposed = select(DisposalEvent.disposal_id, DisposalEvent.recorded).where(DisposalEvent.event == "propose")
    of_these = among(DisposalEvent.disposal_id, [each.id for each in disposals])
    came_with = {
        row.disposal_id: by_id[row.recorded["offence"]]
        for row in db.session.execute(proposed.where(of_these).order_by(DisposalEvent.id))
        if row.recorded.get("offence") in by_id
    }
    last = select(func.max(DisposalEvent.id)).group_by(DisposalEvent.disposal_id)
    steps = db.session.scalars(
        select(DisposalEvent).where(DisposalEvent.id.in_(last), of_these).order_by(DisposalEvent.id)
    )
    ended = {each.disposal_id: each.at for each in steps}
    return {
        each.id: PastDisposal(
            **as_stated(came_with.get(each.id, offences[each.episode_id])),
            kind=each.kind,
            decided_at=each.proposed_at,
            given_at=each.signed_at,
            ended_as=None if each.kind in GIVEN_IS_THE_END else each.state,
            ended_at=None if each.kind in GIVEN_IS_THE_END else ended.get(each.id),
            rationale=each.rationale or None,
        )
        for each in disposals
        if each.signed_at is not None and each.episode_id in offences and _may_be_said(each)
    }


def _may_be_said(disposal: Disposal) -> bool:
    """Whether a file of disposals that were given may say how this one ended."""
    return disposal.kind in GIVEN_IS_THE_END or disposal.state in ends_of(disposal.kind)


def has_its_outcome(episode_id: int) -> bool:
    """Whether the matter has its outcome: a disposal that stands, or one that runs."""
    rows = db.session.execute(select(Disposal.kind, Disposal.state).where(Disposal.episode_id == episode_id))
    return any(is_dealt_with(row.kind, row.state) for row in rows)


def more_is_recorded_of_disposals(ids: Collection[int], *, beside: Collection[type[Record]] = ()) -> frozenset[int]:
    """Those of these disposals that took a step since, or that any row names but for rows of the tables in `beside`."""
    named = named_elsewhere(Disposal, ids, but=(DisposalEvent, *beside))
    at_import = select(Disposal.id).join(DisposalEvent, DisposalEvent.disposal_id == Disposal.id)
    moved = at_import.where(among(Disposal.id, ids), DisposalEvent.recorded["of_before"].as_boolean().is_not(True))
    return named.union(db.session.scalars(moved))


def episodes_decided(episode_ids: Collection[int]) -> frozenset[int]:
    """Those of these episodes that have a disposal."""
    return frozenset(db.session.scalars(select(Disposal.episode_id).where(among(Disposal.episode_id, episode_ids))))
