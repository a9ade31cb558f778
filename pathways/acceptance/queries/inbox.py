"""What is offered to the viewer's organisation, and which services said no before. No test result is read here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, True_, and_, bindparam, case, func, or_, select, text
from sqlalchemy.orm import load_only, undefer

from pathways import clock, dates
from pathways.acceptance.models import Decline
from pathways.acceptance.queries.offer_facts import OfferFacts, ServiceThatDeclined, facts_on, read_anew
from pathways.acceptance.rules import DueGroup, comes_before_the_answer, due_group, time_left
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.models import Suite
from pathways.auth.roles import Viewer
from pathways.directory.models import Service
from pathways.people import queries as people_queries
from pathways.people.identity.queries import heads_beside
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals import queries as referrals_queries
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import WAITS, Referral
from pathways.referrals.needs.queries import Screen
from pathways.referrals.needs.rules import ContactWay
from pathways.referrals.sending.queries import DeskFacts, InCell
from pathways.referrals.sending.rules import FIRST_TURN
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.queries import Running, ServiceQuestion
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.safeguarding.rules.risks import RISKS
from pathways.store.base import db, shared_alias
from pathways.store.paging import Page, page_of

# What is offered to the viewer's organisation. No test result is read here, for a list or for a page.


# The columns that a list needs. To load every column of fifty rows would take more than half of the reading time.
LISTED = (
    load_only(
        Referral.person_id,
        Referral.episode_id,
        Referral.service_id,
        Referral.organisation_id,
        Referral.keyworker_id,
        Referral.state,
        Referral.reference,
        Referral.parent_id,
        Referral.inbox_turn,
        Referral.due_on,
        Referral.sent_at,
        Referral.first_submitted_at,
        raiseload=True,
    ),
    load_only(Episode.origin, raiseload=True),
)

RISK_WORDS = frozenset(risk.ask for risk in RISKS)
ASKED_ABOUT = (ReferralState.RETURNED, ReferralState.ACKNOWLEDGED)
"""The states of a referral with a question that is open or was answered."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A referral that the viewer's service may answer, and whom it is about: all that a form about it need know."""

    referral: Referral
    episode: Episode
    details: PersonDetails
    service: str


@dataclass(frozen=True, kw_only=True)
class Offer(Offered):
    """One referral as a service reads it before accepting.

    `heads` is how far the logs of the person had come before the rest was read, where that is known.
    """

    facts: OfferFacts
    heads: str | None
    question: ServiceQuestion | None = None

    @property
    def cell(self) -> InCell | None:
        """Where the person still is: until they leave, a call to their own number reaches nobody."""
        return self.facts.cell

    @property
    def tried(self) -> tuple[ServiceThatDeclined, ...]:
        return self.facts.tried

    @property
    def risks(self) -> tuple[str, ...]:
        return self.facts.risks

    @property
    def needs(self) -> tuple[str, ...]:
        return self.facts.needs

    @property
    def urgent(self) -> tuple[str, ...]:
        """Why it is urgent, in the desk's words."""
        return self.facts.urgent

    @property
    def urgent_besides(self) -> tuple[str, ...]:
        """What makes it urgent, without the risks that are shown beside it already."""
        return tuple(words for words in self.urgent if words not in RISK_WORDS)

    @cached_property
    def due_at(self) -> datetime:
        """When the answer is due: the end of that working day."""
        return dates.from_london(self.referral.due_on or clock.today(), dates.CLOSES)

    @property
    def left(self) -> str:
        """How long is left to answer, or how late the answer is."""
        return time_left(dates.london(self.due_at), dates.london(clock.now()))

    @property
    def is_asked(self) -> bool:
        """Whether a question of the service is open."""
        return self.referral.state is ReferralState.RETURNED

    @property
    def is_late(self) -> bool:
        """Whether the day to answer by is over, and no open question stops the clock."""
        return not self.is_asked and (self.referral.due_on or clock.today()) < clock.today()


@dataclass(frozen=True, kw_only=True)
class WholeOffer(Offer):
    """The same with all that was said before it was sent, and what custody knows of the person."""

    screen: Screen
    desk: DeskFacts


@dataclass(frozen=True, kw_only=True)
class ContactSaid:
    """How the person may be reached, as custody was told."""

    contact_way: ContactWay
    contact_number: str | None
    contact_note: str | None


@dataclass(frozen=True, kw_only=True)
class ListedOffer(Offer):
    """One referral as it stands in the inbox. `required_at` is when a notice tells the person to come to the provider;
    `town` that of the service, where the provider has several; `desk` what the desk knows, where that was read now."""

    desk: DeskFacts | None
    contact: ContactSaid
    required_at: datetime | None
    town: str

    @cached_property
    def comes_before_answer(self) -> bool:
        """Whether the notice tells the person to come before the day to answer by is over."""
        return comes_before_the_answer(self.required_at, due_at=self.due_at, now=clock.now())

    @property
    def first_at(self) -> datetime:
        """The earlier of the time to answer by and the time on the notice: the page is ordered by it."""
        return self.required_at if self.required_at and self.comes_before_answer else self.due_at

    @property
    def group(self) -> DueGroup:
        """The heading under which it stands today. Only for a referral that was sent, so has a day to answer by."""
        first_on, is_urgent = dates.london_date(self.first_at), self.referral.inbox_turn == FIRST_TURN
        return due_group(first_on, clock.today(), is_asked=self.is_asked, is_urgent=is_urgent)


OfferRow = tuple[Referral, Episode, PersonDetails, str | None, str | None]
"""A referral, its episode, what is known of the person, the name of the service that it is offered to, and on a
list how far the logs of the person have come."""
# Built once. For a merged record, the record that stays says who somebody is and who died.
_RECORDED, _OURS = shared_alias(Person), shared_alias(Service)
_ROWS = (
    select(Referral, Episode, PersonDetails, Service.name)
    .join(Episode, Episode.id == Referral.episode_id)
    .join(_RECORDED, _RECORDED.id == Referral.person_id)
    .join(Person, Person.id == surviving_id(_RECORDED))
    .join(PersonDetails, (PersonDetails.person_id == Person.id) & PersonDetails.superseded_at.is_(None))
    .outerjoin(Service, Service.id == Referral.service_id)
)
OF_THE_LIVING = _ROWS.add_columns(heads_beside(_RECORDED)).options(*LISTED).where(Referral.person_died.is_(False))
_OUR_ORGANISATION: BindParameter[int] = bindparam("of_organisation")
_OPEN_NOW = (
    select(func.count(_OURS.id))
    .where(_OURS.organisation_id == _OUR_ORGANISATION, _OURS.closed_on.is_(None))
    .scalar_subquery()
)
_IS_TOLD = and_(
    RequiredAssessment.episode_id == Referral.episode_id,
    RequiredAssessment.superseded_at.is_(None),
    RequiredAssessment.notice_served_at.is_not(None),
    RequiredAssessment.service_id.in_(select(_OURS.id).where(_OURS.organisation_id == _OUR_ORGANISATION)),
)
_INBOX = (
    OF_THE_LIVING.add_columns(
        Suite.name,
        Suite.phone,
        RequiredAssessment.initial_at,
        case((and_(Service.closed_on.is_(None), _OPEN_NOW > 1), Service.town)),
        NeedScreen.contact_way,
        NeedScreen.contact_number,
        NeedScreen.contact_note,
    )
    .outerjoin(NeedScreen, (NeedScreen.episode_id == Episode.id) & NeedScreen.superseded_at.is_(None))
    .outerjoin(RequiredAssessment, _IS_TOLD)
    .outerjoin(Suite, Suite.id == Episode.suite_id)
    .where(Referral.organisation_id == _OUR_ORGANISATION, text(f"referral.{WAITS}"))
)
_KEYS = (Referral.inbox_turn, Referral.due_on, Referral.sent_at, Referral.id)


def inbox(viewer: Viewer, after: str | None = None) -> Page[ListedOffer]:
    """A page of 50 offers: urgent first, then by the day an answer is due and when it was sent. Nobody who died.

    Within a page, somebody whom a notice tells to come before that day is placed by the time of the notice.
    """
    is_open = people_queries.is_open_to(viewer, Referral.person_id)
    is_kept = isinstance(is_open, True_)
    page = page_of(
        _INBOX if is_kept else _INBOX.where(is_open),
        _KEYS,
        lambda row: tuple(getattr(row[0], key.key) for key in _KEYS),
        after=after,
        named={"of_organisation": viewer.organisation_id},
        is_kept=is_kept,
    )
    rows = _listed(page.rows)
    return Page(tuple(sorted(rows, key=lambda row: (row.referral.inbox_turn, row.first_at))), page.after)


def _listed(rows: Sequence[Any]) -> list[ListedOffer]:
    referrals = [row[0] for row in rows]
    born_on = {row[0].person_id: row[2].date_of_birth for row in rows}
    rest_on = {row[0].id: row[4] and row[4:7] for row in rows}
    known = facts_on(referrals, born_on, rest_on=rest_on)
    asked = _questions_about(referrals)
    return [
        ListedOffer(
            referral=referral,
            episode=episode,
            details=details,
            service=service or "",
            facts=known[referral.id].facts,
            desk=known[referral.id].desk,
            heads=heads,
            question=asked.get(referral.id),
            contact=ContactSaid(contact_way=way, contact_number=number, contact_note=note),
            required_at=required_at,
            town=town or "",
        )
        for referral, episode, details, service, heads, _, _, required_at, town, way, number, note in rows
    ]


def _questions_about(referrals: Iterable[Referral]) -> dict[int, ServiceQuestion]:
    return steps_queries.questions_of([each.id for each in referrals if each.state in ASKED_ABOUT])


# One referral, and those for whom a place is looked for: with all that was said.


_WITH_ROUTING = undefer(Referral.routing)


def offered_as(*conditions: ColumnElement[bool], with_routing: bool = False) -> Offered:
    """One referral, whom it is about and its service. Raises OutOfSight where none is as asked."""
    statement = _ROWS.options(_WITH_ROUTING) if with_routing else _ROWS
    row = or_out_of_sight(db.session.execute(statement.where(*conditions)).one_or_none())
    return Offered(referral=row[0], episode=row[1], details=row[2], service=row[3] or "")


def offers_of(rows: Sequence[OfferRow]) -> tuple[WholeOffer, ...]:
    """Rows with what their page needs, in the same order; a few statements however many rows."""
    referrals = [row for row, *_ in rows]
    read = read_anew(referrals, {row.person_id: details.date_of_birth for row, _, details, *_ in rows})
    asked = _questions_about(referrals)
    return tuple(
        WholeOffer(
            referral=row,
            episode=episode,
            details=details,
            service=service or "",
            facts=read[row.id].facts,
            heads=heads,
            question=asked.get(row.id),
            screen=read[row.id].screen,
            desk=read[row.id].desk,
        )
        for row, episode, details, service, heads in rows
    )


def speak_by(viewer: Viewer, urgent: Collection[ListedOffer | WholeOffer]) -> dict[int, Running]:
    """By referral id, by when to speak to each urgent person; without those where that deadline no longer runs."""
    referrals = [offer.referral for offer in urgent]
    desks = {offer.episode.id: offer.desk for offer in urgent if offer.desk}
    heads = {offer.referral.person_id: offer.heads for offer in urgent}
    running = steps_queries.what_runs(viewer, referrals, heads=heads, only_urgent=True, desks=desks)
    first = {number: steps_queries.next_deadline(each) for number, each in running.items()}
    return {number: deadline for number, deadline in first.items() if deadline}


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What is left here of a referral that the organisation declined, or that the person or its sender withdrew before
    anybody accepted it: of the first reason and number, of the second that it was withdrawn, and when."""

    declined: Decline | None = None
    withdrawn: Referral | None = None


# Built once, whom the viewer may not know of apart.
_IS_WITHDRAWN = and_(
    Referral.organisation_id == _OUR_ORGANISATION,
    Referral.accepted_at.is_(None),
    Referral.state.in_(referrals_queries.RECALLED),
)
_ANSWERABLE = (
    _ROWS.add_columns(Decline, _IS_WITHDRAWN)
    .outerjoin(Decline, (Decline.referral_id == Referral.id) & (Decline.organisation_id == _OUR_ORGANISATION))
    .where(
        Referral.id == bindparam("of_referral"),
        or_(Decline.id.is_not(None), _IS_WITHDRAWN, referrals_queries.OF_A_SERVICE),
    )
)
_ANSWERABLE_WITH_ROUTING = _ANSWERABLE.options(_WITH_ROUTING)


def offered_or_gone(viewer: Viewer, referral_id: int, *, with_routing: bool = False) -> Offered | Gone:
    """One referral of the viewer's organisation, also when a colleague has accepted it, or what is left of it here.

    Raises OutOfSight.
    """
    if not viewer.is_treatment:
        raise OutOfSight
    statement = _ANSWERABLE_WITH_ROUTING if with_routing else _ANSWERABLE
    is_open = people_queries.is_open_to(viewer, Referral.person_id)
    statement = statement if isinstance(is_open, True_) else statement.where(is_open)
    row = db.session.execute(statement, {"of_referral": referral_id, **referrals_queries.sight_of(viewer)})
    referral, episode, details, service, declined, withdrawn = or_out_of_sight(row.one_or_none())
    if declined or withdrawn:
        return Gone(declined=declined, withdrawn=None if declined else referral)
    return Offered(referral=referral, episode=episode, details=details, service=service or "")


def offered(viewer: Viewer, referral_id: int) -> Offered:
    """One referral of the viewer's organisation, also when a colleague has accepted it. Raises OutOfSight."""
    referral = offered_or_gone(viewer, referral_id)
    if isinstance(referral, Gone):
        raise OutOfSight
    return referral


def offer_of(offered: Offered) -> WholeOffer:
    """A referral with all that is read before accepting."""
    return offers_of([(offered.referral, offered.episode, offered.details, offered.service, None)])[0]


def offer(viewer: Viewer, referral_id: int) -> WholeOffer:
    """One referral of the viewer's organisation with all that is read before accepting. Raises OutOfSight."""
    return offer_of(offered(viewer, referral_id))
