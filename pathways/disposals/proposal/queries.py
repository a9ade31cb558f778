"""Disposals in sight, how far each is, the scans about one, and what waits for authority."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, false, not_, or_, select, true

from pathways import clock, dates
from pathways.arrest_tests.authority.queries import RequestWaiting, requests_waiting
from pathways.arrest_tests.disclosure.queries import tellings_to_count
from pathways.arrest_tests.failures_to_attend.queries import failures_to_count
from pathways.arrest_tests.held_records.queries import held_to_count, requirements_to_count
from pathways.arrest_tests.held_records.rules import may_decide
from pathways.auth.roles import Role, Viewer
from pathways.disposals.conditions.rules import ConditionStatus, Planned
from pathways.disposals.models import Condition, Disposal, DisposalEvent, has_ended
from pathways.disposals.proposal.rules.papers import KEPT_AS
from pathways.disposals.proposal.rules.words_of_a_test import MAY_REST_ON_A_RESULT, custody_test_named
from pathways.disposals.steps.rules.machine import STANDS_ASIDE, State
from pathways.documents.copies import newest_copy
from pathways.documents.kinds import OF_DISPOSALS
from pathways.documents.models import KeptPaper, ReceivedPaper
from pathways.documents.scans import received_about
from pathways.law.rules.disposal_language import Facts
from pathways.law.rules.disposal_terms import Kind
from pathways.people.custody import queries as people
from pathways.people.custody.queries import WHOLE, EpisodeView, as_view
from pathways.people.deaths.queries import open_step
from pathways.people.identity.queries import details_of_many
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import is_episode_in_sight, is_open_to, names_an_episode_in_sight, surviving_id, way_in
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.safeguarding.queries import reviews_to_count
from pathways.store.base import db, shared_alias
from pathways.store.together import Records, SideBySide

# Disposals in sight, and how far each is.
#
# Police see the disposals of their own force: those of an episode in sight, and every one that has not ended, because
# staff with an open disposal can read that record until it ends (rule R6, docs/decisions/0072).


_CONDITIONS = (
    select(Condition)
    .where(Condition.disposal_id == bindparam("of_disposal"))
    .order_by(Condition.position, Condition.id)
)
_WHOLE = WHOLE.join(Disposal, Disposal.episode_id == Episode.id).add_columns(Disposal)
_OF_DISPOSAL: BindParameter[int] = bindparam("of_disposal")
EVENTS = Records((DisposalEvent,), DisposalEvent.disposal_id == _OF_DISPOSAL, (DisposalEvent.id,))
_STEPS = SideBySide(events=EVENTS)
_PLAN_AND_STEPS = SideBySide(
    conditions=Records((Condition,), Condition.disposal_id == _OF_DISPOSAL, (Condition.position, Condition.id)),
    events=EVENTS,
)
_OF_EPISODES = (
    select(Disposal).where(Disposal.episode_id.in_(bindparam("of_episodes", expanding=True))).order_by(Disposal.id)
)
_ASKED = shared_alias(Person)

RUNNING = (State.ACTIVE, State.BREACH_REVIEW, State.AGREED, State.NON_ENGAGED, State.DEFERRED, State.REVIEW_DUE)
"""States in which conditions, actions or an activity are followed, and a service may report."""

FOLLOWED = (*RUNNING, State.DETAINED_24A, State.PROSECUTION_PENDING, State.COMPLETED_AWAITING_REVIEW)
"""States in which staff who follow conditions can read a case."""

PENALTY_RUNS = (State.GIVEN, State.COURT_REQUESTED)


@dataclass(frozen=True, kw_only=True)
class DisposalView:
    """A disposal with its person, conditions and history."""

    disposal: Disposal
    view: EpisodeView
    conditions: tuple[Condition, ...]
    events: tuple[DisposalEvent, ...]

    @property
    def plan(self) -> tuple[Planned, ...]:
        """The conditions as the rules read them."""
        return tuple(planned(row) for row in self.conditions)

    @property
    def a_test_may_inform_it(self) -> bool:
        """Whether the reasons rest on a test, the Act allows that (PACE s.63B(7)(aa)), and the person is alive."""
        rests = self.disposal.reasons_cite_test and self.disposal.kind in MAY_REST_ON_A_RESULT
        return rests and self.view.person.died_at is None

    @property
    def names_a_custody_test(self) -> bool:
        """Whether the proposal plainly names a custody test that may not inform this disposal.

        New proposals cannot. For an older one this keeps the words from the officer who still has to decide.
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
        return bool(custody_test_named(disposal.kind, written, dates.london_date(disposal.proposed_at)))

    @property
    def open_conditions(self) -> tuple[Condition, ...]:
        return tuple(row for row in self.conditions if row.status is ConditionStatus.OPEN)


def planned(row: Condition) -> Planned:
    """A stored condition as the rules read it."""
    return Planned(
        kind=row.kind,
        wording=row.wording,
        due_on=row.due_on,
        service_id=row.service_id,
        proof=row.proof,
        hours=row.hours,
        amount=row.amount,
    )


def is_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may open a disposal, as a condition on it.

    What has not ended is asked first: for most rows of a list the episodes in sight need not be looked up at all.
    """
    ours = and_(Disposal.organisation_id == viewer.organisation_id, is_open_to(viewer, Disposal.person_id))
    if viewer.follows_conditions:
        return and_(ours, _is_followed())
    if not viewer.is_police:
        return false()
    return and_(ours, or_(not_(has_ended()), names_an_episode_in_sight(viewer, Disposal.episode_id)))


@way_in
def people_with_an_open_disposal(viewer: Viewer) -> Select[int]:
    """People whom police still reach long after, because a disposal has not ended; for monitors, while it runs."""
    statement = select(Disposal.person_id).where(Disposal.organisation_id == viewer.organisation_id)
    if viewer.follows_conditions:
        return statement.where(_is_followed())
    return statement.where(not_(has_ended()) if viewer.is_police else false())


@open_step
def people_with_an_undecided_disposal(viewer: Viewer) -> Select[int]:
    """People with a disposal in the viewer's force that has not ended and was not put aside."""
    of_own_force = Disposal.organisation_id == viewer.organisation_id
    return select(Disposal.person_id).where(of_own_force, not_(has_ended()), Disposal.state.not_in(STANDS_ASIDE))


def _is_followed() -> ColumnElement[bool]:
    penalty_runs = and_(Disposal.kind == Kind.PND, Disposal.state.in_(PENALTY_RUNS))
    return or_(Disposal.state.in_(FOLLOWED), penalty_runs)


def disposal(viewer: Viewer, disposal_id: int) -> DisposalView:
    """One disposal in sight with everything its page shows. Raises OutOfSight."""
    return _in_sight(viewer, Disposal.id == disposal_id)


def sees_disposal(viewer: Viewer, disposal_id: int) -> bool:
    """Whether the pages of a disposal open for the viewer."""
    in_sight = select(Disposal.id).where(Disposal.id == disposal_id, is_in_sight(viewer))
    return db.session.scalar(in_sight) is not None


def condition(viewer: Viewer, condition_id: int) -> tuple[Condition, DisposalView]:
    """One condition of a disposal in sight. Raises OutOfSight."""
    of_condition = select(Condition.disposal_id).where(Condition.id == condition_id).scalar_subquery()
    disposal_view = _in_sight(viewer, Disposal.id == of_condition)
    return next(row for row in disposal_view.conditions if row.id == condition_id), disposal_view


def events_of(disposal_id: int) -> tuple[DisposalEvent, ...]:
    """The steps that a disposal took, in order."""
    return tuple(_STEPS.read({"of_disposal": disposal_id})["events"])


def document_of(disposal: Disposal) -> KeptPaper | None:
    """The newest copy of what was signed, agreed or given; None while nothing is."""
    return newest_copy(KEPT_AS[disposal.kind], disposal.id) if disposal.kind in KEPT_AS else None


def conditions_of(disposal_id: int) -> tuple[Condition, ...]:
    """The conditions of a disposal in their order."""
    return tuple(db.session.scalars(_CONDITIONS, {"of_disposal": disposal_id}))


def disposals_of(episode_id: int) -> tuple[Disposal, ...]:
    """Every decision on an episode in sight, latest first."""
    return tuple(reversed(db.session.scalars(_OF_EPISODES, {"of_episodes": [episode_id]}).all()))


def standing(episode_id: int) -> Disposal | None:
    """The current decision on an episode, else None. One to be decided again, replaced or voided does not count."""
    return standing_among(disposals_of(episode_id))


def standing_among(disposals: Iterable[Disposal]) -> Disposal | None:
    """The current one of the decisions on an episode, the latest first (`standing`)."""
    aside = STANDS_ASIDE - {State.COMPLETED, State.COMPLETED_IN_PART, State.EXCUSED_CLOSED}
    return next((row for row in disposals if row.state not in aside), None)


def awaits_police(row: Condition) -> bool:
    """Whether a report on a condition waits for an officer."""
    return row.status is ConditionStatus.OPEN and row.reported_as is not None


def victim_is_known(facts: Facts) -> bool:
    """Whether the recorded facts say that there is, or may be, a victim to be told."""
    return facts.get("victim_exists") is not False


def _in_sight(viewer: Viewer, which: ColumnElement[bool]) -> DisposalView:
    whole = _WHOLE.add_columns(is_episode_in_sight(viewer).label("opens"))
    row = or_out_of_sight(db.session.execute(whole.where(which, is_in_sight(viewer))).one_or_none())
    parts = _PLAN_AND_STEPS.read({"of_disposal": row.Disposal.id})
    return DisposalView(
        disposal=row.Disposal,
        view=as_view(row, is_in_sight=bool(row.opens)),
        conditions=tuple(parts["conditions"]),
        events=tuple(parts["events"]),
    )


def late_among(disposal: Disposal, conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The open conditions of a running disposal whose date has passed and that nobody reported."""
    runs, today = disposal.state in RUNNING, clock.today()
    is_open = (row for row in conditions if runs and row.status is ConditionStatus.OPEN)
    return tuple(row for row in is_open if row.due_on < today and not row.reported_as)


def days_past(disposal: Disposal, conditions: Collection[Condition]) -> int:
    """By how many days a disposal is past the date of its oldest late condition, or its own last day; else 0."""
    last = min((row.due_on for row in late_among(disposal, conditions)), default=None)
    if not conditions and disposal.state in RUNNING:
        last = disposal.ends_on
    return max((clock.today() - last).days, 0) if last else 0


def episode_to_decide(viewer: Viewer, episode_id: int) -> EpisodeView:
    """An episode in sight, or one whose disposal the viewer can read until it has ended (R6). Raises OutOfSight.

    A breach after months is still decided on the facts of the episode, and the victim is told.
    """
    try:
        return people.episode(viewer, episode_id)
    except OutOfSight:
        of_episode = select(Disposal.id).where(Disposal.episode_id == episode_id)
        if db.session.scalar(of_episode.where(is_in_sight(viewer)).limit(1)) is None:
            raise
    return people.view_of(db.session.get_one(Episode, episode_id))


def set_aside(events: Iterable[DisposalEvent]) -> dict[str, str]:
    """The rules that were set aside so far: the reason by rule id."""
    overrides: dict[str, str] = {}
    for event in events:
        overrides |= event.recorded.get("overrides", {})
    return overrides


# The scans about a disposal.


def scans_of(disposal_id: int) -> tuple[ReceivedPaper, ...]:
    """The scans about a disposal in sight, in the order they came."""
    return received_about(disposal_id, *OF_DISPOSALS)


def scan(viewer: Viewer, disposal_id: int, scan_id: int) -> tuple[ReceivedPaper, DisposalView]:
    """One scan about a disposal in sight. Raises OutOfSight."""
    disposal_view = disposal(viewer, disposal_id)
    row = or_out_of_sight(next((each for each in scans_of(disposal_id) if each.id == scan_id), None))
    return row, disposal_view


# What waits for authority, and how many wait on the viewer's other lists.


@dataclass(frozen=True, kw_only=True)
class WaitingProposal:
    """One proposal that waits for authority, for the list page."""

    disposal: Disposal
    details: PersonDetails


@dataclass(frozen=True, kw_only=True)
class AuthoritiesWaiting:
    """What waits for authority: proposed disposals, and tests for an offence that is not a trigger offence."""

    proposals: tuple[WaitingProposal, ...]
    requests: tuple[RequestWaiting, ...]

    @property
    def episode_ids(self) -> frozenset[int]:
        return frozenset(
            [each.disposal.episode_id for each in self.proposals] + [each.request.episode_id for each in self.requests]
        )


@dataclass(frozen=True, kw_only=True)
class WaitsElsewhere:
    """Another list of the viewer: the name of its page, and how many wait on it."""

    name: str
    number: int


def waiting(viewer: Viewer) -> tuple[WaitingProposal, ...]:
    """The proposals about living people that wait for authority, oldest first.

    A custody officer sees those of their own suite, everybody else those of their force.
    """
    proposals = select(Disposal).where(is_waiting(viewer)).order_by(Disposal.proposed_at, Disposal.id)
    rows = db.session.scalars(proposals).all()
    details = details_of_many([row.person_id for row in rows])
    return tuple(WaitingProposal(disposal=row, details=details[row.person_id]) for row in rows)


def is_waiting(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a disposal is a proposal that waits for authority on the viewer's list (`waiting`), as a condition."""
    is_of_a_suite = viewer.role is Role.CO and viewer.suite_id is not None
    # Asked of each proposal: few wait, and PostgreSQL would read every episode there ever was at the suite beside them.
    suite = select(Episode.suite_id).where(Episode.id == Disposal.episode_id).correlate(Disposal).scalar_subquery()
    asked = select(_ASKED.id).join(Person, Person.id == surviving_id(_ASKED)).where(_ASKED.id == Disposal.person_id)
    return and_(
        Disposal.state == State.PROPOSED,
        is_in_sight(viewer),
        asked.where(Person.died_at.is_(None)).correlate(Disposal).exists(),
        suite == viewer.suite_id if is_of_a_suite else true(),
    )


def waiting_elsewhere(viewer: Viewer) -> tuple[WaitsElsewhere, ...]:
    """The other lists that this viewer works through, with their numbers; empty lists too.

    Held records are counted without those in which the viewer had a part: another inspector decides them.
    """
    lists: dict[str, tuple[Select[int], ...]] = {}
    if viewer.may("safeguarding.review"):
        lists["Safeguarding reviews"] = (reviews_to_count(viewer),)
    if viewer.may("hold.decide") and may_decide(rank=viewer.rank, was_involved=False):
        lists["Held records"] = held_to_count(viewer), tellings_to_count(viewer), requirements_to_count(viewer)
    if viewer.may("failure.decide"):
        lists["Failures to decide"] = (failures_to_count(viewer),)
    if not lists:
        return ()
    counted = [count.scalar_subquery() for counts in lists.values() for count in counts]
    numbers = iter(db.session.execute(select(*counted)).one())
    return tuple(WaitsElsewhere(name=name, number=sum(islice(numbers, len(lists[name])))) for name in lists)


def waiting_for_authority(viewer: Viewer) -> AuthoritiesWaiting:
    """Everything that waits for authority. The list and the count on the board use this."""
    return AuthoritiesWaiting(proposals=waiting(viewer), requests=requests_waiting(viewer))
