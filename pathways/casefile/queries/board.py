"""Who is in custody at the viewer's suite, with the clock, three states and one next action each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Select, select

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.rules import legal_clocks
from pathways.auth import Viewer
from pathways.auth.models import Suite
from pathways.casefile.queries import board_notes
from pathways.casefile.queries.stages import row_facts
from pathways.casefile.queries.tasks import Parts, parts_of
from pathways.casefile.rules import (
    NextAction,
    RowClock,
    RowTimes,
    TestStage,
    in_order,
    next_action,
    row_clock,
    tag_of_disposal,
    tag_of_test,
)
from pathways.disposals import queries as disposals
from pathways.engagement import queries as engagement
from pathways.people import queries as people
from pathways.people.models import Detention, Episode
from pathways.people.queries import EpisodeView
from pathways.store import db

RELEASED_SHOWN = timedelta(days=28)
EARLY = time(6)
MOST_RELEASED = 100


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person on the board."""

    view: EpisodeView
    clock: RowClock
    offences: str
    test: str
    test_note: str
    disposal: str
    disposal_note: str
    review_note: str
    referral: str
    referral_note: str
    action: NextAction
    disposal_id: int | None
    concern_id: int | None
    is_adult: bool
    risks: tuple[str, ...]
    flags: tuple[str, ...]
    is_mine: bool
    waits_for_authority: bool
    leaves_early: bool


@dataclass(frozen=True, kw_only=True)
class Released:
    """One person who left lately. `has_report` never says what a service reported: that would tell a result."""

    view: EpisodeView
    released_at: datetime
    has_report: bool


def detained(viewer: Viewer) -> tuple[Row, ...]:
    """Everyone in custody at the viewer's suite (or without one in the force): what runs out first stands first."""
    now = clock.now()
    waiting = disposals.waiting_for_authority(viewer).episode_ids
    to_confirm = {one.authority.episode_id for one in arrest_tests.authorities_to_confirm(viewer)}
    found = (_row(viewer, view, now, waiting, to_confirm) for view in _views(_here(viewer), viewer))
    rows = {one.view.episode.id: one for one in found}
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
    """The suite's name, or "The force" for a deciding officer who has none."""
    suite = db.session.get(Suite, viewer.suite_id) if viewer.suite_id is not None else None
    return f"{suite.name} custody" if suite else "All suites"


def _reported(episode_ids: Collection[int]) -> set[int]:
    """The episodes in which a failure at the required assessment was reported and stands."""
    required = {one.id: one.episode_id for one in arrest_tests.required_assessments_of(episode_ids).values()}
    told = engagement.required_outcomes(required)
    reported = {required[one.required_assessment_id] for one in told if one.reported_to_police_at is not None}
    return reported | {required[one.required_assessment_id] for one in engagement.follow_up_failures(required)}


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


def _row(
    viewer: Viewer, view: EpisodeView, now: datetime, waiting: Collection[int], to_confirm: Collection[int]
) -> Row:
    parts = parts_of(viewer, view)
    facts = row_facts(viewer, parts, is_to_confirm=view.episode.id in to_confirm)
    held = view.detention
    me = viewer.user_id
    planned = held.planned_release_at if held else None
    return Row(
        view=view,
        clock=clock_of(parts, now),
        test=tag_of_test(facts),
        test_note=board_notes.test_note(parts, facts),
        offences=parts.facts.offence_words.rstrip(".") if facts.offences else "",
        disposal=tag_of_disposal(facts),
        disposal_note=board_notes.disposal_note(parts, facts),
        review_note=board_notes.review_note(parts),
        referral=facts.referral.label,
        referral_note=board_notes.referral_note(parts, facts),
        action=next_action(facts),
        disposal_id=parts.disposal_id,
        concern_id=parts.safeguarding.concern_id,
        is_adult=facts.is_adult,
        risks=parts.risks,
        flags=flags_of(view, is_adult=facts.is_adult),
        is_mine=me in (view.episode.opened_by_id, held.recorded_by_id if held else None),
        waits_for_authority=view.episode.id in waiting or facts.is_to_confirm,
        leaves_early=planned is not None and planned <= early_until(now),
    )


def flags_of(view: EpisodeView, *, is_adult: bool) -> tuple[str, ...]:
    """What to know before anything is asked: an appropriate adult, an interpreter and the language."""
    held = view.detention
    flags = ["Appropriate adult"] if not is_adult or (held and held.needs_appropriate_adult) else []
    if held and held.needs_interpreter:
        flags.append(f"Interpreter: {held.interpreter_language}" if held.interpreter_language else "Interpreter")
    return tuple(flags)


def early_until(now: datetime) -> datetime:
    """The next six in the morning in London."""
    today = clock.london_date(now)
    first = clock.from_london(today, EARLY)
    return first if now < first else clock.from_london(today + timedelta(days=1), EARLY)


def clock_of(parts: Parts, now: datetime) -> RowClock:
    """What runs out first in an episode, for its row and for the head of its pages."""
    return row_clock(_times(parts, now), now)


def _times(parts: Parts, now: datetime) -> RowTimes:
    facts, held, later = parts.facts, parts.view.detention, parts.later
    taken = [one.taken_at for one in parts.case.samples if one.taken_at] if parts.case else []
    is_closed = parts.asked is None and (facts.sample_is_open is False or facts.sample_needs_authority)
    has_begun = bool(facts.offences) and (not is_closed or parts.hold_is_over)
    return RowTimes(
        arrived_at=held.arrived_at if held else now,
        planned_release_at=held.planned_release_at if held else None,
        legal=legal_clocks(parts.case) if parts.case else (),
        sample_taken_at=min(taken, default=None),
        wants_sample=facts.test is TestStage.NONE and (has_begun or later is not None),
        asked_later_at=later.recorded_at if later else None,
        ask_again_at=later.ask_again_at if later else None,
    )
