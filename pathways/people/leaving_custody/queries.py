"""Plans and decisions about a release, moves, and parts left open, of an episode the caller has found in sight."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from pathways.auth.roles import Viewer
from pathways.people.custody.queries import EpisodeView
from pathways.people.leaving_custody.rules import LeavingFacts, OpenPart
from pathways.people.models.custody import CustodyTransfer, Detention, Episode, PartLeftOpen, ReleaseDecision
from pathways.store.base import db
from pathways.store.together import Records, SideBySide, among

STAY = {
    "moves": Records(
        (CustodyTransfer,),
        CustodyTransfer.episode_id == Episode.id,
        (CustodyTransfer.arrived_at.desc(), CustodyTransfer.id.desc()),
    ),
    "decisions": Records((ReleaseDecision,), ReleaseDecision.episode_id == Episode.id, (ReleaseDecision.id.desc(),)),
}
"""What `stays_from` is made of: a later room reads it with what it asks of the same episodes."""
_STAY = SideBySide((Episode, among(Episode.id, "of_episodes")), **STAY)

# The row that first recorded the release. Corrections, of the release or anything else, are later rows.
_RELEASE = (
    select(Detention.recorded_at, Detention.released_at)
    .where(Detention.episode_id == bindparam("of_episode"), Detention.released_at.is_not(None))
    .order_by(Detention.id)
    .limit(1)
)

OpenParts = Callable[[Viewer, EpisodeView], tuple[OpenPart, ...]]
_open_parts: list[OpenParts] = []


@dataclass(frozen=True, kw_only=True)
class PlannedRelease:
    """A planned release as it was set or changed; None where it was taken away."""

    planned_release_at: datetime | None
    recorded_at: datetime
    recorded_by_id: int


@dataclass(frozen=True, kw_only=True)
class CustodyStay:
    """Where somebody was in an episode and how their release was decided: the moves and the decisions, latest first."""

    transfers: tuple[CustodyTransfer, ...] = ()
    decisions: tuple[ReleaseDecision, ...] = ()

    def suite_id_at(self, episode: Episode, at: datetime) -> int | None:
        """The suite where somebody was at a moment: what it is notified for decides what could be asked then."""
        place = episode.suite_id
        for move in self.transfers:
            if at >= move.arrived_at:
                break
            place = move.from_suite_id
        return place

    def decision_at(self, at: datetime) -> ReleaseDecision | None:
        """The decision that stood at a moment: one without a `decision` once it was taken back, None before any."""
        return next((each for each in self.decisions if (each.decided_at or each.recorded_at) <= at), None)


def stays_of(episode_ids: Collection[int]) -> dict[int, CustodyStay]:
    """The moves and decisions of these episodes, by episode; one statement for all."""
    return stays_from(episode_ids, _STAY.read({"of_episodes": episode_ids}))


def stays_from(episode_ids: Collection[int], read: Mapping[str, Iterable[Any]]) -> dict[int, CustodyStay]:
    """The moves and decisions of these episodes, by episode, among the records that were read (`STAY`)."""
    transfers: dict[int, list[CustodyTransfer]] = {each: [] for each in episode_ids}
    decisions: dict[int, list[ReleaseDecision]] = {each: [] for each in episode_ids}
    for move in read["moves"]:
        transfers[move.episode_id].append(move)
    for decision in read["decisions"]:
        decisions[decision.episode_id].append(decision)
    return {
        each: CustodyStay(transfers=tuple(transfers[each]), decisions=tuple(decisions[each])) for each in episode_ids
    }


def open_parts_by(of: OpenParts) -> OpenParts:
    """Decorator for a later room: its function gives the open parts of an episode, to ask why they are left open."""
    _open_parts.append(of)
    return of


def open_parts(viewer: Viewer, view: EpisodeView) -> tuple[OpenPart, ...]:
    """The parts that are not done, in the order of the page."""
    return tuple(part for of in _open_parts for part in of(viewer, view))


def released_after(episode_id: int, at: datetime) -> datetime | None:
    """When somebody was released, if that was recorded after `at`."""
    row = db.session.execute(_RELEASE, {"of_episode": episode_id}).one_or_none()
    return row[1] if row and row[0] >= at else None


def decision_of(episode_id: int) -> ReleaseDecision | None:
    """The latest decision how somebody will be released; its `decision` is None where it was taken back."""
    return next(iter(decisions_of(episode_id)), None)


def decisions_of(episode_id: int) -> tuple[ReleaseDecision, ...]:
    """Every decision, latest first."""
    return stays_of([episode_id])[episode_id].decisions


def leaving_facts(view: EpisodeView, decided: ReleaseDecision | None) -> LeavingFacts:
    """The plan and the latest decision (`decision_of`) as the rules read them."""
    planned = view.detention.planned_release_at if view.detention else None
    if decided is None:
        return LeavingFacts(planned_release_at=planned)
    return LeavingFacts(
        planned_release_at=planned,
        decision=decided.decision,
        decided_at=decided.decided_at,
        held_only_for_sample=decided.held_only_for_sample,
    )


def plans_of(episode_id: int) -> tuple[PlannedRelease, ...]:
    """The planned release each time it was set, changed or taken away, latest first."""
    rows = select(Detention).where(Detention.episode_id == episode_id).order_by(Detention.recorded_at, Detention.id)
    plans: list[PlannedRelease] = []
    before: datetime | None = None
    for row in db.session.scalars(rows):
        if row.planned_release_at != before:
            planned, before = row.planned_release_at, row.planned_release_at
            plans.append(
                PlannedRelease(
                    planned_release_at=planned, recorded_at=row.recorded_at, recorded_by_id=row.recorded_by_id
                )
            )
    return tuple(reversed(plans))


def transfers_of(episode_id: int) -> tuple[CustodyTransfer, ...]:
    """The moves of a detention between suites, the latest first."""
    return stays_of([episode_id])[episode_id].transfers


def suite_id_at(episode: Episode, at: datetime) -> int | None:
    """The suite where somebody was at a moment (`CustodyStay.suite_id_at`)."""
    return stays_of([episode.id])[episode.id].suite_id_at(episode, at)


def left_open(episode_id: int) -> tuple[PartLeftOpen, ...]:
    """The parts left open at the release, with why; not those of an earlier release that was corrected away."""
    conditions = (Detention.episode_id == episode_id, Detention.released_at.is_(None))
    last_held = select(func.max(Detention.recorded_at)).where(*conditions).scalar_subquery()
    rows = select(PartLeftOpen).where(PartLeftOpen.episode_id == episode_id, PartLeftOpen.recorded_at >= last_held)
    return tuple(db.session.scalars(rows.order_by(PartLeftOpen.id)))
