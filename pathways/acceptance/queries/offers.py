"""What is offered to the viewer's organisation. No test result is read here, in lists or on a page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, text
from sqlalchemy.orm import aliased, load_only

from pathways import clock
from pathways.acceptance.models import Decline
from pathways.acceptance.queries.duties import required_times
from pathways.acceptance.queries.tried import Tried, tried_before
from pathways.acceptance.rules import CLOSES_AT, DueGroup, comes_before_the_answer, due_group, time_left
from pathways.auth import Viewer
from pathways.auth.queries import name_of
from pathways.directory import queries as directory
from pathways.people import queries as people
from pathways.people.models import Episode, Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals import queries as referrals
from pathways.referrals.models import WAITS, Appointment, Referral
from pathways.referrals.queries import Question, Running, Screen
from pathways.referrals.rules import FIRST_TURN, ReferralState, labels_of, needs_in_words, urgent_because
from pathways.safeguarding.rules import RISKS
from pathways.store import db
from pathways.store.paging import Page, page_of

# What a list shows of a referral and its episode. Fifty rows of all their columns take the longer half of the reading.
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

RISK_WORDS = frozenset(one.ask for one in RISKS)
ASKED_ABOUT = (ReferralState.RETURNED, ReferralState.ACKNOWLEDGED)
"""A question is open, or was answered."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One referral as a service reads it before accepting. `urgent` is what makes it so, as the desk was told.

    `required_at` is when a notice tells the person to come to the provider.
    """

    referral: Referral
    episode: Episode
    details: PersonDetails
    screen: Screen
    service: str
    tried: tuple[Tried, ...]
    question: Question | None = None
    urgent: tuple[str, ...] = ()
    required_at: datetime | None = None

    @property
    def risks(self) -> tuple[str, ...]:
        return self.screen.flags

    @property
    def urgent_besides(self) -> tuple[str, ...]:
        """What makes it urgent and is no risk that stands beside it already."""
        return tuple(words for words in self.urgent if words not in RISK_WORDS)

    @property
    def needs(self) -> tuple[str, ...]:
        return needs_in_words(self.screen.facts)

    @property
    def due_at(self) -> datetime:
        """When the answer is due: the end of that working day."""
        return clock.from_london(self.referral.due_on or clock.today(), CLOSES_AT)

    @property
    def comes_before_answer(self) -> bool:
        """Whether the notice tells the person to come before the day to answer by is over."""
        return comes_before_the_answer(self.required_at, due_at=self.due_at, now=clock.now())

    @property
    def first_at(self) -> datetime:
        """What comes first of the answer and the time on the notice: the order of the page."""
        return self.required_at if self.required_at and self.comes_before_answer else self.due_at

    @property
    def left(self) -> str:
        """How long is left until then, or how late the answer is."""
        return time_left(clock.london(self.due_at), clock.london(clock.now()))

    @property
    def group(self) -> DueGroup:
        """Under which heading it stands today. Only for a referral that was sent, so with a day to answer by."""
        first_on, is_urgent = clock.london_date(self.first_at), self.referral.inbox_turn == FIRST_TURN
        return due_group(first_on, clock.today(), is_asked=self.is_asked, is_urgent=is_urgent)

    @property
    def is_asked(self) -> bool:
        """Whether a question of the service is open."""
        return self.referral.state is ReferralState.RETURNED

    @property
    def is_late(self) -> bool:
        """Whether the day to answer by is over, and no question stops it."""
        return not self.is_asked and (self.referral.due_on or clock.today()) < clock.today()


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Who answered first, and what stands now."""

    name: str
    at: datetime
    keyworker: str
    first: Appointment | None


def inbox(viewer: Viewer, after: str | None = None) -> Page[Offer]:
    """A page of 50 offers: urgent first, then by the day an answer is due and when it was sent. Nobody who died is on
    it.

    Within its page whoever a notice tells to come before that day stands by the time of the notice.
    """
    statement = of_the_living().where(
        Referral.organisation_id == viewer.organisation_id,
        text(f"referral.{WAITS}"),
        people.is_open_to(viewer, Referral.person_id),
    )
    keys = (Referral.inbox_turn, Referral.due_on, Referral.sent_at, Referral.id)
    page = page_of(statement, keys, lambda row: tuple(getattr(row[0], key.key) for key in keys), after=after)
    required = required_times(viewer, [episode.id for _, episode in page.rows])
    rows = offers_of(page.rows, required)
    return Page(tuple(sorted(rows, key=lambda row: (row.referral.inbox_turn, row.first_at))), page.after)


def of_the_living() -> Select[Referral, Episode]:
    """Referrals with their episode, of nobody who died: of a record that was merged, the one that stays knows that."""
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
    """Rows with what their page needs, in the same order; six statements however many rows. `required` is by episode,
    for whoever the notices name."""
    known = people.details_of_many({row.person_id for row, _ in rows})
    screens = referrals.screens_of({episode.id for _, episode in rows})
    names = directory.service_names({row.service_id for row, _ in rows if row.service_id is not None})
    tried = tried_before(row for row, _ in rows)
    asked = referrals.questions_of([row.id for row, _ in rows if row.state in ASKED_ABOUT])
    urgency = referrals.urgency_facts(
        [row for row, _ in rows], screens, {number: each.date_of_birth for number, each in known.items()}
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
    """By when somebody speaks to the person of each urgent referral; none where two attempts were recorded, say."""
    running = referrals.what_runs(viewer, urgent)
    first = {
        number: referrals.next_deadline(running_clock for running_clock in each if running_clock.is_urgent)
        for number, each in running.items()
    }
    return {number: deadline for number, deadline in first.items() if deadline}


def offer(viewer: Viewer, referral_id: int) -> Offer:
    """One referral of the viewer's organisation, also when a colleague has accepted it. Raises OutOfSight."""
    held = referrals.referral(viewer, referral_id)
    return offers_of([(held, referrals.episode_of(held))])[0]


def our_decline(viewer: Viewer, referral_id: int) -> Decline | None:
    """What the organisation keeps of a referral it declined: the reason and the number, nothing of the person."""
    ours = (Decline.referral_id == referral_id, Decline.organisation_id == viewer.organisation_id)
    declined = select(Decline).join(Referral, Referral.id == Decline.referral_id).where(*ours)
    return db.session.scalar(declined.where(people.is_open_to(viewer, Referral.person_id)))


def taken_back(viewer: Viewer, referral_id: int) -> Referral | None:
    """A referral that was offered to the organisation and withdrawn before anybody accepted it, by the person or by
    whoever sent it. Only that it was, and when, is theirs to read; the rest is out of their sight at once."""
    gone = select(Referral).where(
        Referral.id == referral_id,
        Referral.organisation_id == viewer.organisation_id,
        Referral.accepted_at.is_(None),
        Referral.state.in_((ReferralState.CONSENT_WITHDRAWN, ReferralState.WITHDRAWN)),
        people.is_open_to(viewer, Referral.person_id),
    )
    return db.session.scalar(gone)


def taken(held: Referral) -> Taken | None:
    """Who accepted a referral, when, and who is keyworker; None while it waits."""
    if held.accepted_at is None:
        return None
    return Taken(
        name=name_of(held.accepted_by_id),
        at=held.accepted_at,
        keyworker=name_of(held.keyworker_id),
        first=appointment_of(held.id),
    )


def appointment_of(referral_id: int) -> Appointment | None:
    """The first appointment of a referral, as it stands; None before there is one."""
    theirs = (Appointment.referral_id == referral_id, Appointment.superseded_at.is_(None))
    return db.session.scalar(select(Appointment).where(*theirs).order_by(Appointment.id).limit(1))
