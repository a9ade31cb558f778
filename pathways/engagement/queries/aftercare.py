"""Check-ins that are due, and what people said of the service.

A case is out of sight 28 days after it closed (trust.md, R6). A check-in is not: the provider whose treatment somebody
completed sees their name and how to reach them until the last is made, and nothing of the case.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from pathways import clock
from pathways.auth import Viewer
from pathways.engagement.models import CheckIn, Exit, Feedback
from pathways.engagement.queries.caseload import died_among
from pathways.engagement.queries.cases import case_of
from pathways.engagement.queries.reaching import contact_facts
from pathways.engagement.rules import (
    NUMBERS,
    SHOWN_FOR,
    CheckInOutcome,
    Grade,
    due_on,
    months_after,
    next_due,
    published,
)
from pathways.people import queries as people
from pathways.people.models import PersonDetails
from pathways.referrals.models import Referral
from pathways.referrals.rules import ReferralState
from pathways.referrals.rules.letting_know import ContactFacts
from pathways.refusals import OutOfSight
from pathways.store import db

SHOWN = 100
QUESTIONS = ("respected", "in_time", "helped")


@dataclass(frozen=True, kw_only=True)
class CheckInLine:
    """Somebody whose check-in is due: which, since when."""

    referral: Referral
    details: PersonDetails
    number: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class AfterExit:
    """One person after a planned exit, as whoever checks in sees them."""

    referral: Referral
    details: PersonDetails
    has_died: bool
    exited_on: date
    contact: ContactFacts | None
    made: dict[int, CheckIn]

    @property
    def outcomes(self) -> dict[int, CheckInOutcome]:
        return {number: one.outcome for number, one in self.made.items()}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What people said: how many, the answers counted by question, and their words. Five at a time, or none."""

    count: int
    answers: dict[str, dict[Grade, int]]
    words: tuple[str, ...]


def check_ins_due(viewer: Viewer) -> tuple[CheckInLine, ...]:
    """Whose check-in is due by today, longest first. Nobody who died, and nobody who came back."""
    today = clock.today()
    begins = {1: today - timedelta(days=14), 2: months_after(today, -3), 3: months_after(today, -6)}
    rows = (
        select(Referral, Exit.exited_on)
        .join(Exit, Exit.referral_id == Referral.id)
        .where(_completed(viewer), Exit.exited_on >= months_after(today, -6) - SHOWN_FOR - timedelta(days=3))
        .where(or_(*(and_(Exit.exited_on <= begins[one] + timedelta(days=3), ~_made(one)) for one in NUMBERS)))
        .order_by(Exit.exited_on, Referral.id)
        .limit(SHOWN)
    )
    found = [(row[0], row[1]) for row in db.session.execute(rows)]
    made = _made_by_referral(referral.id for referral, _ in found)
    details = people.details_of_many([referral.person_id for referral, _ in found])
    died = died_among(each.person_id for each in details.values())
    lines = []
    for referral, exited_on in found:
        outcomes = {number: one.outcome for number, one in made.get(referral.id, {}).items()}
        number = next_due(exited_on, outcomes, today)
        who = details[referral.person_id]
        if number and who.person_id not in died:
            lines.append(CheckInLine(referral=referral, details=who, number=number, due_on=due_on(number, exited_on)))
    return tuple(sorted(lines, key=lambda one: (one.due_on, one.referral.id)))


def after_exit(viewer: Viewer, referral_id: int) -> AfterExit:
    """One person after a planned exit from the viewer's provider. Raises OutOfSight."""
    rows = select(Referral, Exit.exited_on).join(Exit, Exit.referral_id == Referral.id)
    row = db.session.execute(rows.where(Referral.id == referral_id, _completed(viewer))).one_or_none()
    if row is None or clock.today() > due_on(3, row[1]) + SHOWN_FOR:
        raise OutOfSight
    held = case_of(row[0])
    return AfterExit(
        referral=row[0],
        details=held.details,
        has_died=held.has_died,
        exited_on=row[1],
        contact=contact_facts(held),
        made=_made_by_referral([referral_id]).get(referral_id, {}),
    )


def feedback_of(viewer: Viewer) -> Said:
    """What people said of the viewer's provider in the last 12 months, five at a time. Managers only."""
    since = months_after(clock.today().replace(day=1), -12)
    ours = select(Feedback).where(Feedback.organisation_id == viewer.organisation_id).order_by(Feedback.id)
    given = db.session.scalars(ours).all()
    rows = given[published([one.month_on for one in given], since)]
    if not rows:
        return Said(count=0, answers={}, words=())
    return Said(
        count=len(rows),
        answers={name: dict(Counter(getattr(one, name) for one in rows if getattr(one, name))) for name in QUESTIONS},
        words=tuple(sorted(one.words for one in rows if one.words)),
    )


def _completed(viewer: Viewer) -> ColumnElement[bool]:
    is_open = people.is_open_to(viewer, Referral.person_id)
    ours = Referral.organisation_id == viewer.organisation_id if viewer.is_treatment else false()
    # An exit that a re-opening undid stands no more: the case has ended by another since.
    return and_(ours, Referral.state == ReferralState.COMPLETED, Exit.planned, Exit.undone_at.is_(None), is_open)


def _made(number: int) -> ColumnElement[bool]:
    """Whether this check-in or a later one was made, or no more are wanted."""
    ended = or_(CheckIn.number >= number, CheckIn.outcome == CheckInOutcome.DECLINED)
    return exists().where(CheckIn.referral_id == Referral.id, ended)


def _made_by_referral(referral_ids: Iterable[int]) -> dict[int, dict[int, CheckIn]]:
    rows = select(CheckIn).where(CheckIn.referral_id.in_(set(referral_ids))).order_by(CheckIn.number)
    found: dict[int, dict[int, CheckIn]] = {}
    for each in db.session.scalars(rows):
        found.setdefault(each.referral_id, {})[each.number] = each
    return found
