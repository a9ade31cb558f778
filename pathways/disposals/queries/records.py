"""Reads of disposals: what is in sight, what stands, what waits, what runs.

Police see the disposals of their own force: those of an episode in sight, and every one that has not ended, for
whoever holds an open disposal keeps that record until it has (trust.md, rule R6).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, not_, or_, select

from pathways import clock
from pathways.auth import Viewer
from pathways.disposals.models import Condition, Disposal, DisposalEvent, has_ended
from pathways.disposals.rules import (
    KEPT_AS,
    MAY_REST_ON_A_RESULT,
    STANDS_ASIDE,
    ConditionStatus,
    Facts,
    Kind,
    Planned,
    State,
    custody_test_named,
)
from pathways.documents.kept import newest_copy
from pathways.documents.models import KeptPaper
from pathways.people.models import Episode
from pathways.people.queries import (
    EpisodeView,
    episodes_in_sight,
    is_open_to,
    open_step,
    view_of,
    way_in,
)
from pathways.refusals import OutOfSight
from pathways.store import db

_CONDITIONS = (
    select(Condition)
    .where(Condition.disposal_id == bindparam("of_disposal"))
    .order_by(Condition.position, Condition.id)
)
_EVENTS = select(DisposalEvent).where(DisposalEvent.disposal_id == bindparam("of_disposal")).order_by(DisposalEvent.id)
_OF_EPISODES = (
    select(Disposal).where(Disposal.episode_id.in_(bindparam("of_episodes", expanding=True))).order_by(Disposal.id)
)

RUNNING = (State.ACTIVE, State.BREACH_REVIEW, State.AGREED, State.NON_ENGAGED, State.DEFERRED, State.REVIEW_DUE)
"""States in which conditions, actions or an activity are followed, and a service may report."""

FOLLOWED = (*RUNNING, State.DETAINED_24A, State.PROSECUTION_PENDING, State.COMPLETED_AWAITING_REVIEW)
"""States in which whoever follows conditions keeps a case."""

PENALTY_RUNS = (State.GIVEN, State.COURT_REQUESTED)


@dataclass(frozen=True, kw_only=True)
class DisposalView:
    """A disposal with its person, conditions and history."""

    disposal: Disposal
    view: EpisodeView
    conditions: tuple[Condition, ...]
    events: tuple[DisposalEvent, ...]
    document: KeptPaper | None

    @property
    def plan(self) -> tuple[Planned, ...]:
        """The conditions as the rules read them."""
        return tuple(planned(row) for row in self.conditions)

    @property
    def a_test_may_inform_it(self) -> bool:
        """Whether the reasons rest on the test, the Act lets them (PACE s.63B(7)(aa)), and it can still be decided."""
        rests = self.disposal.reasons_cite_test and self.disposal.kind in MAY_REST_ON_A_RESULT
        return rests and self.view.person.died_at is None

    @property
    def names_a_custody_test(self) -> bool:
        """Whether what was written when it was proposed plainly names a test that may not inform it.

        Nobody can write so now; whoever has still to decide what was proposed before that reads none of it.
        """
        disposal, proposals = self.disposal, (event.recorded for event in self.events if event.event == "propose")
        texts = {
            "rationale": disposal.rationale,
            "later": disposal.deadline_reason,
            "why": disposal.words_stand_because,
        }
        texts |= {f"condition {row.position}": row.wording for row in self.conditions}
        for proposal in proposals:
            texts |= {**proposal.get("overrides", {}), "remedy": proposal.get("remedy_not_used")}
        written = {name: text for name, text in texts.items() if text}
        return bool(custody_test_named(disposal.kind, written, clock.london_date(disposal.proposed_at)))

    @property
    def open_conditions(self) -> tuple[Condition, ...]:
        return tuple(row for row in self.conditions if row.status is ConditionStatus.OPEN)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the disposal of an episode is, in the words of the task list."""

    words: str = ""
    started: bool = False
    done: bool = False
    disposal_id: int | None = None
    days_late: int = 0


def planned(row: Condition) -> Planned:
    """One stored condition as the rules read it."""
    return Planned(
        kind=row.kind,
        wording=row.wording,
        due_on=row.due_on,
        service_id=row.service_id,
        proof=row.proof,
        hours=row.hours,
        amount=row.amount,
    )


def disposals_in_sight(viewer: Viewer) -> Select[int]:
    """The ids of the disposals that the viewer may open."""
    statement = select(Disposal.id).where(Disposal.organisation_id == viewer.organisation_id)
    statement = statement.where(is_open_to(viewer, Disposal.person_id))
    if viewer.follows_conditions:
        return statement.where(_is_followed())
    if not viewer.is_police:
        return statement.where(false())
    return statement.where(or_(Disposal.episode_id.in_(episodes_in_sight(viewer)), not_(has_ended())))


@way_in
def people_with_an_open_disposal(viewer: Viewer) -> Select[int]:
    """Whom the police still reach after 28 days because a disposal of theirs has not ended; monitors, while it runs."""
    statement = select(Disposal.person_id).where(Disposal.organisation_id == viewer.organisation_id)
    if viewer.follows_conditions:
        return statement.where(_is_followed())
    return statement.where(not_(has_ended()) if viewer.is_police else false())


@open_step
def people_with_an_undecided_disposal(viewer: Viewer) -> Select[int]:
    """Of whom the viewer's force holds a disposal that has not ended and was not put aside."""
    of_own_force = Disposal.organisation_id == viewer.organisation_id
    return select(Disposal.person_id).where(of_own_force, not_(has_ended()), Disposal.state.not_in(STANDS_ASIDE))


def _is_followed() -> ColumnElement[bool]:
    penalty_runs = and_(Disposal.kind == Kind.PND, Disposal.state.in_(PENALTY_RUNS))
    return or_(Disposal.state.in_(FOLLOWED), penalty_runs)


def disposal(viewer: Viewer, disposal_id: int) -> DisposalView:
    """One disposal in sight with everything its page shows. Raises OutOfSight."""
    in_sight = Disposal.id.in_(disposals_in_sight(viewer))
    found = db.session.scalar(select(Disposal).where(Disposal.id == disposal_id, in_sight))
    if found is None:
        raise OutOfSight
    return _whole(found)


def condition(viewer: Viewer, condition_id: int) -> tuple[Condition, DisposalView]:
    """One condition of a disposal in sight. Raises OutOfSight."""
    row = db.session.get(Condition, condition_id)
    if row is None:
        raise OutOfSight
    return row, disposal(viewer, row.disposal_id)


def conditions_of(disposal_id: int) -> tuple[Condition, ...]:
    """The conditions of a disposal in their order."""
    return tuple(db.session.scalars(_CONDITIONS, {"of_disposal": disposal_id}))


def disposals_of(episode_id: int) -> tuple[Disposal, ...]:
    """Every decision on an episode, latest first. The caller found the episode in sight."""
    return tuple(reversed(db.session.scalars(_OF_EPISODES, {"of_episodes": [episode_id]}).all()))


def standing(episode_id: int) -> Disposal | None:
    """The decision that stands on an episode: not one that is to be decided again, was replaced or voided."""
    found = disposals_of(episode_id)
    aside = STANDS_ASIDE - {State.COMPLETED, State.COMPLETED_IN_PART, State.EXCUSED_CLOSED}
    return next((row for row in found if row.state not in aside), None)


def progress(episode_id: int) -> Progress:
    """How far the disposal of one episode is. The caller found the episode in sight."""
    return progress_of([episode_id]).get(episode_id, Progress())


def progress_of(episode_ids: Collection[int]) -> dict[int, Progress]:
    """How far the disposals of several episodes are; an episode without one is left out."""
    rows = db.session.scalars(_OF_EPISODES, {"of_episodes": list(set(episode_ids))}).all()
    # A later decision speaks for the episode: the rows come in their order.
    return {row.episode_id: _progress(row) for row in rows}


def awaits_police(row: Condition) -> bool:
    """Whether a report of this condition waits for an officer."""
    return row.status is ConditionStatus.OPEN and row.reported_as is not None


def victim_is_known(facts: Facts) -> bool:
    """Whether the recorded facts say that there is, or may be, a victim to be told."""
    return facts.get("victim_exists") is not False


def _whole(found: Disposal) -> DisposalView:
    return DisposalView(
        disposal=found,
        view=view_of(db.session.get_one(Episode, found.episode_id)),
        conditions=conditions_of(found.id),
        events=tuple(db.session.scalars(_EVENTS, {"of_disposal": found.id})),
        document=newest_copy(KEPT_AS[found.kind], found.id) if found.kind in KEPT_AS else None,
    )


def _progress(row: Disposal) -> Progress:
    words = f"{row.kind.label}: {row.state_words.lower()}."
    conditions = conditions_of(row.id) if row.state in RUNNING else ()
    if row.state is State.ACTIVE and any(awaits_police(one) for one in conditions):
        words = f"{row.kind.label}: a report waits for an officer."
    return Progress(
        words=words,
        started=True,
        # Signed is done for the officer on the desk; a decision to be taken again is open work.
        done=row.state
        not in (State.DRAFT, State.PROPOSED, State.WITH_CPS, State.AUTHORISED, State.REDECIDE, State.VOID),
        disposal_id=row.id,
        days_late=days_past(row, conditions),
    )


def late_among(disposal: Disposal, conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Of its conditions what nobody reported and whose day has passed, while the disposal runs."""
    runs, today = disposal.state in RUNNING, clock.today()
    is_open = (row for row in conditions if runs and row.status is ConditionStatus.OPEN)
    return tuple(row for row in is_open if row.due_on < today and not row.reported_as)


def days_past(disposal: Disposal, conditions: Collection[Condition]) -> int:
    """For how many days it runs past its date: of its oldest late condition, else of its own last day."""
    last = min((row.due_on for row in late_among(disposal, conditions)), default=None)
    if not conditions and disposal.state in RUNNING:
        last = disposal.ends_on
    return max((clock.today() - last).days, 0) if last else 0
