"""Rounds as their organiser reads them, as a panel member reads them, and the decided cases to draw from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select, true

from pathways import clock, dates
from pathways.auth.models import Organisation, RoleHeld, Suite, User
from pathways.auth.roles import OrganisationKind, Role, Viewer
from pathways.disposals.models import Disposal
from pathways.disposals.steps.rules.machine import State
from pathways.people.identity.queries import details_of_many
from pathways.people.models.custody import Episode
from pathways.people.queries import is_open_to
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.scrutiny.models import (
    ScrutinyCase,
    ScrutinyLearning,
    ScrutinyLink,
    ScrutinyMember,
    ScrutinyRound,
    ScrutinyScore,
)
from pathways.scrutiny.queries.cases import PackLine, as_released, told_of
from pathways.scrutiny.queries.known_names import involved_in
from pathways.scrutiny.rules.rounds import NOT_RECORDED, Candidate, RoundState, Seat, stands_aside
from pathways.store.base import db
from pathways.store.paging import Page, page_of

# What the organiser reads: rounds of their own force, with cases, members, scores and learning.


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One case of a round: its disposal, what the pack says of it, and the scores that count."""

    case: ScrutinyCase
    disposal: Disposal
    scores: tuple[ScrutinyScore, ...] = ()
    aside: int = 0

    def entries(self) -> tuple[PackLine, ...]:
        """What was released; before the release, what would be."""
        return entries_of([self])[self.case.id]


def entries_of(lines: Collection[CaseLine]) -> dict[int, tuple[PackLine, ...]]:
    """What was released of each of these cases, by the case's id; before the release, what would be."""
    to_release = told_of({line.case.id: line.disposal for line in lines if line.case.pack is None})
    return to_release | {line.case.id: as_released(line.case.pack) for line in lines if line.case.pack is not None}


@dataclass(frozen=True, kw_only=True)
class RoundView:
    """A round with what its page shows."""

    round: ScrutinyRound
    members: tuple[User, ...]
    lines: tuple[CaseLine, ...]
    learning: tuple[ScrutinyLearning, ...]

    @property
    def findings(self) -> int:
        return sum(line.case.finding is not None for line in self.lines)

    @property
    def scored(self) -> int:
        return sum(bool(line.scores) for line in self.lines)


def rounds_of(viewer: Viewer, after: str | None = None) -> Page[ScrutinyRound]:
    """A page of the rounds of the viewer's own force, latest first."""
    return page_of(_own(viewer), (ScrutinyRound.id,), _number, after=after, newest_first=True)


def rounds_to_release(viewer: Viewer) -> tuple[ScrutinyRound, ...]:
    """The rounds of the viewer's own force whose pack was not released yet, latest first."""
    drawn = _own(viewer).where(ScrutinyRound.state == RoundState.DRAWN)
    return tuple(db.session.scalars(drawn.order_by(ScrutinyRound.id.desc())))


def _own(viewer: Viewer) -> Select[ScrutinyRound]:
    return select(ScrutinyRound).where(ScrutinyRound.organisation_id == viewer.organisation_id)


def _number(scrutiny_round: ScrutinyRound) -> tuple[int]:
    return (scrutiny_round.id,)


def round_view(viewer: Viewer, round_id: int) -> RoundView:
    """One round of the viewer's own force. Raises OutOfSight."""
    own = (ScrutinyRound.id == round_id, ScrutinyRound.organisation_id == viewer.organisation_id)
    scrutiny_round = or_out_of_sight(db.session.scalar(select(ScrutinyRound).where(*own)))
    return RoundView(
        round=scrutiny_round,
        members=members_of(round_id),
        lines=lines_of(viewer, scrutiny_round),
        learning=_learning_of(scrutiny_round),
    )


def _learning_of(scrutiny_round: ScrutinyRound) -> tuple[ScrutinyLearning, ...]:
    """What follows from a round; nothing before its pack is released."""
    if scrutiny_round.state is RoundState.DRAWN:
        return ()
    learning = select(ScrutinyLearning).where(ScrutinyLearning.round_id == scrutiny_round.id)
    return tuple(db.session.scalars(learning.order_by(ScrutinyLearning.due_on, ScrutinyLearning.id)))


def lines_of(viewer: Viewer, scrutiny_round: ScrutinyRound) -> tuple[CaseLine, ...]:
    """The cases of a round by number, without those whose record is shut to the viewer.

    A record that was shut at the release stays out even when it is open again: nobody checked that case before the
    panel. Before the release nobody has scored.
    """
    is_drawn = scrutiny_round.state is RoundState.DRAWN
    rows = db.session.execute(
        select(ScrutinyCase, Disposal)
        .join(Disposal, Disposal.id == ScrutinyCase.disposal_id)
        .where(ScrutinyCase.round_id == scrutiny_round.id, is_open_to(viewer, Disposal.person_id))
        .where(true() if is_drawn else ScrutinyCase.pack.is_not(None))
        .order_by(ScrutinyCase.number)
    ).all()
    if is_drawn:
        return tuple(CaseLine(case=case, disposal=disposal) for case, disposal in rows)
    ids = [row[0].id for row in rows]
    links = {
        (row[0], row[1])
        for row in db.session.execute(
            select(ScrutinyLink.case_id, ScrutinyLink.user_id).where(ScrutinyLink.case_id.in_(ids))
        )
    }
    scores = db.session.scalars(
        select(ScrutinyScore).where(ScrutinyScore.case_id.in_(ids)).order_by(ScrutinyScore.id)
    ).all()
    return tuple(
        CaseLine(
            case=case,
            disposal=disposal,
            scores=tuple(
                score for score in scores if score.case_id == case.id and (case.id, score.user_id) not in links
            ),
            aside=sum(case_id == case.id for case_id, _ in links),
        )
        for case, disposal in rows
    )


def case_line(viewer: Viewer, case_id: int) -> tuple[RoundView, CaseLine]:
    """One case of a round of the viewer's own force. Raises OutOfSight."""
    round_id = db.session.scalar(select(ScrutinyCase.round_id).where(ScrutinyCase.id == case_id))
    view = round_view(viewer, round_id or 0)
    line = or_out_of_sight(next((each for each in view.lines if each.case.id == case_id), None))
    return view, line


def learning_line(viewer: Viewer, learning_id: int) -> tuple[RoundView, ScrutinyLearning]:
    """One action of a round of the viewer's own force. Raises OutOfSight."""
    row = or_out_of_sight(db.session.get(ScrutinyLearning, learning_id))
    return round_view(viewer, row.round_id), row


def members_of(round_id: int) -> tuple[User, ...]:
    """Who sits on a round, in the order they were chosen."""
    sits = select(User).join(ScrutinyMember, ScrutinyMember.user_id == User.id)
    return tuple(db.session.scalars(sits.where(ScrutinyMember.round_id == round_id).order_by(ScrutinyMember.id)))


def may_sit(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Who holds the role of panel member today, in the viewer's own force and at commissioners: (id, words)."""
    holds = select(RoleHeld.user_id).where(RoleHeld.role == Role.PM2, RoleHeld.is_held_on(clock.today()))
    rows = db.session.execute(
        select(User.id, User.name, Organisation.name)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.id.in_(holds), User.disabled_at.is_(None), User.id != viewer.user_id)
        .where((Organisation.id == viewer.organisation_id) | (Organisation.kind == OrganisationKind.COMMISSIONER))
        .order_by(User.name, User.id)
    )
    return tuple((row[0], f"{row[1]}, {row[2]}") for row in rows)


def closed_rounds(viewer: Viewer, after: str | None = None) -> Page[tuple[ScrutinyRound, dict[str, int], int, int]]:
    """A page of the closed rounds, latest first, each with the count of each finding, of the actions, and of those that
    are done.

    A commissioner's people read those of every force here, a force's those of their own.
    """
    closed = select(ScrutinyRound).where(ScrutinyRound.state == RoundState.CLOSED)
    if viewer.organisation_kind is OrganisationKind.FORCE:
        closed = closed.where(ScrutinyRound.organisation_id == viewer.organisation_id)
    keys = (ScrutinyRound.closed_at, ScrutinyRound.id)
    page = page_of(closed, keys, lambda row: (row.closed_at, row.id), after=after, newest_first=True)
    ids = [scrutiny_round.id for scrutiny_round in page.rows]
    by_finding = (ScrutinyCase.round_id, ScrutinyCase.finding)
    counted = select(*by_finding, func.count()).where(ScrutinyCase.round_id.in_(ids))
    findings: dict[int, dict[str, int]] = {number: {} for number in ids}
    for number, finding, count in db.session.execute(counted.group_by(*by_finding)):
        if finding is not None:
            findings[number][finding.value] = count
    learned = select(ScrutinyLearning.round_id, func.count(), func.count(ScrutinyLearning.done_on)).where(
        ScrutinyLearning.round_id.in_(ids)
    )
    actions = {row[0]: (row[1], row[2]) for row in db.session.execute(learned.group_by(ScrutinyLearning.round_id))}
    return Page(tuple((row, findings[row.id], *actions.get(row.id, (0, 0))) for row in page.rows), page.after)


# What a panel member reads: the rounds they sit on, and the cases in them to which they have no link.
#
# Everything else is out of sight: another round, a pack not yet released or closed, a case they took part in or
# declared a link to, the case of somebody whose record is shut to them.


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


def my_rounds(viewer: Viewer, after: str | None = None) -> Page[ScrutinyRound]:
    """A page of the rounds a member sits on whose pack was released, latest first."""
    return page_of(_sits_on(viewer), (ScrutinyRound.id,), _number, after=after, newest_first=True)


def _sits_on(viewer: Viewer) -> Select[ScrutinyRound]:
    sits = select(ScrutinyMember.round_id).where(ScrutinyMember.user_id == viewer.user_id)
    return select(ScrutinyRound).where(ScrutinyRound.id.in_(sits), ScrutinyRound.state != RoundState.DRAWN)


def pack(viewer: Viewer, round_id: int) -> PackView:
    """The pack of a round that is with its panel. Raises OutOfSight."""
    scrutiny_round = db.session.scalar(_sits_on(viewer).where(ScrutinyRound.id == round_id))
    if scrutiny_round is None or scrutiny_round.state is not RoundState.RELEASED:
        raise OutOfSight
    every, cases = lines_of(viewer, scrutiny_round), _numbers(round_id)
    involved = involved_in([line.disposal for line in every])
    declared = _declared(viewer)
    shown = tuple(line for line in every if not stands_aside(_seat(viewer, scrutiny_round, line, involved, declared)))
    seen = {line.case.number for line in shown}
    return PackView(
        round=scrutiny_round,
        lines=shown,
        not_shown=tuple(each for each in cases if each not in seen),
        user_id=viewer.user_id,
    )


def case_of_panel(viewer: Viewer, case_id: int) -> tuple[PackView, CaseLine]:
    """One case that the member may read. Raises OutOfSight."""
    round_id = db.session.scalar(select(ScrutinyCase.round_id).where(ScrutinyCase.id == case_id))
    pack_view = pack(viewer, round_id or 0)
    line = or_out_of_sight(next((each for each in pack_view.lines if each.case.id == case_id), None))
    return pack_view, line


def seat_of(pack_view: PackView, line: CaseLine) -> Seat:
    """What stands between the member and a case that they may read: only whether they have scored it."""
    return Seat(state=pack_view.round.state, took_part=False, declared=False, has_scored=pack_view.has_scored(line))


def how_far(viewer: Viewer, rounds: Collection[ScrutinyRound]) -> dict[int, tuple[int, int]]:
    """For each of these rounds that is with its panel: how many cases the member has scored, and how many there are for
    them."""
    released = {row.id: row for row in rounds if row.state is RoundState.RELEASED}
    cases = select(ScrutinyCase, Disposal).join(Disposal, Disposal.id == ScrutinyCase.disposal_id)
    cases = cases.where(ScrutinyCase.round_id.in_(released), ScrutinyCase.pack.is_not(None))
    rows = db.session.execute(cases.where(is_open_to(viewer, Disposal.person_id))).all()
    involved, declared = involved_in([disposal for _, disposal in rows]), _declared(viewer)
    own = select(ScrutinyScore.case_id).where(ScrutinyScore.user_id == viewer.user_id)
    scored = set(db.session.scalars(own.where(ScrutinyScore.case_id.in_([case.id for case, _ in rows]))))
    far = dict.fromkeys(released, (0, 0))
    for case, disposal in rows:
        line = CaseLine(case=case, disposal=disposal)
        if not stands_aside(_seat(viewer, released[case.round_id], line, involved, declared)):
            far[case.round_id] = far[case.round_id][0] + (case.id in scored), far[case.round_id][1] + 1
    return far


def _seat(
    viewer: Viewer,
    scrutiny_round: ScrutinyRound,
    line: CaseLine,
    involved: dict[int, frozenset[int]],
    declared: frozenset[int],
) -> Seat:
    return Seat(
        state=scrutiny_round.state,
        took_part=viewer.user_id in involved.get(line.disposal.id, frozenset()),
        declared=line.case.id in declared,
        has_scored=False,
    )


def _declared(viewer: Viewer) -> frozenset[int]:
    return frozenset(db.session.scalars(select(ScrutinyLink.case_id).where(ScrutinyLink.user_id == viewer.user_id)))


def _numbers(round_id: int) -> tuple[int, ...]:
    of_round = select(ScrutinyCase.number).where(ScrutinyCase.round_id == round_id)
    return tuple(db.session.scalars(of_round.order_by(ScrutinyCase.number)))


# The cases to draw from: every disposal of the force that was decided in the days of a round and stands.


NOT_DECIDED = frozenset(
    {
        State.DRAFT,
        State.PROPOSED,
        State.WITH_CPS,
        State.AUTHORISED,
        State.OFFERED,
        State.REDECIDE,
        State.VOID,
        State.CLOSED_REPLACED,
    }
)
"""Nothing took effect yet, or it was taken back, or another decision replaced it."""


def population(viewer: Viewer, from_on: date, to_on: date) -> tuple[Candidate, ...]:
    """What was authorised from the first to the last day (London dates) and took effect, with its strata.

    People whose record is shut to the viewer are left out: not even a draw may know of them.
    """
    decided = (Disposal.authorised_at >= _midnight(from_on), Disposal.authorised_at < _midnight(to_on + timedelta(1)))
    rows = db.session.execute(
        select(Disposal.id, Disposal.kind, Disposal.person_id, Disposal.facts, Suite.name)
        .join(Episode, Episode.id == Disposal.episode_id)
        .outerjoin(Suite, Suite.id == Episode.suite_id)
        .where(Disposal.organisation_id == viewer.organisation_id, Disposal.state.not_in(NOT_DECIDED), *decided)
        .where(is_open_to(viewer, Disposal.person_id))
        .order_by(Disposal.id)
    ).all()
    details = details_of_many([row[2] for row in rows])
    return tuple(
        Candidate(
            disposal_id=row[0],
            kind=row[1].value,
            area=row[4] or NOT_RECORDED,
            ethnicity=_group(details.get(row[2])),
            always=is_always_in(row[3]),
        )
        for row in rows
    )


def is_always_in(facts: dict[str, Any]) -> bool:
    """Whether it was domestic abuse or a hate crime, as known when the decision was taken."""
    return facts.get("domestic_abuse") is True or facts.get("hate_crime") is True


def _group(details: Any) -> str:
    return details.ethnicity.group.value if details is not None and details.ethnicity else NOT_RECORDED


def _midnight(day: date) -> datetime:
    """The first instant of a day in London."""
    return datetime.combine(day, time(), dates.LONDON)
