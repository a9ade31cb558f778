"""Check-ins that are due, feedback, and the scores, naloxone and peer support of a case in sight."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    exists,
    false,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from pathways import clock
from pathways.auth.roles import Viewer
from pathways.dates import months_after
from pathways.engagement.appointments.queries import contact_facts
from pathways.engagement.case.queries.case import OF_REFERRAL, Case, case, case_of
from pathways.engagement.caseload.queries.today import of_each
from pathways.engagement.models.case import CheckIn, Exit, Feedback
from pathways.engagement.models.treatment import NaloxoneSupply, PeerSupport, TopScores
from pathways.engagement.naloxone.rules import SuppliedTo
from pathways.engagement.outcomes.rules import (
    CHECK_INS,
    SHOWN_FOR,
    CheckInOutcome,
    Grade,
    due_on,
    last_left,
    left_between,
    published,
)
from pathways.people import queries as people_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals.consents import queries as referrals
from pathways.referrals.consents.rules.consents import ConsentVerdict, Whom
from pathways.referrals.consents.rules.sharing import may_share_with
from pathways.referrals.first_appointments.rules import ContactFacts
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db, shared_alias
from pathways.store.paging import LARGEST_ID, PAGE_SIZE, Page, key_marked, page_among
from pathways.store.together import Records, among

# Check-ins that are due, and what people said of the service.
#
# A case is out of sight a while after it closed (rule R6). A check-in is not: the provider with whom somebody completed
# treatment sees their name and how to reach them until the last check-in, and nothing of the case.


QUESTIONS = ("respected", "in_time", "helped")


@dataclass(frozen=True, kw_only=True)
class CheckInLine:
    """Somebody whose check-in is due: which one, and since when."""

    referral: Referral
    details: PersonDetails
    number: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class AfterExit:
    """One person after a planned exit, as the worker who checks in sees them."""

    referral: Referral
    details: PersonDetails
    has_died: bool
    exited_on: date
    contact: ContactFacts | None
    made: dict[int, CheckIn]

    @property
    def outcomes(self) -> dict[int, CheckInOutcome]:
        return {number: check_in.outcome for number, check_in in self.made.items()}


@dataclass(frozen=True, kw_only=True)
class SurveyAnswers:
    """What people said: how many, the answers counted by question, and their words. In groups of five, or nothing."""

    count: int
    answers: dict[str, dict[Grade, int]]
    words: tuple[str, ...]


def check_ins_due(viewer: Viewer, after: str | None = None) -> Page[CheckInLine]:
    """A page of the people whose check-in is due by today, longest due first; nobody who died, and nobody who came
    back."""
    start = _start(after)
    parts = (_first_due(viewer, number, start).subquery() for number in CHECK_INS)
    due = db.session.execute(union_all(*(select(part) for part in parts)))
    page = page_among(due, _turn, _TURN, after=after if start else None, size=PAGE_SIZE)
    referrals = {
        each.id: each for each in db.session.scalars(_REFERRALS, {"of_referrals": [row.id for row in page.rows]})
    }
    details = identity_queries.details_of_many([row.person_id for row in page.rows])
    lines = (
        CheckInLine(
            referral=referrals[row.id],
            details=details[row.person_id],
            number=row.number,
            due_on=due_on(row.number, row.exited_on),
        )
        for row in page.rows
    )
    return Page(tuple(lines), page.after)


# By when it is due, then by referral; but of those who left on several days and are due on one, in the order of these
# days, as the index has them.
_TURN = (date, int, int)
LONGEST_DUE = timedelta(days=731)
"""No check-in is listed for longer: the next one comes. Whatever day an address names, there is one to reckon from."""
DAYS_APART = range(4)
"""How many days apart people may have left whose check-in is due on one day."""
_RECORD = shared_alias(Person)
_REFERRALS = select(Referral).where(among(Referral.id, "of_referrals")).order_by(Referral.id)


def _start(after: str | None) -> Sequence[Any] | None:
    """The turn after which the page begins; the first page where the address names none that anybody may have."""
    start = key_marked(after, _TURN)
    if start is None:
        return None
    due, days, _ = start
    return start if abs(clock.today() - due) <= LONGEST_DUE and days in DAYS_APART else None


def _turn(row: Any) -> tuple[date, int, int]:
    due = due_on(row.number, row.exited_on)
    return due, (row.exited_on - _first_left(row.number, due)).days, row.id


def _first_left(number: int, due: date) -> date:
    return last_left(number, due - timedelta(days=1)) + timedelta(days=1)


def _first_due(viewer: Viewer, number: int, start: Sequence[Any] | None) -> Select[*tuple[Any, ...]]:
    """Whoever is due one check-in, from a key on, in the order of leaving: as many as a page may show."""
    left_after, left_by = left_between(number, clock.today())
    of_whom = Exit.exited_on > left_after, Exit.exited_on <= left_by, _completed(viewer), Person.died_at.is_(None)
    rows = (
        select(literal_column(str(number), Integer()).label("number"), Exit.exited_on, Referral.id, Referral.person_id)
        .join(Referral, Referral.id == Exit.referral_id)
        .join(_RECORD, _RECORD.id == Referral.person_id)
        .join(Person, Person.id == surviving_id(_RECORD))
        .where(*of_whom, ~_made(number))
    )
    if start is not None:
        due, days, referral_id = start
        last = min((_first_left(number, due) + timedelta(days=days), referral_id), (last_left(number, due), LARGEST_ID))
        rows = rows.where(tuple_(Exit.exited_on, Exit.referral_id) > tuple_(*last))
    return rows.order_by(Exit.exited_on, Exit.referral_id).limit(PAGE_SIZE + 1)


def after_exit(viewer: Viewer, referral_id: int) -> AfterExit:
    """One person after a planned exit from the viewer's provider. Raises OutOfSight."""
    rows = select(Referral, Exit.exited_on).join(Exit, Exit.referral_id == Referral.id)
    row = db.session.execute(rows.where(Referral.id == referral_id, _completed(viewer))).one_or_none()
    if row is None or clock.today() > due_on(3, row[1]) + SHOWN_FOR:
        raise OutOfSight
    case = case_of(row[0])
    return AfterExit(
        referral=row[0],
        details=case.details,
        has_died=case.has_died,
        exited_on=row[1],
        contact=contact_facts(case),
        made=_made_by_referral([referral_id]).get(referral_id, {}),
    )


def feedback_of(viewer: Viewer) -> SurveyAnswers:
    """What people said of the viewer's provider in the last 12 months, in groups of five. For managers only."""
    since = months_after(clock.today().replace(day=1), -12)
    ours = select(Feedback).where(Feedback.organisation_id == viewer.organisation_id).order_by(Feedback.id)
    given = db.session.scalars(ours).all()
    rows = given[published([row.month_on for row in given], since)]
    if not rows:
        return SurveyAnswers(count=0, answers={}, words=())
    return SurveyAnswers(
        count=len(rows),
        answers={name: dict(Counter(getattr(row, name) for row in rows if getattr(row, name))) for name in QUESTIONS},
        words=tuple(sorted(row.words for row in rows if row.words)),
    )


def _completed(viewer: Viewer) -> ColumnElement[bool]:
    is_open = people_queries.is_open_to(viewer, Referral.person_id)
    ours = Referral.organisation_id == viewer.organisation_id if viewer.is_treatment else false()
    whose = of_each(ours, Referral.state == ReferralState.COMPLETED, is_open)
    # An exit that a re-opening undid does not count: the case has ended by another since. Nor does one of before, of
    # which another system knows whether anybody asked after them.
    return and_(whose, Exit.planned, Exit.undone_at.is_(None), Referral.is_of_before.is_(False))


def _made(number: int) -> ColumnElement[bool]:
    """Whether this check-in or a later one was made, or no more are wanted."""
    ended = or_(CheckIn.number >= number, CheckIn.outcome == CheckInOutcome.DECLINED)
    return exists().where(CheckIn.referral_id == Referral.id, ended)


def _made_by_referral(referral_ids: Iterable[int]) -> dict[int, dict[int, CheckIn]]:
    rows = select(CheckIn).where(CheckIn.referral_id.in_(set(referral_ids))).order_by(CheckIn.number)
    by_referral: dict[int, dict[int, CheckIn]] = {}
    for each in db.session.scalars(rows):
        by_referral.setdefault(each.referral_id, {})[each.number] = each
    return by_referral


# Scores, naloxone and peer support of a case in sight.


@dataclass(frozen=True, kw_only=True)
class NaloxoneRecord:
    """Naloxone as the case page shows it: what the person has, what was used, who was trained."""

    kits: int
    next_expiry: NaloxoneSupply | None
    used: tuple[NaloxoneSupply, ...]
    trained: NaloxoneSupply | None


def scores_of(case: Case) -> tuple[TopScores, ...]:
    """The live sets of scores, oldest first."""
    same = (TopScores.referral_id == case.referral.id, TopScores.superseded_at.is_(None))
    return tuple(db.session.scalars(select(TopScores).where(*same).order_by(TopScores.taken_on, TopScores.id)))


SUPPLIES = Records(
    (NaloxoneSupply,),
    NaloxoneSupply.referral_id == OF_REFERRAL,
    (NaloxoneSupply.supplied_on.desc(), NaloxoneSupply.id.desc()),
)
PEER = Records(
    (PeerSupport,), and_(PeerSupport.referral_id == OF_REFERRAL, PeerSupport.superseded_at.is_(None)), (PeerSupport.id,)
)
_SUPPLIES, _PEER = (select(each.columns[0]).where(each.whose).order_by(*each.order) for each in (SUPPLIES, PEER))


def supplies_of(case: Case) -> tuple[NaloxoneSupply, ...]:
    """The supplies of naloxone, latest first."""
    return tuple(db.session.scalars(_SUPPLIES, {"of_referral": case.referral.id}))


def naloxone_held(supplies: tuple[NaloxoneSupply, ...]) -> NaloxoneRecord:
    """What the supplies, latest first, come to. A use takes one kit. The person does not have what was given to
    somebody else (a relative, a professional).

    A replacement of a lost or expired kit replaces everything supplied before it.
    """
    theirs = [supply for supply in supplies if supply.recipient is SuppliedTo.AT_RISK]
    replaced = next((supply.supplied_on for supply in theirs if supply.why.ends_what_was_held), None)
    still = [supply for supply in theirs if supply.expires_on >= clock.today() and supply.left]
    still = [supply for supply in still if replaced is None or supply.supplied_on >= replaced]
    return NaloxoneRecord(
        kits=sum(supply.left for supply in still),
        next_expiry=min(still, key=lambda supply: supply.expires_on, default=None),
        used=tuple(supply for supply in supplies if supply.used_on is not None),
        trained=supplies[-1] if supplies else None,
    )


def supply_of(viewer: Viewer, referral_id: int, supply_id: int) -> tuple[Case, NaloxoneSupply]:
    """One supply of a case in sight. Raises OutOfSight."""
    own_case = case(viewer, referral_id)
    same = (NaloxoneSupply.id == supply_id, NaloxoneSupply.referral_id == referral_id)
    supply = or_out_of_sight(db.session.scalar(select(NaloxoneSupply).where(*same)))
    return own_case, supply


def peer_of(case: Case) -> PeerSupport | None:
    """The live record of peer support."""
    return db.session.scalar(_PEER, {"of_referral": case.referral.id})


def may_tell_a_peer(case: Case) -> ConsentVerdict:
    """Whether consent 4, as this service asked it, lets a peer supporter be told now. After a required assessment it
    needs a signature."""
    rows = referrals.consents_of_case(case.referral)
    return may_share_with(rows, Whom.PEERS, clock.now(), from_required_assessment=case.required is not None)
