"""What is offered to the viewer's organisation, and which services said no before. No test result is read here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, text
from sqlalchemy.orm import aliased, load_only

from pathways import clock, dates
from pathways.acceptance.models import Decline
from pathways.acceptance.queries.answering import required_times
from pathways.acceptance.rules import DeclineReason, DueGroup, comes_before_the_answer, due_group, time_left
from pathways.auth.queries import name_of, names_of
from pathways.auth.roles import Viewer
from pathways.directory.entries import queries as directory
from pathways.people import queries as people_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals import queries as referrals_queries
from pathways.referrals.models.referral import WAITS, Appointment, Referral, ReferralEvent
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.queries import Screen
from pathways.referrals.needs.rules import needs_in_words
from pathways.referrals.sending import queries as sending_queries
from pathways.referrals.sending.rules import FIRST_TURN, labels_of, urgent_because
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.queries import Running, ServiceQuestion
from pathways.referrals.steps.rules import ReferralState, steps_asked
from pathways.safeguarding.rules.risks import RISKS
from pathways.store.base import db
from pathways.store.paging import Page, page_of

# The way to a referral: which services declined before along its chain, and what happened.


@dataclass(frozen=True, kw_only=True)
class ServiceThatDeclined:
    """A service that declined: when, and why, in the words of the closed list."""

    service_id: int
    service: str
    at: datetime
    reason: DeclineReason


def tried_before(referrals: Iterable[Referral]) -> dict[int, tuple[ServiceThatDeclined, ...]]:
    """By referral id, the services that declined on the way to it, oldest first. One statement for each link back."""
    chains = referrals_queries.chains_of(referrals)
    links = {link for chain in chains.values() for link in chain}
    said_no = select(Decline).where(Decline.referral_id.in_(links)).order_by(Decline.declined_at, Decline.id)
    by_link: dict[int, list[Decline]] = defaultdict(list)
    for row in db.session.scalars(said_no):
        by_link[row.referral_id].append(row)
    names = directory.service_names({row.service_id for rows in by_link.values() for row in rows})
    return {
        asked: tuple(
            ServiceThatDeclined(
                service_id=row.service_id, service=names[row.service_id], at=row.declined_at, reason=row.reason
            )
            for link in chain
            for row in by_link[link]
        )
        for asked, chain in chains.items()
    }


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One step of a referral before it reached the reader: what, when, by whom."""

    at: datetime
    what: str
    who: str


_SAID = {
    "submit": "Sent",
    "submit_no_service": "Sent: no service was open",
    "accept": "Accepted",
    "answer_time_up": "No answer came to the question",
    "no_decision": "Not answered in time",
    "decline_send_on": "Declined and sent on",
    "decline_no_next": "Declined: a place is looked for",
    "place_found": "A place was found",
}


def history_of(referral: Referral) -> tuple[Happened, ...]:
    """What happened along the chain until now, oldest first: steps and names alone, nothing that was said.

    If an earlier service accepted the person and handed them back, nothing from its acceptance on is shown, so that
    nobody learns that it had them.
    """
    links = {link.id: link for link in referrals_queries.chain_of(referral)}
    rows = select(ReferralEvent).where(ReferralEvent.referral_id.in_(links)).order_by(ReferralEvent.id)
    events = [event for event in db.session.scalars(rows) if event.event in _SAID or event.event in _ASKED]
    events = [event for event in events if _is_told(event, links[event.referral_id], referral)]
    names = names_of(event.by_id for event in events)
    return tuple(
        Happened(
            at=event.at,
            what=_SAID.get(event.event) or steps_asked()[event.event].happened,
            who=names.get(event.by_id, ""),
        )
        for event in events
    )


def _is_told(event: ReferralEvent, link: Referral, referral: Referral) -> bool:
    if link.id == referral.id or link.accepted_at is None or event.event == "place_found":
        return True
    return event.at < link.accepted_at


_ASKED = frozenset({"ask", "answered", "acknowledge", "moved_away", "provider_closed"})


# What is offered to the viewer's organisation. No test result is read here, for a list or for a page.


# The columns that a list needs. To load every column of fifty rows would take more than half of the reading time.
LISTED = (
    load_only(
        Referral.person_id,
        Referral.episode_id,
        Referral.service_id,
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
class Offer:
    """One referral as a service reads it before accepting. `urgent` says why it is urgent, in the desk's words.

    `required_at` is when a notice tells the person to come to the provider.
    """

    referral: Referral
    episode: Episode
    details: PersonDetails
    screen: Screen
    service: str
    tried: tuple[ServiceThatDeclined, ...]
    question: ServiceQuestion | None = None
    urgent: tuple[str, ...] = ()
    required_at: datetime | None = None

    @property
    def risks(self) -> tuple[str, ...]:
        return self.screen.flags

    @property
    def urgent_besides(self) -> tuple[str, ...]:
        """What makes it urgent, without the risks that are shown beside it already."""
        return tuple(words for words in self.urgent if words not in RISK_WORDS)

    @property
    def needs(self) -> tuple[str, ...]:
        return needs_in_words(self.screen.facts)

    @property
    def due_at(self) -> datetime:
        """When the answer is due: the end of that working day."""
        return dates.from_london(self.referral.due_on or clock.today(), dates.CLOSES)

    @property
    def comes_before_answer(self) -> bool:
        """Whether the notice tells the person to come before the day to answer by is over."""
        return comes_before_the_answer(self.required_at, due_at=self.due_at, now=clock.now())

    @property
    def first_at(self) -> datetime:
        """The earlier of the time to answer by and the time on the notice: the page is ordered by it."""
        return self.required_at if self.required_at and self.comes_before_answer else self.due_at

    @property
    def left(self) -> str:
        """How long is left to answer, or how late the answer is."""
        return time_left(dates.london(self.due_at), dates.london(clock.now()))

    @property
    def group(self) -> DueGroup:
        """The heading under which it stands today. Only for a referral that was sent, so has a day to answer by."""
        first_on, is_urgent = dates.london_date(self.first_at), self.referral.inbox_turn == FIRST_TURN
        return due_group(first_on, clock.today(), is_asked=self.is_asked, is_urgent=is_urgent)

    @property
    def is_asked(self) -> bool:
        """Whether a question of the service is open."""
        return self.referral.state is ReferralState.RETURNED

    @property
    def is_late(self) -> bool:
        """Whether the day to answer by is over, and no open question stops the clock."""
        return not self.is_asked and (self.referral.due_on or clock.today()) < clock.today()


@dataclass(frozen=True, kw_only=True)
class AnsweredFirst:
    """Who answered first, and what they arranged."""

    by_id: int | None
    name: str
    at: datetime
    keyworker: str
    first: Appointment | None


def inbox(viewer: Viewer, after: str | None = None) -> Page[Offer]:
    """A page of 50 offers: urgent first, then by the day an answer is due and when it was sent. Nobody who died.

    Within a page, somebody whom a notice tells to come before that day is placed by the time of the notice.
    """
    statement = of_the_living().where(
        Referral.organisation_id == viewer.organisation_id,
        text(f"referral.{WAITS}"),
        people_queries.is_open_to(viewer, Referral.person_id),
    )
    keys = (Referral.inbox_turn, Referral.due_on, Referral.sent_at, Referral.id)
    page = page_of(statement, keys, lambda row: tuple(getattr(row[0], key.key) for key in keys), after=after)
    required = required_times(viewer, [episode.id for _, episode in page.rows])
    rows = offers_of(page.rows, required)
    return Page(tuple(sorted(rows, key=lambda row: (row.referral.inbox_turn, row.first_at))), page.after)


def of_the_living() -> Select[Referral, Episode]:
    """Referrals with their episode, of the living. For a merged record, the record that stays says who died."""
    recorded = aliased(Person)
    return (
        select(Referral, Episode)
        .options(*LISTED)
        .join(Episode, Episode.id == Referral.episode_id)
        .join(recorded, recorded.id == Referral.person_id)
        .join(Person, Person.id == surviving_id(recorded))
        .where(Person.died_at.is_(None))
    )


def offers_of(
    rows: Sequence[tuple[Referral, Episode]], required: Mapping[int, datetime] | None = None
) -> tuple[Offer, ...]:
    """Rows with what their page needs, in the same order; six statements however many rows. `required` holds, by
    episode id, when a notice tells the person to come."""
    known = identity_queries.details_of_many({row.person_id for row, _ in rows})
    screens = needs_queries.screens_of({episode.id for _, episode in rows})
    names = directory.service_names({row.service_id for row, _ in rows if row.service_id is not None})
    tried = tried_before(row for row, _ in rows)
    asked = steps_queries.questions_of([row.id for row, _ in rows if row.state in ASKED_ABOUT])
    urgency = sending_queries.urgency_facts(
        [row for row, _ in rows],
        sending_queries.desks_of({episode.id for _, episode in rows}),
        {number: each.date_of_birth for number, each in known.items()},
    )
    return tuple(
        Offer(
            referral=row,
            episode=episode,
            details=known[row.person_id],
            screen=screens[episode.id],
            service=names.get(row.service_id or 0, ""),
            tried=tried[row.id],
            question=asked.get(row.id),
            urgent=labels_of(urgent_because(urgency[row.id])) if row.id in urgency else (),
            required_at=(required or {}).get(episode.id),
        )
        for row, episode in rows
    )


def speak_by(viewer: Viewer, urgent: Collection[Referral]) -> dict[int, Running]:
    """By referral id, by when to speak to each urgent person; without those where that deadline no longer runs."""
    running = steps_queries.what_runs(viewer, urgent)
    first = {
        number: steps_queries.next_deadline(running_clock for running_clock in each if running_clock.is_urgent)
        for number, each in running.items()
    }
    return {number: deadline for number, deadline in first.items() if deadline}


def offer(viewer: Viewer, referral_id: int) -> Offer:
    """One referral of the viewer's organisation, also when a colleague has accepted it. Raises OutOfSight."""
    referral = referrals_queries.referral(viewer, referral_id)
    return offers_of([(referral, referrals_queries.episode_of(referral))])[0]


def our_decline(viewer: Viewer, referral_id: int) -> Decline | None:
    """What the organisation keeps of a referral it declined: reason and number, nothing of the person. None if none."""
    ours = (Decline.referral_id == referral_id, Decline.organisation_id == viewer.organisation_id)
    declined = select(Decline).join(Referral, Referral.id == Decline.referral_id).where(*ours)
    return db.session.scalar(declined.where(people_queries.is_open_to(viewer, Referral.person_id)))


def taken_back(viewer: Viewer, referral_id: int) -> Referral | None:
    """A referral offered to the organisation that the person or its sender withdrew before anybody accepted it; else
    None. Only that it was withdrawn, and when, may be read: the rest is out of sight at once."""
    gone = select(Referral).where(
        Referral.id == referral_id,
        Referral.organisation_id == viewer.organisation_id,
        Referral.accepted_at.is_(None),
        Referral.state.in_((ReferralState.CONSENT_WITHDRAWN, ReferralState.WITHDRAWN)),
        people_queries.is_open_to(viewer, Referral.person_id),
    )
    return db.session.scalar(gone)


def taken(referral: Referral) -> AnsweredFirst | None:
    """Who accepted a referral, when, and who is keyworker; None while it waits."""
    if referral.accepted_at is None:
        return None
    return AnsweredFirst(
        by_id=referral.accepted_by_id,
        name=name_of(referral.accepted_by_id),
        at=referral.accepted_at,
        keyworker=name_of(referral.keyworker_id),
        first=appointment_of(referral.id),
    )


def appointment_of(referral_id: int) -> Appointment | None:
    """The first appointment of a referral, as it stands; None before there is one."""
    theirs = (Appointment.referral_id == referral_id, Appointment.superseded_at.is_(None))
    return db.session.scalar(select(Appointment).where(*theirs).order_by(Appointment.id).limit(1))
