"""Where a referral may go, what is read before it is sent, and the route it counts under."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.models import DrugTest, RequiredAssessment
from pathways.arrest_tests.queries import deciding_test, is_held
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.directory.rules import ServiceVerdict
from pathways.disposals.models import Disposal
from pathways.disposals.rules import State
from pathways.people.models import Episode
from pathways.people.queries import EpisodeView, bars_of_death
from pathways.people.rules import adult_form_bars
from pathways.referrals.models import Referral
from pathways.referrals.queries.consents import consents_in
from pathways.referrals.queries.referrals import chain_of, draft_of, sent_of
from pathways.referrals.queries.screens import Screen, screen_of, screens_of
from pathways.referrals.rules import (
    FEEDBACK,
    REFERRAL,
    ConsentFacts,
    Route,
    RouteFacts,
    Routing,
    ScreenFacts,
    SendFacts,
    Told,
    Wording,
    as_the_desk_reads,
    consent_live,
    next_service,
    route_of,
    routing,
    standing,
    wants_of,
    wording,
)
from pathways.store import db

DROPPED = (State.VOID, State.REDECIDE, State.NOT_PROCEEDED, State.CLOSED_REPLACED, State.CLOSED_CHARGED)
"""Disposals that came to nothing: a referral no longer counts under them."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What the consents page shows: every service, the one filled in, the words to read, the answers that stand."""

    screen: Screen
    answer: Routing
    chosen: ServiceVerdict | None
    draft: Referral | None
    under_way: Referral | None
    words: dict[int, Wording]
    standing: dict[int, ConsentFacts | None]

    @property
    def chosen_value(self) -> str | None:
        """What the page fills in: the draft's service, else the first."""
        return str(self.chosen.service.service_id) if self.chosen else None


def asking_of(view: EpisodeView, told: Told = Told.POLICE) -> Asking | None:
    """The consents page of an episode, as its words name who is told; None until its needs are recorded."""
    screen = screen_of(view.episode.id)
    if screen is None:
        return None
    answer, draft = routing_for(screen.facts, clock.today()), draft_of(view.episode.id)
    held = as_the_desk_reads(consents_in(view.episode))
    return Asking(
        screen=screen,
        answer=answer,
        chosen=answer.of(draft.service_id) if draft and draft.service_id else answer.first,
        draft=draft,
        under_way=sent_of(view.episode.id),
        words={number: wording(number, clock.today(), told) for number in (REFERRAL, FEEDBACK)},
        standing={number: standing(held, number) for number in (REFERRAL, FEEDBACK)},
    )


def routing_for(facts: ScreenFacts, on: date) -> Routing:
    """Every listed service against what was said."""
    services = directory.facts_listed()
    return routing(services, needs=wants_of(facts), area=facts.area, on=on)


def routing_of(held: Referral) -> Routing:
    """Every listed service against what the person of this referral said."""
    return routing_for(screens_of([held.episode_id])[held.episode_id].facts, clock.today())


def next_for(held: Referral) -> tuple[ServiceVerdict | None, Routing]:
    """Where a no would send this referral next (None: a pathway manager's), beside all services."""
    answer = routing_of(held)
    tried = {link.service_id for link in chain_of(held) if link.service_id is not None}
    consents = consents_in(db.session.get_one(Episode, held.episode_id))
    return next_service(answer, tried=tried, consents=consents, at=clock.now()), answer


def send_facts(viewer: Viewer, view: EpisodeView, draft: Referral | None) -> SendFacts:
    """What is read before anything leaves."""
    screen, service_id = screen_of(view.episode.id), draft.service_id if draft else None
    answer = routing_for(screen.facts, clock.today()) if screen else None
    chosen = answer.of(service_id) if answer and service_id is not None else None
    return SendFacts(
        death=bars_of_death(viewer, view.person),
        age_bars=adult_form_bars(view.details, clock.today()),
        needs_recorded=screen is not None,
        service_chosen=service_id is not None,
        service_may_be_chosen=answer is not None and chosen in answer.choosable,
        consent=consent_live(consents_in(view.episode), REFERRAL, clock.now(), service_id),
    )


def route_for(episode: Episode) -> Route:
    """The route a referral of this episode counts under, read from the stages before.

    A requirement is held with the test it rests on, and counts for nothing meanwhile (V-055).
    """
    deciding = deciding_test(episode.id)
    required = select(RequiredAssessment.id).where(
        RequiredAssessment.episode_id == episode.id, RequiredAssessment.imposed_at.is_not(None)
    )
    asked = select(DrugTest.id).where(DrugTest.episode_id == episode.id, DrugTest.superseded_at.is_(None))
    kinds = select(Disposal.kind).where(Disposal.episode_id == episode.id, Disposal.state.not_in(DROPPED))
    return route_of(
        RouteFacts(
            origin=episode.origin,
            required_assessment=db.session.scalar(required.limit(1)) is not None and not is_held(deciding),
            sample_asked=db.session.scalar(asked.limit(1)) is not None,
            disposal_kind=db.session.scalar(kinds.order_by(Disposal.id.desc()).limit(1)),
        )
    )
