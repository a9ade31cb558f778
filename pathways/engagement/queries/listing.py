"""The caseload as it was asked for: which cases, in which order, a page at a time.

The order of the page is an index of the referral; whatever else narrows it is asked of the cases that are open, which
are never more than a provider can hold.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select

from pathways import clock
from pathways.auth import Viewer
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.queries import awaits_a_service
from pathways.engagement.queries.cases import with_us
from pathways.engagement.queries.keyworkers import our_keyworkers
from pathways.engagement.queries.seen import last_seen
from pathways.engagement.rules.listing import DUE_SOON, MISSED_TWICE, UNSEEN_FOR, CaseOrder, Listing, Only, Whose
from pathways.people.models import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.people.rules import fold_name
from pathways.referrals.models import Appointment, Referral
from pathways.referrals.rules import Outcome, ReferralState
from pathways.safeguarding.models import RiskScreen
from pathways.store import Instant, db, shared_alias
from pathways.store.paging import Page, page_of
from pathways.vocabulary import Answer

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
PAUSED = (ReferralState.SUSPENDED, ReferralState.TRANSFER_PENDING)
_ASKED = shared_alias(Person)


def open_cases(viewer: Viewer, asked: Listing, after: str | None = None) -> Page[Referral]:
    """A page of 50 open cases of the viewer's provider."""
    statement = select(Referral).where(_is_open(viewer), *_narrowed(viewer, asked))
    if asked.order is CaseOrder.NAME or asked.words:
        statement = _with_details(statement)
    key, downward = _order(asked.order)
    if key is None:
        keys: tuple[Any, ...] = (Referral.accepted_at, Referral.id)
        return page_of(statement, keys, lambda row: (row.accepted_at, row.id), after=after, newest_first=downward)
    page = page_of(statement.add_columns(key), (key, Referral.id), lambda row: (row[1], row[0].id), after=after)
    return Page(tuple(row[0] for row in page.rows), page.after)


def every_open_case(viewer: Viewer, asked: Listing) -> Sequence[Referral]:
    """All that `open_cases` would page through: for what no statement narrows to, because clocks say it."""
    found = select(Referral).where(_is_open(viewer), *_narrowed(viewer, asked))
    return db.session.scalars((_with_details(found) if asked.words else found).order_by(Referral.id)).all()


def _is_open(viewer: Viewer) -> ColumnElement[bool]:
    # In the very words of the index: what is accepted and not closed is all that it holds.
    return and_(with_us(viewer), Referral.closed_at.is_(None), Referral.organisation_id == viewer.organisation_id)


def _order(order: CaseOrder) -> tuple[Any, bool]:
    """By what, beside the referral's own number, and whether downward; None where the day of acceptance orders."""
    if order is CaseOrder.NEXT:
        return _instant(_next_at(), NEVER), False
    if order is CaseOrder.UNSEEN:
        return last_seen(), False
    if order is CaseOrder.NAME:
        return PersonDetails.surname_key, False
    return None, order is CaseOrder.NEWEST


def _narrowed(viewer: Viewer, asked: Listing) -> tuple[ColumnElement[bool], ...]:
    found: list[ColumnElement[bool]] = []
    if asked.whose is Whose.MINE:
        found.append(Referral.keyworker_id == viewer.user_id)
    elif asked.whose is Whose.NOBODY:
        found.append(or_(Referral.keyworker_id.is_(None), Referral.keyworker_id.not_in(our_keyworkers(viewer))))
    if asked.words:
        found.append(_called(asked.words))
    if narrows := _ONLY.get(asked.only):
        found.append(narrows())
    if asked.only is not Only.DIED and not asked.words:
        # Nothing is left to do for them: whoever looks for one by name finds them all the same.
        found.append(~_has_died())
    return tuple(found)


def _with_details(statement: Select[Any]) -> Select[Any]:
    """Beside each case the details of the record that stays, when records were merged."""
    live = and_(PersonDetails.person_id == Person.id, PersonDetails.superseded_at.is_(None))
    return (
        statement.join(_ASKED, _ASKED.id == Referral.person_id)
        .join(Person, Person.id == surviving_id(_ASKED))
        .join(PersonDetails, live)
    )


def _called(words: str) -> ColumnElement[bool]:
    """A surname that begins so, or the reference itself, in capitals or not."""
    by_reference = func.upper(Referral.reference) == words.strip().upper()
    name = fold_name(words)
    return or_(by_reference, PersonDetails.surname_key.startswith(name, autoescape=True) if name else false())


def _has_died() -> ColumnElement[bool]:
    """Somebody whose death is on record: of records that were merged, the one that stays knows of it."""
    died = select(Person.id).where(Person.id == surviving_id(_ASKED), Person.died_at.is_not(None))
    of_the_referral = select(_ASKED.id).where(_ASKED.id == Referral.person_id, died.correlate(_ASKED).exists())
    return of_the_referral.correlate(Referral).exists()


def _stands() -> ColumnElement[bool]:
    return and_(Appointment.referral_id == Referral.id, Appointment.superseded_at.is_(None))


def _next_at() -> Any:
    waits = (_stands(), Appointment.outcome.is_(None), Appointment.starts_at > clock.now())
    return select(func.min(Appointment.starts_at)).where(*waits).correlate(Referral).scalar_subquery()


def _instant(value: Any, otherwise: datetime) -> Any:
    return func.coalesce(value, literal(otherwise, Instant), type_=Instant)


def _is_at_risk() -> ColumnElement[bool]:
    said = (RiskScreen.overdose_last_7_days == Answer.YES, RiskScreen.suicide_risk == Answer.YES)
    risk = exists().where(RiskScreen.episode_id == Referral.episode_id, RiskScreen.superseded_at.is_(None), or_(*said))
    since, day = last_seen(), clock.today() - UNSEEN_FOR
    missed = (
        select(func.count(Appointment.id))
        .where(_stands(), Appointment.outcome == Outcome.DID_NOT_ATTEND)
        .where(Appointment.starts_at > since)
        .correlate(Referral)
        .scalar_subquery()
    )
    not_assessed = or_(Referral.assessed_on.is_(None), Referral.assessed_on < day)
    unseen = and_(since < clock.from_london(day, time(0)), not_assessed)
    return or_(risk, missed >= MISSED_TWICE, unseen)


def _condition_is_due() -> ColumnElement[bool]:
    """A condition on which the service has still to report."""
    waits = (awaits_a_service(Referral.organisation_id), Condition.due_on < clock.today() + DUE_SOON)
    of_episode = select(Condition.id).join(Disposal, Disposal.id == Condition.disposal_id)
    return of_episode.where(Disposal.episode_id == Referral.episode_id, *waits).exists()


def _has_nothing_booked() -> ColumnElement[bool]:
    waits = (_stands(), Appointment.outcome.is_(None), Appointment.starts_at > clock.now())
    return ~exists().where(*waits)


_ONLY: dict[Only, Callable[[], ColumnElement[bool]]] = {
    Only.AT_RISK: _is_at_risk,
    Only.CONDITIONS: _condition_is_due,
    Only.NOTHING_BOOKED: _has_nothing_booked,
    Only.PAUSED: lambda: Referral.state.in_(PAUSED),
    Only.DIED: _has_died,
}
