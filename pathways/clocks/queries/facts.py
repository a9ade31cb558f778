"""What the clocks read beside events, appointments and duties: draft, answers, attempts, starts, who is keyworker."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import BindParameter, Row, bindparam, func, literal, select

from pathways import clock
from pathways.auth import Role
from pathways.auth.models import RoleHeld, User
from pathways.clocks.models import ClockAnswer
from pathways.clocks.queries.chains import at_noon
from pathways.clocks.rules import Answered, Moment
from pathways.engagement.models import Attempt, Contact, PlanReview, StructuredStart
from pathways.engagement.rules.noting import MEETS, ContactWith
from pathways.people import queries as people
from pathways.referrals.models import Referral
from pathways.store import db

# Every look at a case asks these: built once.
_LINKS: BindParameter[list[int]] = bindparam("of_links", expanding=True)
_MADE = select(Referral.id, Referral.made_at).where(Referral.id.in_(_LINKS))
_SAID = {Answered.CHECKED: "checked", Answered.SPOKE: "spoken_to"}
_ANSWERS = (
    select(ClockAnswer.referral_id, ClockAnswer.at, ClockAnswer.answered)
    .where(ClockAnswer.referral_id.in_(_LINKS))
    .order_by(ClockAnswer.id)
)
_REVIEWS = (
    select(PlanReview.referral_id, PlanReview.reviewed_on, PlanReview.recorded_at)
    .where(PlanReview.referral_id.in_(_LINKS))
    .order_by(PlanReview.id)
)
_MET = (
    select(Contact.referral_id, Contact.at, Contact.is_structured)
    .where(Contact.referral_id.in_(_LINKS), Contact.whom == ContactWith.PERSON, Contact.how.in_(MEETS))
    .order_by(Contact.id)
)
_STARTS = (
    select(StructuredStart.referral_id, StructuredStart.started_on, StructuredStart.recorded_at)
    .where(StructuredStart.referral_id.in_(_LINKS), StructuredStart.superseded_at.is_(None))
    .order_by(StructuredStart.id)
)
_TRIED = select(Attempt.referral_id, Attempt.at).where(Attempt.referral_id.in_(_LINKS))
_MAY_TREAT = (RoleHeld.user_id == User.id) & RoleHeld.role.in_((Role.TW, Role.PM))
_ROLES = (
    select(User.id, User.disabled_at, RoleHeld.id, RoleHeld.removed_at, RoleHeld.until_on)
    .outerjoin(RoleHeld, _MAY_TREAT)
    .where(User.id.in_(bindparam("of_users", expanding=True)))
    .order_by(User.id, RoleHeld.id)
)


def other_facts(rows: Collection[Referral], chains: dict[int, tuple[int, ...]]) -> dict[int, list[Moment]]:
    """What is neither an event nor an appointment: the draft, answers, attempts, starts, and who is keyworker."""
    links = {link: row for row in rows for link in chains[row.id]}
    found: dict[int, list[Moment]] = {row.id: [] for row in rows}
    answers = db.session.execute(_ANSWERS, {"of_links": list(links)}).all()
    made = _made(rows, chains, links)
    facts = (*made, *_answers(links, answers), *_contacts(links), *_starts(links), *_handed_over(rows))
    for at, referral_id, name in facts:
        found[referral_id].append(Moment(name=name, at=at))
    for referral_id, tried in _attempts(links, answers).items():
        found[referral_id] += [Moment(name="attempted_twice", at=at) for at in sorted(tried)[1:2]]
    for row in rows:
        found[row.id] += [Moment(name="started_again", at=at) for at in _started_again(row)]
    return found


Facts = Iterable[tuple[datetime, int, str]]
Answers = Collection[Row[int, datetime, Answered]]


def _made(rows: Collection[Referral], chains: dict[int, tuple[int, ...]], links: dict[int, Referral]) -> Facts:
    """The draft of the first of each chain, which nearly always is the referral itself."""
    made = {row.id: row.made_at for row in rows}
    firsts = dict.fromkeys(chains[row.id][0] for row in rows)
    if others := [first for first in firsts if first not in made]:
        made |= {row[0]: row[1] for row in db.session.execute(_MADE, {"of_links": others})}
    return [(made[first], links[first].id, "draft_made") for first in firsts]


def _answers(links: dict[int, Referral], answers: Answers) -> Facts:
    for link, at, answered in answers:
        if answered in _SAID:
            yield at, links[link].id, _SAID[answered]
    for link, reviewed_on, recorded_at in db.session.execute(_REVIEWS, {"of_links": list(links)}):
        yield min(at_noon(reviewed_on), recorded_at), links[link].id, "review_recorded"


def _contacts(links: dict[int, Referral]) -> Facts:
    """Times when the person was met without an appointment: in the room, by phone, by video, on a visit."""
    for link, at, is_structured in db.session.execute(_MET, {"of_links": list(links)}):
        yield at, links[link].id, "attended"
        if is_structured:
            yield at, links[link].id, "structured_contact"


def _starts(links: dict[int, Referral]) -> Facts:
    """The day that structured treatment began, which may lie before the day it was recorded."""
    rows = db.session.execute(_STARTS, {"of_links": list(links)})
    return [(min(at_noon(on), recorded_at), links[link].id, "structured_start") for link, on, recorded_at in rows]


def _attempts(links: dict[int, Referral], answers: Answers) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = {row.id: [] for row in links.values()}
    said = ((link, at) for link, at, answered in answers if answered is Answered.ATTEMPTED)
    for link, at in (*said, *db.session.execute(_TRIED, {"of_links": list(links)})):
        found[links[link].id].append(at)
    return found


def _handed_over(rows: Collection[Referral]) -> Facts:
    """A keyworker who may not act any more, and since when; and that a hand-over names the next one itself."""
    keyworkers = {row.keyworker_id for row in rows if row.keyworker_id is not None}
    gone = _gone(keyworkers)
    return [
        (gone[row.keyworker_id], row.id, "keyworker_gone")
        for row in rows
        if row.keyworker_id is not None and row.keyworker_id in gone
    ]


def _gone(user_ids: Collection[int]) -> dict[int, datetime]:
    """Since when each of these people may not be a keyworker: disabled, or without a role of treatment."""
    if not user_ids:
        return {}
    ends: dict[int, list[datetime | None]] = defaultdict(list)
    disabled: dict[int, datetime] = {}
    for user_id, disabled_at, role_id, removed_at, until_on in db.session.execute(_ROLES, {"of_users": list(user_ids)}):
        if disabled_at is not None:
            disabled[user_id] = disabled_at
        if role_id is not None:
            until = at_noon(until_on) if until_on and until_on < clock.today() else None
            ends[user_id].append(removed_at or until)
    return {each: max(at for at in many if at) for each, many in ends.items() if all(many)} | disabled


def _started_again(row: Referral) -> Iterable[datetime]:
    """Structured starts of the same person on other referrals of the provider, after this one was completed: that they
    began anew with another is not this one's to know, and the figures of 3.7 are not counted here."""
    if row.closed_at is None or row.exited_on is None:
        return []
    of_person = people.records_of_whom(literal(row.person_id))
    starts = (
        select(StructuredStart.started_on)
        .join(Referral, Referral.id == StructuredStart.referral_id)
        .where(Referral.person_id.in_(of_person), Referral.id != row.id, StructuredStart.superseded_at.is_(None))
        .where(Referral.organisation_id == row.organisation_id, StructuredStart.started_on >= row.exited_on)
    )
    return [max(at_noon(day), row.closed_at) for day in db.session.scalars(starts.order_by(StructuredStart.id))]


def attempts_of(chain: Collection[int]) -> int:
    """How often somebody tried to reach the person, along the chain of a referral."""
    said = select(func.count()).where(ClockAnswer.referral_id.in_(chain), ClockAnswer.answered == Answered.ATTEMPTED)
    tried = select(func.count()).where(Attempt.referral_id.in_(chain))
    return (db.session.scalar(said) or 0) + (db.session.scalar(tried) or 0)
