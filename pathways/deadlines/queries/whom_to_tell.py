"""Who is told about a clock: the people, the organisation on whose list it stands, and the number to ring."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Row, event, or_, select
from sqlalchemy.orm import object_session

from pathways import clock, dates
from pathways.auth import queries as accounts
from pathways.auth.models import Organisation, RoleHeld, User
from pathways.auth.roles import Rank, Role
from pathways.deadlines.queries.facts import ReferralInTime
from pathways.deadlines.rules.deadlines import TimerRecipient
from pathways.deadlines.rules.states import ReferralClock
from pathways.store.base import db
from pathways.store.together import among

People = tuple[tuple[int, str], ...]
"""User ids and addresses."""
Asked = tuple[tuple[Role, ...], int | None, int | None, int | None, date]
"""Roles of which they hold one; their organisation, who they are, their suite; and on which day."""
_KNOWN, _EXPECTED = "clocks_told_to", "clocks_told_to_expected"
OF_A_PLACE = (Role.PM, Role.CM)
"""The roles whose holders are told of what is their own organisation's."""
OF_A_PROVIDER = (TimerRecipient.KEYWORKER, TimerRecipient.PROVIDER_MANAGER)
AWAY_WITHOUT_ONE = ("suspended_check",)
"""The timers of which the referrer is told while no provider has the person: only custody can take the next step."""
WITHOUT_A_PROVIDER = ("urgent", "consent_review")
"""The timers of which the pathway manager is told while no provider has the person: those they can act on."""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who is told: one person (`user_id`), or the managers of an organisation. `write_to` are user ids and addresses.

    Where both are None it is the pathway managers.
    """

    addressee: TimerRecipient
    organisation_id: int | None = None
    user_id: int | None = None
    write_to: People = ()


def recipients(
    course: ReferralInTime, running_clock: ReferralClock, addressees: Iterable[TimerRecipient]
) -> tuple[Recipient, ...]:
    """Who is told of a clock. For a keyworker who is gone, or was never named, it is the provider's manager."""
    by_key: dict[tuple[TimerRecipient, int | None, int | None], Recipient] = {}
    for named in addressees:
        each = TimerRecipient.REFERRER if _is_for_the_referrer(course, running_clock, named) else named
        if each in OF_A_PROVIDER and course.referral.sent_at is None and not _binds(course, running_clock):
            continue  # a service that was never asked is told nothing: not even that there was a draft
        if (
            each in OF_A_PROVIDER
            and _has_nobody(course, running_clock)
            and running_clock.timer.code not in WITHOUT_A_PROVIDER
        ):
            continue
        recipient = _recipient(course, running_clock, each)
        by_key.setdefault((recipient.addressee, recipient.organisation_id, recipient.user_id), recipient)
    return tuple(by_key.values())


def _is_for_the_referrer(course: ReferralInTime, running_clock: ReferralClock, named: TimerRecipient) -> bool:
    return (
        named in OF_A_PROVIDER and running_clock.timer.code in AWAY_WITHOUT_ONE and _has_nobody(course, running_clock)
    )


def _binds(course: ReferralInTime, running_clock: ReferralClock) -> bool:
    duty = course.duty(running_clock)
    return duty is not None and duty.organisation_id is not None


def _has_nobody(course: ReferralInTime, running_clock: ReferralClock) -> bool:
    return course.referral.organisation_id is None and not _binds(course, running_clock)


def ring(course: ReferralInTime, *, is_own: bool = False) -> str:
    """Whom to ring about an urgent referral, with the numbers, in order.

    First the service (not if it `is_own`), then the suite of somebody in a cell, then the person in their safe way: a
    number that is not of that way is left out.
    """
    steps = []
    if course.service is not None and not is_own:
        steps.append(f"Ring {course.service.name}, {course.service.phone or 'no number on its page'}")
    if cell := course.desk.cell:
        leaves = dates.london(cell.leaves_at) if cell.leaves_at else None
        until = f", to leave {leaves:%a} {leaves.day} {leaves:%b %H:%M}" if leaves else ""
        number = f", {cell.phone}" if cell.phone else ""
        steps.append(f"In a cell{until}: ring {cell.suite} custody{number}, before that")
    if contact := course.desk.contact:
        number = f": {contact.number}" if contact.number and contact.way.needs_a_number else ""
        steps.append(f"{contact.way.to_speak('the person')}{number}")
    return ". ".join(steps)[:200]


def _recipient(course: ReferralInTime, running_clock: ReferralClock, addressee: TimerRecipient) -> Recipient:
    referral, duty = course.referral, course.duty(running_clock)
    bound = duty.organisation_id if duty and duty.organisation_id else referral.organisation_id
    if (
        addressee is TimerRecipient.KEYWORKER
        and bound == referral.organisation_id
        and (keyworker := _keyworker(course))
    ):
        return Recipient(addressee=addressee, organisation_id=bound, user_id=referral.keyworker_id, write_to=keyworker)
    if addressee is TimerRecipient.PATHWAY_MANAGER or (
        bound is None and addressee in (TimerRecipient.KEYWORKER, TimerRecipient.PROVIDER_MANAGER)
    ):
        return Recipient(addressee=TimerRecipient.PATHWAY_MANAGER, write_to=_holding(Role.PW))
    if addressee is TimerRecipient.REFERRER:
        sender = referral.sent_by_id
        return Recipient(addressee=addressee, user_id=sender, write_to=_holding(user_id=sender))
    if addressee is TimerRecipient.SERGEANT:
        return _sergeants(course)
    if addressee is TimerRecipient.MONITOR:
        force = duty.force_id if duty else None
        return Recipient(addressee=addressee, organisation_id=force, write_to=_holding(Role.CM, organisation_id=force))
    managers = _holding(Role.PM, organisation_id=bound)
    as_ = TimerRecipient.ASSESSOR if addressee is TimerRecipient.ASSESSOR else TimerRecipient.PROVIDER_MANAGER
    return Recipient(addressee=as_, organisation_id=bound, write_to=managers)


def _keyworker(course: ReferralInTime) -> People:
    """The keyworker, while they work where the case is; one who moved to another provider is not told."""
    named, place = course.referral.keyworker_id, course.referral.organisation_id
    return _holding(Role.TW, Role.PM, organisation_id=place, user_id=named) if named is not None else ()


def _sergeants(course: ReferralInTime) -> Recipient:
    """Custody officers of sergeant's rank in the suite where the person was held."""
    organisation_id, suite_id = course.came_to
    people = _holding(Role.CO, organisation_id=organisation_id, suite_id=suite_id)
    ranks = accounts.ranks_on((user_id for user_id, _ in people), clock.today())
    able = tuple(person for person in people if (rank := ranks.get(person[0])) and rank.at_least(Rank.SERGEANT))
    return Recipient(addressee=TimerRecipient.SERGEANT, organisation_id=organisation_id, write_to=able)


def _holding(
    *roles: Role, organisation_id: int | None = None, user_id: int | None = None, suite_id: int | None = None
) -> People:
    """Who may sign in and holds one of these roles today, with their work e-mail: of a place, or one person.

    Read once a transaction, because most clocks are told to the same few people.
    """
    session, asked = db.session(), (roles, organisation_id, user_id, suite_id, clock.today())
    of, known = session.info.get(_KNOWN, (None, {}))
    if of is None or of is not session.get_transaction():
        known = {}
    if asked not in known:
        of, expected = session.info.get(_EXPECTED, (None, frozenset()))
        is_among_them = of is session.get_transaction() and asked in expected
        known |= _people_of_many(expected) if is_among_them else {asked: _people(*asked)}
        session.info[_KNOWN] = (session.get_transaction(), known)
    return cast(People, known[asked])


def expect_recipients_of(courses: Iterable[ReferralInTime]) -> None:
    """From now on, in this transaction: once somebody is asked for whom clocks of these referrals are told to, all of
    them are read, in one statement. It asks nothing itself."""
    session, today = db.session(), clock.today()
    expected = frozenset(asked for course in courses for asked in _asked_for(course, today))
    session.info[_EXPECTED] = (session.get_transaction(), expected)


def _asked_for(course: ReferralInTime, today: date) -> Iterator[Asked]:
    """What is asked for most clocks of a referral; of the shapes that `_people_of_many` can read."""
    referral, duties = course.referral, course.duties
    yield (Role.PW,), None, None, None, today
    for place in {referral.organisation_id, *(duty.organisation_id for duty in duties)} - {None}:
        yield (Role.PM,), place, None, None, today
    for force in {duty.force_id for duty in duties} - {None}:
        yield (Role.CM,), force, None, None, today
    for who in {referral.sent_by_id, *(duty.officer_id for duty in duties)} - {None}:
        yield (), None, who, None, today
    if referral.keyworker_id is not None:
        yield (Role.TW, Role.PM), referral.organisation_id, referral.keyworker_id, None, today


def _people_of_many(asked: Collection[Asked]) -> dict[Asked, People]:
    """Who answers each of these: what `_people` reads of each, in one statement.

    Each asks for one person, or for whoever holds one role: the pathway managers, or the managers or the monitors of a
    place. Each asks about today, and none about a suite. Raises ValueError for any other.
    """
    today = clock.today()
    if others := [each for each in asked if not _is_read_with_others(each, today)]:
        raise ValueError(f"Not to be read together with others: {others[0]}")
    holds = (RoleHeld.user_id == User.id) & RoleHeld.is_held_on(today)
    theirs = RoleHeld.role.in_(OF_A_PLACE) & among(
        User.organisation_id, {place for _, place, who, *_ in asked if place is not None and who is None}
    )
    named = among(User.id, {who for _, _, who, *_ in asked if who is not None})
    rows = db.session.execute(
        select(User.id, User.sign_in_name, Organisation.email_domain, User.organisation_id, RoleHeld.role)
        .join_from(User, Organisation)
        .outerjoin(RoleHeld, holds)
        .where(User.disabled_at.is_(None), or_(named, theirs, RoleHeld.role == Role.PW))
        .order_by(User.id)
    ).all()
    of_user: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    of_role: dict[Role, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        of_user[row[0]].append(row)
        of_role[row[4]].append(row)
    answers: dict[Asked, People] = {}
    for each in asked:
        roles, place, who, *_ = each
        those = of_user[who] if who is not None else of_role[roles[0]]
        people = {
            (row[0], accounts.mailbox_of(row[1], row[2])): None
            for row in those
            if (not roles or row[4] in roles) and place in (None, row[3])
        }
        answers[each] = tuple(people)
    return answers


def _is_read_with_others(asked: Asked, today: date) -> bool:
    """Whether the statement of `_people_of_many` reads everybody who answers this."""
    roles, place, who, suite, day = asked
    is_of_a_role = roles == (Role.PW,) or (len(roles) == 1 and roles[0] in OF_A_PLACE and place is not None)
    return suite is None and day == today and (who is not None or is_of_a_role)


def _forget(_mapper: Any, _connection: Any, row: Any) -> None:
    """Forget what was read, because a role or an account was written."""
    if session := object_session(row):
        session.info.pop(_KNOWN, None)


for _kind in (User, RoleHeld, Organisation):
    for _moment in ("after_insert", "after_update"):
        event.listen(_kind, _moment, _forget)


def _people(
    roles: tuple[Role, ...], organisation_id: int | None, user_id: int | None, suite_id: int | None, today: date
) -> People:
    asked = select(User.id, User.sign_in_name, Organisation.email_domain).join_from(User, Organisation)
    asked = asked.where(User.disabled_at.is_(None))
    if roles:
        holders = select(RoleHeld.user_id).where(RoleHeld.role.in_(roles), RoleHeld.is_held_on(today))
        asked = asked.where(User.id.in_(holders))
    if organisation_id is not None:
        asked = asked.where(User.organisation_id == organisation_id)
    if suite_id is not None:
        asked = asked.where(User.suite_id == suite_id)
    if user_id is not None or not roles:
        asked = asked.where(User.id == (user_id or 0))
    rows = db.session.execute(asked.order_by(User.id))
    return tuple((row[0], accounts.mailbox_of(row[1], row[2])) for row in rows)


def managers_of(organisation_id: int) -> People:
    """The managers of a provider, by id and address."""
    return _holding(Role.PM, organisation_id=organisation_id)


def officer(user_id: int) -> Recipient:
    """The officer who gave the notice of a required assessment."""
    return Recipient(addressee=TimerRecipient.POLICE, user_id=user_id, write_to=_holding(user_id=user_id))
