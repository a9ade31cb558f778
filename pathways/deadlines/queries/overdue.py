"""What is overdue, whose it is and whom to ring; and the clocks that run on a referral."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Select, false, func, or_, select, text
from sqlalchemy.orm import aliased

from pathways import clock, dates
from pathways.auth.models import User
from pathways.auth.roles import Role, Viewer
from pathways.deadlines.models import OPEN, Telling
from pathways.deadlines.queries.duties import OF_NOTICE, Duty
from pathways.deadlines.queries.facts import ReferralInTime, courses_of
from pathways.deadlines.queries.listed import URGENT, ClockOnList, Judged, deadlines_on, judged_alone
from pathways.deadlines.queries.whom_to_tell import ring
from pathways.deadlines.rules.deadlines import TimerRecipient
from pathways.deadlines.rules.states import ReferralClock
from pathways.deadlines.rules.words import label_of, why_in_words
from pathways.people import queries as people_queries
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals import queries as referrals_queries
from pathways.referrals.models.referral import Referral, ReferralOnList
from pathways.referrals.sending.queries import DeskFacts
from pathways.referrals.sending.rules import Urgent
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.queries import Running
from pathways.store.base import db
from pathways.store.paging import Page, page_of

# What is overdue: for the managers of a provider, a keyworker or the pathway manager.
#
# Each line rests on a row that says what was told; whether it is still out of time is read from the clocks now. What is
# urgent is told by telephone to one desk, and read by everybody who can act on it.


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """One thing that is out of time, or urgent.

    `details` is None where the viewer may read no name. `why` says why it is urgent, as far as the viewer may know.
    `reference`, `service` and `keyworker` are "" where another provider has the referral, and only a notice binds the
    viewer's (rule R7).
    """

    telling: Telling
    clock: ReferralClock
    course: ReferralInTime
    details: PersonDetails | None
    reference: str
    keyworker: str
    service: str
    why: tuple[str, ...] = ()
    required_id: int | None = None
    condition_id: int | None = None
    is_own: bool = False
    """Whether it is with the viewer's own organisation: nobody rings themselves."""

    @property
    def is_urgent(self) -> bool:
        return self.clock.timer.code == URGENT

    @property
    def ring(self) -> str:
        """Whom to ring about it today: the service that has the person now, and the person."""
        return ring(self.course, is_own=self.is_own)

    @property
    def label(self) -> str:
        return label_of(self.clock)

    @property
    def do(self) -> str:
        """What is done about it. Without a service there is no manager to ring; without a name nobody rings the
        person."""
        if self.is_urgent and self.details is None:
            return "Ring the service’s manager now"
        if self.is_urgent and self.course.referral.organisation_id is None:
            return "Reach the person now, in the safe way"
        return self.clock.timer.do

    @property
    def since(self) -> datetime:
        return self.clock.over_since or self.telling.due_at

    @property
    def is_late(self) -> bool:
        return self.clock.is_over

    @property
    def days_late(self) -> int:
        """How many days ago it was due; 0 where that is today, or ahead."""
        due_at = self.clock.due_at if self.is_late else None
        return (clock.today() - dates.london_date(due_at)).days if due_at else 0


def overdue(viewer: Viewer, after: str | None = None) -> Page[Overdue]:
    """A page of what is overdue for the viewer, in the order of due. Nobody who died is on it."""
    page = page_of(_told(viewer), (Telling.due_at, Telling.id), lambda row: (row[0].due_at, row[0].id), after=after)
    return Page(tuple(_lines(viewer, page.rows)), page.after)


def every_overdue(viewer: Viewer) -> tuple[Overdue, ...]:
    """All that `overdue` would page through, in the order of due; as many statements however many lines."""
    rows = db.session.execute(_told(viewer).order_by(Telling.due_at, Telling.id)).all()
    lines = _lines(viewer, [(row[0], row[1], row[2]) for row in rows]) if rows else ()
    return tuple(sorted(lines, key=lambda line: (line.since, line.telling.id)))


def _told(viewer: Viewer) -> Select[Telling, PersonDetails, str | None]:
    asked = aliased(Person)
    return (
        select(Telling, PersonDetails, User.name)
        .join(Referral, Referral.id == Telling.referral_id)
        .join(asked, asked.id == Telling.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .join(PersonDetails, (PersonDetails.person_id == Person.id) & PersonDetails.superseded_at.is_(None))
        .outerjoin(User, User.id == Referral.keyworker_id)
        .where(text(f"clock_told.{OPEN}"), _theirs(viewer), Person.died_at.is_(None))
        .where(people_queries.is_open_to(viewer, Telling.person_id))
    )


def _theirs(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer's list shows.

    A provider's manager reads what was told in their organisation, a worker what was told to them as keyworker, a
    pathway manager what reached them. Where a viewer of a provider may not open the referral, the row is only there if
    a notice binds the provider.

    What is urgent is on further lists, once for each referral: a worker reads it of their own cases and of those
    without a keyworker, a pathway manager of those they may open and those whose time is up.
    """
    if viewer.role is Role.PW:
        reached = Telling.addressee == TimerRecipient.PATHWAY_MANAGER
        is_late = Telling.due_at < clock.now()
        return or_(reached, _urgent_once() & ~_reached_already() & or_(referrals_queries.visible_to(viewer), is_late))
    readable = or_(referrals_queries.visible_to(viewer), Telling.timer.in_(OF_NOTICE))
    if viewer.role is Role.PM:
        to = Telling.addressee.in_((TimerRecipient.PROVIDER_MANAGER, TimerRecipient.KEYWORKER, TimerRecipient.ASSESSOR))
        return (Telling.organisation_id == viewer.organisation_id) & to & readable
    if viewer.role is Role.TW:
        told_as_keyworker = (Telling.user_id == viewer.user_id) & (Telling.addressee == TimerRecipient.KEYWORKER)
        theirs = or_(Referral.keyworker_id == viewer.user_id, Referral.keyworker_id.is_(None))
        return or_(told_as_keyworker, _urgent_once() & theirs) & readable
    return false()


def _urgent_once() -> ColumnElement[bool]:
    """The last unsettled row about an urgent clock: one for each referral, however many people were told."""
    later = aliased(Telling)
    last = select(func.max(later.id)).where(
        later.referral_id == Telling.referral_id, later.timer == URGENT, later.settled_at.is_(None)
    )
    return (Telling.timer == URGENT) & (Telling.id == last.correlate(Telling).scalar_subquery())


def _reached_already() -> ColumnElement[bool]:
    """Whether the pathway managers were told of the same urgent clock: then that row is on their list already."""
    theirs = aliased(Telling)
    same = (theirs.referral_id == Telling.referral_id, theirs.timer == URGENT, theirs.settled_at.is_(None))
    return (
        select(theirs.id).where(*same, theirs.addressee == TimerRecipient.PATHWAY_MANAGER).correlate(Telling).exists()
    )


OverdueRow = tuple[Telling, PersonDetails, str | None]
"""What was told, of whom, and their keyworker."""


def _lines(viewer: Viewer, rows: Sequence[OverdueRow]) -> Iterable[Overdue]:
    """The lines of rows whose clock is still out of time or urgent, one for each clock however many were told of it."""
    now, courses = clock.now(), courses_of({row.referral_id for row, *_ in rows})
    clocks = {
        (referral_id, running_clock.timer.code, running_clock.about): running_clock
        for referral_id, each in courses.items()
        for running_clock in each.deadlines(now)
        if running_clock.is_over or running_clock.timer.code == URGENT
    }
    seen: set[tuple[int, str, str]] = set()
    for row, details, keyworker in rows:
        key = (row.referral_id, row.timer, row.about)
        if (running_clock := clocks.get(key)) is None or key in seen:
            continue
        seen.add(key)
        each = courses[row.referral_id]
        if (
            viewer.role is Role.PW
            and row.addressee is not TimerRecipient.PATHWAY_MANAGER
            and not _is_for_placing(each, running_clock)
        ):
            continue
        duty = each.duty(running_clock)
        may_name = viewer.role is not Role.PW or each.referral.organisation_id is None
        is_own = each.referral.organisation_id == viewer.organisation_id
        is_said = is_own or viewer.role is Role.PW
        yield Overdue(
            telling=row,
            clock=running_clock,
            course=each,
            details=details if may_name else None,
            reference=(each.referral.reference or "") if is_said else "",
            keyworker=(keyworker or "") if is_said else "",
            service=each.service.name if is_said and each.service else "",
            why=why_urgent(viewer, each.referral, each.urgent, running_clock),
            required_id=duty.required_id if duty else None,
            condition_id=duty.condition_id if duty else None,
            is_own=is_own,
        )


def _is_for_placing(course: ReferralInTime, running_clock: ReferralClock) -> bool:
    """Whether a pathway manager acts on an urgent clock that they were not told of: a pause may have moved it."""
    return running_clock.is_over or course.referral.organisation_id is None


def why_urgent(
    viewer: Viewer, referral: ReferralOnList, urgent: tuple[Urgent, ...], running_clock: ReferralClock
) -> tuple[str, ...]:
    """Why a clock is urgent, as far as the viewer may know; empty for any other clock."""
    if running_clock.timer.code != URGENT or running_clock.started_at is None:
        return ()
    ours = viewer.is_treatment and referral.organisation_id == viewer.organisation_id
    return why_in_words(urgent, running_clock.started_at, reads_the_service=ours)


def clocks_in_words(viewer: Viewer, course: ReferralInTime, now: datetime) -> tuple[ReferralClock, ...]:
    """The clocks of a referral in the viewer's sight that have started; of a notice only what binds their provider.

    A clock that stopped before the referral was sent to this service is left out: it would tell of another service.
    """
    sent_at = course.referral.sent_at
    return tuple(
        running_clock
        for running_clock in course.clocks(now)
        if running_clock.started_at is not None
        and (running_clock.stopped_at is None or sent_at is None or running_clock.stopped_at >= sent_at)
        and _binds(viewer, course.duty(running_clock))
    )


def _binds(viewer: Viewer, duty: Duty | None) -> bool:
    """Whether a clock is of no duty, or of one that binds the viewer's provider."""
    return duty is None or duty.organisation_id in (None, viewer.organisation_id)


# What runs on a referral, for the inbox and the page of the case: the referrals room, below this one, calls it.


@steps_queries.runs_by
def running_on(
    viewer: Viewer,
    asked: Collection[ReferralOnList],
    *,
    heads: Mapping[int, str | None] | None,
    only_urgent: bool,
    desks: Mapping[int, DeskFacts] | None,
) -> dict[int, tuple[Running, ...]]:
    """By referral in the viewer's sight, the clocks that somebody is told of: the next deadline first."""
    codes = (URGENT,) if only_urgent else ()
    by_id = {each.id: each for each in asked}
    judge = judged_alone if heads is None else partial(deadlines_on, heads=heads)
    return {
        number: tuple(_running(viewer, by_id[number], each, line) for line in each.on_list if _binds(viewer, line.duty))
        for number, each in judge(asked, clock.now(), codes, desks).items()
    }


def _running(viewer: Viewer, referral: ReferralOnList, judged: Judged, line: ClockOnList) -> Running:
    why = why_urgent(viewer, referral, judged.urgent, line.clock)
    return replace(line.running, why=why) if why else line.running
