"""Who is in custody at the viewer's suite, with the planned release, three states and one next action each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from pathways import clock
from pathways.auth import Viewer
from pathways.auth.models import Suite
from pathways.casefile.queries.tasks import Parts, parts_of
from pathways.casefile.rules import (
    DisposalStage,
    NextAction,
    ReferralStage,
    ReleaseClock,
    RowFacts,
    in_order,
    next_action,
    release_clock,
    tag_of_test,
)
from pathways.disposals.models import Disposal
from pathways.disposals.rules import STANDS_ASIDE, State
from pathways.people import queries as people
from pathways.people.models import Detention, Episode
from pathways.people.queries import EpisodeView
from pathways.referrals.models import Referral
from pathways.referrals.rules import ReferralState
from pathways.store import db

RELEASED_SHOWN = timedelta(days=28)
MOST_RELEASED = 100
DISPOSAL_STAGES = {
    State.PROPOSED: DisposalStage.PROPOSED,
    State.AUTHORISED: DisposalStage.TO_SIGN,
    State.ACTIVE: DisposalStage.SIGNED,
}
REFERRAL_STAGES = {
    ReferralState.NEEDS_PLACE: ReferralStage.NEEDS_PLACE,
    ReferralState.WITHDRAWN: ReferralStage.WITHDRAWN,
    ReferralState.DRAFT: ReferralStage.DRAFT,
}


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
    """One person who left lately."""

    view: EpisodeView
    released_at: datetime


def detained(viewer: Viewer) -> tuple[Row, ...]:
    """Everyone in custody at the viewer's suite (or, without a suite, in the force), first to leave first."""
    now = clock.now()
    rows = {one.view.episode.id: one for one in (_row(view, now) for view in _views(_here(viewer), viewer))}
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
    return tuple(
        Released(view=view, released_at=view.detention.released_at)
        for view in _views(statement, viewer)
        if view.detention and view.detention.released_at
    )


def place_of(viewer: Viewer) -> str:
    """The suite's name, or "The force" for a decision-maker who has none."""
    suite = db.session.get(Suite, viewer.suite_id) if viewer.suite_id is not None else None
    return f"{suite.name} custody" if suite else "All suites"


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


def _row(view: EpisodeView, now: datetime) -> Row:
    parts = parts_of(view)
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


def row_facts(parts: Parts) -> RowFacts:
    """What the board's rules read of an episode."""
    facts = parts.facts
    return RowFacts(
        is_adult=facts.is_adult,
        has_died=facts.has_died,
        offences=facts.offences,
        waits_for_authority=facts.sample_needs_authority,
        sample_is_closed=facts.sample_is_open is False and not facts.sample_needs_authority,
        test=facts.test,
        disposal=_disposal_stage(parts),
        has_needs=facts.has_needs,
        referral=_referral_stage(parts.referral, drafted=facts.referral_drafted),
    )


def _disposal_stage(parts: Parts) -> DisposalStage:
    if parts.disposal_id is None:
        return DisposalStage.NONE
    state = db.session.get_one(Disposal, parts.disposal_id).state
    if state in DISPOSAL_STAGES:
        return DISPOSAL_STAGES[state]
    return DisposalStage.ENDED if state in STANDS_ASIDE else DisposalStage.OTHER


def _referral_stage(latest: Referral | None, *, drafted: bool) -> ReferralStage:
    """As far as police may always see it: never past accepted, whatever came after."""
    if latest is None:
        return ReferralStage.DRAFT if drafted else ReferralStage.NONE
    if latest.accepted_at is not None:
        return ReferralStage.ACCEPTED
    return REFERRAL_STAGES.get(latest.state, ReferralStage.SENT)
