"""Where a referral may go, what is read before it is sent, and the route it counts under."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from pathways import clock, dates
from pathways.arrest_tests.held_records.queries import usable
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest, LabCheck
from pathways.arrest_tests.testing.queries import deciding_test, is_held, is_not_confirmed, lab_check_of
from pathways.arrest_tests.testing.rules.results import LabState, SampleOutcome
from pathways.auth.queries import suite
from pathways.auth.roles import Viewer
from pathways.dates import age_on
from pathways.directory.areas import queries as areas_queries
from pathways.directory.diary import queries as diary_queries
from pathways.directory.entries import queries as entries_queries
from pathways.directory.entries.queries import Listed
from pathways.directory.matching.rules.fit import LookedAt, ServiceFacts, ServiceVerdict
from pathways.people.custody.queries import EpisodeView
from pathways.people.deaths.queries import bars_of_death
from pathways.people.identity.rules import ADULT, adult_form_bars
from pathways.people.models.custody import Episode
from pathways.people.models.identity import PersonDetails
from pathways.people.restrictions.queries import in_conflict_with
from pathways.referrals.consents.queries import consents_in
from pathways.referrals.consents.rules.consents import (
    FEEDBACK,
    REFERRAL,
    AgreedRecipient,
    ConsentFacts,
    ConsentWording,
    as_the_desk_reads,
    consent_live,
    standing,
    wording,
)
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs.queries import Screen, screen_of, screens_of
from pathways.referrals.needs.rules import wants_of
from pathways.referrals.queries import chain_of, referrals_of_desk
from pathways.referrals.routing.rules import Onward, Routing, looked_at_in_words, onward, routing, said_of_sex, suits
from pathways.referrals.sending.queries import DeskFacts, desks_of, is_urgent_if_sent_now
from pathways.referrals.sending.rules import ReferralRoute, RouteFacts, SendFacts, due_on, route_of
from pathways.referrals.steps.queries import disposal_kind_of, let_go_by
from pathways.referrals.steps.rules import ReferralState
from pathways.safeguarding.queries import avoided_by
from pathways.store.base import db
from pathways.vocabulary import Area, Sex


@dataclass(frozen=True, kw_only=True)
class ConsentsAsking:
    """What the consents page shows: every service, the one filled in, the words to read, the answers that stand."""

    screen: Screen
    sex: Sex
    answer: Routing
    chosen: ServiceVerdict | None
    draft: Referral | None
    under_way: Referral | None
    waits_for_a_place: bool
    """Whether a place is looked for and no service had accepted the person before: what comes after is not told."""
    has_required_assessment: bool
    """For whoever may know of one: liaison and diversion would learn of a test by it."""
    words: dict[int, ConsentWording]
    standing: dict[int, ConsentFacts | None]
    phone: str
    first_slot: datetime | None
    answer_by: date

    @property
    def looked_at(self) -> tuple[tuple[str, str], ...]:
        """What the rules looked at, in words."""
        return looked_at_in_words(self.answer.looked)

    @property
    def choosable(self) -> tuple[ServiceVerdict, ...]:
        """The services that may be chosen for this person."""
        return self.answer.choosable_by(self.sex)

    @property
    def closed(self) -> tuple[ServiceVerdict, ...]:
        """The services that cannot take this person, without those for women where they are not offered at all."""
        return tuple(
            verdict
            for verdict in self.answer.verdicts
            if verdict not in self.answer.choosable and suits(verdict.service, self.sex)
        )

    @property
    def not_offered(self) -> tuple[ServiceFacts, ...]:
        """The services for women, where the person is a man."""
        return tuple(verdict.service for verdict in self.answer.verdicts if not suits(verdict.service, self.sex))

    @property
    def never_looked_at(self) -> str:
        return said_of_sex(self.sex, lists_women=any(verdict.service.women_only for verdict in self.answer.verdicts))

    @property
    def chosen_value(self) -> str | None:
        """The service that the page fills in, as the form's value: the draft's, else the first."""
        return str(self.chosen.service.service_id) if self.chosen else None


def asking_of(view: EpisodeView, recipient: AgreedRecipient = AgreedRecipient.POLICE) -> ConsentsAsking | None:
    """What the consents page of an episode shows, in the words for `recipient`; None until its needs are recorded."""
    screen = screen_of(view.episode.id)
    if screen is None:
        return None
    listed = services_listed()
    answer = routing_for(view.episode, screen, view.details, listed)
    desk = referrals_of_desk(view.episode.id)
    draft, under_way = desk.draft, desk.sent
    consents = as_the_desk_reads(consents_in(view.episode))
    chosen = answer.of(draft.service_id) if draft and draft.service_id else None
    first = answer.first.service.service_id if answer.first else None
    slots = diary_queries.free_slots("", [first]) if first else ()
    waits = under_way and under_way.state is ReferralState.NEEDS_PLACE and under_way.accepted_at is None
    return ConsentsAsking(
        screen=screen,
        sex=view.details.sex,
        answer=answer,
        chosen=chosen if chosen and suits(chosen.service, view.details.sex) else answer.first,
        draft=draft,
        under_way=under_way,
        waits_for_a_place=bool(waits),
        has_required_assessment=desk.has_required_assessment,
        words={number: wording(number, clock.today(), recipient) for number in (REFERRAL, FEEDBACK)},
        standing={number: standing(consents, number) for number in (REFERRAL, FEEDBACK)},
        phone=listed.entries[first].phone if first else "",
        first_slot=slots[0].starts_at if slots else None,
        answer_by=due_on(dates.london(clock.now()), dates.add_working_days),
    )


def looked_at(
    episode: Episode, screen: Screen, details: PersonDetails, listed: Listed, desk: DeskFacts | None = None
) -> LookedAt:
    """What routing looks at; it is gathered nowhere else. Of the person it reads only their age, the conflicts on lists
    about their record and the services they must not be sent to. The rest was said on the needs page and with the
    risks."""
    facts, today = screen.facts, clock.today()
    conflicts, known = in_conflict_with(episode.person_id), desk or desks_of([episode.id])[episode.id]
    return LookedAt(
        needs=frozenset(wants_of(facts)),
        area=facts.area,
        on=today,
        towns=areas_queries.map_now().towns,
        at=clock.now(),
        holidays=dates.bank_holidays(),
        age=age_on(details.date_of_birth, today),
        under_18=age_on(details.date_of_birth, today) < ADULT,
        outcode=facts.outcode,
        cannot_be_rung=facts.cannot_be_rung,
        is_urgent=is_urgent_if_sent_now(screen, details.date_of_birth, known.leaves_on),
        kept_from=listed.run_by(conflicts.in_danger) | listed.of_closed_providers | avoided_by(episode.person_id),
        by_telephone=listed.run_by(conflicts.anywhere),
    )


def routing_for(
    episode: Episode,
    screen: Screen,
    details: PersonDetails,
    listed: Listed | None = None,
    desk: DeskFacts | None = None,
) -> Routing:
    """Every listed service, weighed against what was said; `listed` and `desk` if the caller has read them."""
    services = listed or services_listed()
    return routing(services.facts, looked_at(episode, screen, details, services, desk))


def services_listed() -> Listed:
    """Every service, as routing weighs it; read with the areas that services name."""
    areas_queries.map_now()  # first, with its towns
    return entries_queries.listed()


def routing_of(referral: Referral, details: PersonDetails) -> Routing:
    """Every listed service, weighed against what the person of this referral said."""
    episode = db.session.get_one(Episode, referral.episode_id)
    return routing_for(episode, screens_of([referral.episode_id])[referral.episode_id], details)


def suites_area(viewer: Viewer, episode: Episode) -> Area:
    """The area of the suite of the episode, else of where the viewer works: for somebody who would not say where they
    usually are."""
    place = suite(episode.suite_id or viewer.suite_id or 0)
    return areas_queries.map_now().area_of(place.town if place else None)


def next_for(referral: Referral, details: PersonDetails) -> tuple[Onward, Routing]:
    """What declining this referral would lead to, and all services as routing puts them."""
    answer = routing_of(referral, details)
    tried = {link.service_id for link in chain_of(referral) if link.service_id is not None} | let_go_by(referral)
    consents = consents_in(db.session.get_one(Episode, referral.episode_id))
    sex, declines = details.sex, referral.bounces + 1
    return onward(answer, tried=tried, consents=consents, at=clock.now(), declines=declines, sex=sex), answer


def send_facts(viewer: Viewer, view: EpisodeView, draft: Referral | None) -> SendFacts:
    """What is read before a referral leaves."""
    screen, service_id = screen_of(view.episode.id), draft.service_id if draft else None
    answer = routing_for(view.episode, screen, view.details) if screen else None
    chosen = answer.of(service_id) if answer and service_id is not None else None
    return SendFacts(
        death=bars_of_death(viewer, view.person),
        age_bars=adult_form_bars(view.details, clock.today()),
        needs_recorded=screen is not None,
        service_chosen=service_id is not None,
        service_may_be_chosen=answer is not None and chosen in answer.choosable_by(view.details.sex),
        consent=consent_live(consents_in(view.episode), REFERRAL, clock.now(), service_id),
        nobody_is_open=answer is not None and answer.first is None,
    )


def sample_was_asked(episode_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether somebody was asked for a sample that may be used: not held, not voided, and not "not asked" (V-055)."""
    asked = select(DrugTest.id).where(
        DrugTest.episode_id == episode_id,
        DrugTest.superseded_at.is_(None),
        DrugTest.outcome != SampleOutcome.NOT_ASKED,
        usable(),
    )
    return asked.correlate_except(DrugTest).exists()


def result_was_overturned(episode_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the laboratory did not confirm the result of an episode: no requirement rests on it any more."""
    overturned = (
        select(DrugTest.id)
        .join(LabCheck, LabCheck.drug_test_id == DrugTest.id)
        .where(
            DrugTest.episode_id == episode_id,
            DrugTest.superseded_at.is_(None),
            LabCheck.state == LabState.NOT_CONFIRMED,
        )
    )
    return overturned.correlate_except(DrugTest, LabCheck).exists()


def route_counted(stored: ReferralRoute, episode_id: int, *, sample_asked: bool, is_overturned: bool) -> ReferralRoute:
    """The route a sent referral counts under now. It leaves the testing programme once its sample may not be used, and
    the required assessment once the laboratory overturned the result (Drugs Act 2005 s.16).

    It then counts under the route it would have had without them.
    """
    stands = sample_asked and not (is_overturned and stored is ReferralRoute.REQUIRED_ASSESSMENT)
    if not stored.is_of_testing or stands:
        return stored
    episode = db.session.get_one(Episode, episode_id)
    kind = disposal_kind_of(episode_id)
    return route_of(RouteFacts(origin=episode.origin, sample_asked=sample_asked, disposal_kind=kind))


def route_for(episode: Episode) -> ReferralRoute:
    """The route a referral of this episode counts under, read from the stages before.

    A requirement is held with the test it rests on, and counts for nothing meanwhile (V-055); it ends if the laboratory
    does not confirm the test (Drugs Act 2005 s.16).
    """
    deciding = deciding_test(episode.id)
    supports_it = not is_held(deciding) and not (deciding and is_not_confirmed(lab_check_of(deciding.id)))
    required = select(RequiredAssessment.id).where(
        RequiredAssessment.episode_id == episode.id, RequiredAssessment.imposed_at.is_not(None)
    )
    return route_of(
        RouteFacts(
            origin=episode.origin,
            required_assessment=db.session.scalar(required.limit(1)) is not None and supports_it,
            sample_asked=db.session.scalar(select(sample_was_asked(episode.id))) is True,
            disposal_kind=disposal_kind_of(episode.id),
        )
    )
