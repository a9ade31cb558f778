"""The authorities of an episode, and the officers who may give one."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from pathways import clock
from pathways.arrest_tests.models import Authority, AuthorityRefusal, Offence
from pathways.arrest_tests.queries.offences import OffenceLine, every_offence, key_of, offence_facts, offences_of
from pathways.arrest_tests.rules import (
    AuthorityFacts,
    OffenceState,
)
from pathways.arrest_tests.rules.authorising import stands_from
from pathways.arrest_tests.rules.words import AuthorityMode
from pathways.auth import Rank, Role, Viewer
from pathways.auth.models import User
from pathways.auth.queries import rank_on, roles_of
from pathways.people.queries import may_be_given
from pathways.store import db


def authorities_of(episode_id: int) -> tuple[Authority, ...]:
    """The authorities that stand in an episode, latest first: none that its giver says is not what they said."""
    return tuple(row for row in every_authority(episode_id) if row.disowned_at is None)


def every_authority(episode_id: int) -> tuple[Authority, ...]:
    """The authorities recorded in an episode, latest first."""
    statement = select(Authority).where(Authority.episode_id == episode_id)
    return tuple(db.session.scalars(statement.order_by(Authority.given_at.desc(), Authority.id.desc())))


def refusals_of(episode_id: int) -> tuple[AuthorityRefusal, ...]:
    """The refusals of an authority in an episode, latest first."""
    statement = select(AuthorityRefusal).where(AuthorityRefusal.episode_id == episode_id)
    return tuple(db.session.scalars(statement.order_by(AuthorityRefusal.refused_at.desc(), AuthorityRefusal.id.desc())))


def standing_decision(episode_id: int, key: str) -> Authority | AuthorityRefusal | None:
    """What an inspector decided about one offence: the authority that stands, else the latest refusal."""
    keys = {row.id: key_of(row.number, row.code) for row in every_offence(episode_id)}
    decisions: tuple[Authority | AuthorityRefusal, ...] = (*authorities_of(episode_id), *refusals_of(episode_id))
    return next((row for row in decisions if keys[row.offence_id] == key), None)


def refused_keys(episode_id: int) -> set[str]:
    """The offences for which an authority was refused, as an authority names them."""
    statement = (
        select(Offence.number, Offence.code)
        .join(AuthorityRefusal, AuthorityRefusal.offence_id == Offence.id)
        .where(AuthorityRefusal.episode_id == episode_id)
        .order_by(AuthorityRefusal.id)
    )
    return {key_of(number, code) for number, code in db.session.execute(statement)}


def offences_to_authorise(episode_id: int) -> tuple[OffenceLine, ...]:
    """The offences of an episode that are open and no trigger on the route they stand on."""
    return still_to_authorise(offences_of(episode_id))


def still_to_authorise(lines: Iterable[OffenceLine]) -> tuple[OffenceLine, ...]:
    """Those of some recorded offences that are open and no trigger on the route they stand on."""
    now = clock.now()
    return tuple(
        line
        for line in lines
        if offence_facts(line, arrived_at=None).state_at(now) in (OffenceState.ARRESTED, OffenceState.CHARGED)
        and not (line.is_trigger_on_charge if line.charged_at else line.is_trigger_on_arrest)
    )


def counts_from(row: Authority) -> datetime:
    """From when an authority opens a test: the one time that every page says of it."""
    return stands_from(row.mode, row.given_at, recorded_at=row.recorded_at)


def authority_facts(episode_id: int, *, told_at: datetime | None = None) -> tuple[AuthorityFacts, ...]:
    """The same, as the rules read them, each with how often its grounds were written that day by the same officer."""
    statement = (
        select(Authority, Offence.number, Offence.code)
        .join(Offence, Offence.id == Authority.offence_id)
        .where(Authority.episode_id == episode_id, Authority.disowned_at.is_(None))
        .order_by(Authority.given_at, Authority.id)
    )
    return tuple(
        AuthorityFacts(
            offence_key=key_of(number, code),
            rank_label=row.rank.label,
            is_inspector_or_above=row.rank.at_least(Rank.INSPECTOR),
            grounds=row.grounds,
            given_at=counts_from(row),
            told_at=row.told_at or (told_at if told_at and told_at >= row.given_at else None),
            is_oral=row.mode is AuthorityMode.ORAL,
            confirmed_in_writing_at=row.confirmed_in_writing_at,
            same_grounds_that_day=_same_grounds(row),
        )
        for row, number, code in db.session.execute(statement)
    )


def _same_grounds(authority: Authority) -> int:
    """How many other authorities of that officer and London day have the very same grounds (V-012)."""
    day = clock.london_date(authority.given_at)
    start, end = (clock.from_london(one, time()) for one in (day, day + timedelta(days=1)))
    statement = select(func.count(Authority.id)).where(
        Authority.given_by_id == authority.given_by_id,
        Authority.given_at >= start,
        Authority.given_at < end,
        Authority.grounds == authority.grounds,
        Authority.id != authority.id,
    )
    return db.session.scalar(statement) or 0


def officers_who_may_authorise(viewer: Viewer, person_id: int) -> tuple[tuple[User, Rank], ...]:
    """Officers of the viewer's force with a rank of inspector or above today: nobody below can give one (V-011)."""
    today = clock.today()
    statement = select(User).where(User.organisation_id == viewer.organisation_id, User.disabled_at.is_(None))
    statement = statement.where(may_be_given(person_id))
    found = []
    for user in db.session.scalars(statement.order_by(User.name, User.id)):
        rank = rank_on(user.id, today)
        if rank is None:
            continue
        is_senior = rank.at_least(Rank.INSPECTOR) and {Role.CO, Role.DM} & set(roles_of(user.id, today))
        if is_senior:
            found.append((user, rank))
    return tuple(found)
