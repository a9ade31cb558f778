"""Who is in custody at the viewer's suite, with the planned release, three states and one next action each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.auth import Viewer
from pathways.auth.models import Suite
from pathways.casefile.queries.stages import row_facts
from pathways.casefile.queries.tasks import parts_of
from pathways.casefile.rules import (
    NextAction,
    ReleaseClock,
    in_order,
    next_action,
    release_clock,
    tag_of_test,
)
from pathways.engagement import queries as engagement
from pathways.people import queries as people
from pathways.people.models import Detention, Episode
from pathways.people.queries import EpisodeView
from pathways.store import db

RELEASED_SHOWN = timedelta(days=28)
MOST_RELEASED = 100


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person on the board."""

    view: EpisodeView
    clock: ReleaseClock
    test: str
    disposal: str
    referral: str
    action: NextAction
    disposal_id: int | None
    is_adult: bool
    risks: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Released:
    """One person who left lately. `has_report` never says what a service reported: that would tell a result."""

    view: EpisodeView
    released_at: datetime
    has_report: bool


def detained(viewer: Viewer) -> tuple[Row, ...]:
    """Everyone in custody at the viewer's suite (or, without a suite, in the force), first to leave first."""
    now = clock.now()
    rows = {one.view.episode.id: one for one in (_row(viewer, view, now) for view in _views(_here(viewer), viewer))}
    order = in_order(
        (row.clock, row.view.detention.arrived_at if row.view.detention else now, episode_id)
        for episode_id, row in rows.items()
    )
    return tuple(rows[episode_id] for episode_id in order)


def released(viewer: Viewer) -> tuple[Released, ...]:
    """Who left the viewer's suite in the last 28 days, latest first."""
    since = clock.now() - RELEASED_SHOWN
    statement = _at(viewer).where(Detention.released_at > since)
    statement = statement.order_by(Detention.released_at.desc(), Detention.id.desc()).limit(MOST_RELEASED)
    views = _views(statement, viewer)
    reported = _reported([view.episode.id for view in views])
    return tuple(
        Released(view=view, released_at=view.detention.released_at, has_report=view.episode.id in reported)
        for view in views
        if view.detention and view.detention.released_at
    )


def place_of(viewer: Viewer) -> str:
    """The suite's name, or "The force" for a decision-maker who has none."""
    suite = db.session.get(Suite, viewer.suite_id) if viewer.suite_id is not None else None
    return f"{suite.name} custody" if suite else "All suites"


def _reported(episode_ids: Collection[int]) -> set[int]:
    """The episodes in which a failure at the required assessment was reported and stands."""
    required = {one.id: one.episode_id for one in arrest_tests.required_assessments_of(episode_ids).values()}
    told = engagement.required_outcomes(required)
    return {required[one.required_assessment_id] for one in told if one.reported_to_police_at is not None}


def _here(viewer: Viewer) -> Select[int]:
    return _at(viewer).where(Detention.released_at.is_(None)).order_by(Detention.arrived_at, Detention.id)


def _at(viewer: Viewer) -> Select[int]:
    statement = (
        select(Episode.id)
        .join(Detention, Detention.episode_id == Episode.id)
        .where(Detention.superseded_at.is_(None), Episode.organisation_id == viewer.organisation_id)
    )
    return statement.where(Detention.suite_id == viewer.suite_id) if viewer.suite_id is not None else statement


def _views(statement: Select[int], viewer: Viewer) -> list[EpisodeView]:
    in_sight = statement.where(Episode.id.in_(people.episodes_in_sight(viewer)))
    return [people.view_of(db.session.get_one(Episode, episode_id)) for episode_id in db.session.scalars(in_sight)]


def _row(viewer: Viewer, view: EpisodeView, now: datetime) -> Row:
    parts = parts_of(viewer, view)
    facts = row_facts(parts)
    held = view.detention
    flags = []
    if held and held.needs_appropriate_adult:
        flags.append("Appropriate adult")
    if held and held.needs_interpreter:
        flags.append("Interpreter")
    return Row(
        view=view,
        clock=release_clock(held.planned_release_at if held else None, now),
        test=tag_of_test(facts),
        disposal=facts.disposal.label if facts.is_adult else "Youth route",
        referral=facts.referral.label,
        action=next_action(facts),
        disposal_id=parts.disposal_id,
        is_adult=facts.is_adult,
        risks=parts.risks,
        flags=tuple(flags),
    )
