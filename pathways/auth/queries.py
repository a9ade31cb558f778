"""Reads of who people are: names for pages, ranks at a moment, roles held."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from pathways.auth.models import Organisation, RankHeld, RoleHeld, Suite, User
from pathways.auth.roles import Rank, Role
from pathways.store import db


def name_of(user_id: int | None) -> str:
    """A user's name; "Pathways" for what the system did itself."""
    return names_of([user_id]).get(user_id, "Pathways") if user_id else "Pathways"


def names_of(user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Names by user id, for the ids that exist."""
    wanted = {each for each in user_ids if each is not None}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)).order_by(User.id))
    return {row[0]: row[1] for row in rows}


def user_named(sign_in_name: str) -> User | None:
    """The user with that sign-in name, whatever its capitals."""
    return db.session.scalar(select(User).where(User.sign_in_name == sign_in_name.strip().lower()))


def roles_of(user_id: int, on: date) -> tuple[Role, ...]:
    """The roles a user holds on a day, in the order of the role list."""
    held = set(
        db.session.scalars(
            select(RoleHeld.role)
            .where(
                RoleHeld.user_id == user_id,
                RoleHeld.removed_at.is_(None),
                RoleHeld.from_on <= on,
                (RoleHeld.until_on.is_(None)) | (RoleHeld.until_on >= on),
            )
            .order_by(RoleHeld.id)
        )
    )
    return tuple(role for role in Role if role in held)


def rank_on(user_id: int, day: date) -> Rank | None:
    """The rank a user held on a London day: the latest entry that had begun."""
    return db.session.scalar(
        select(RankHeld.rank)
        .where(RankHeld.user_id == user_id, RankHeld.from_on <= day)
        .order_by(RankHeld.from_on.desc())
        .limit(1)
    )


def organisation(organisation_id: int) -> Organisation | None:
    return db.session.get(Organisation, organisation_id)


def suites_of(organisation_id: int) -> list[Suite]:
    """The open custody suites of a force, by name."""
    statement = select(Suite).where(Suite.organisation_id == organisation_id, Suite.closed_at.is_(None))
    return list(db.session.scalars(statement.order_by(Suite.name, Suite.id)))


def suite(suite_id: int | None) -> Suite | None:
    return db.session.get(Suite, suite_id) if suite_id is not None else None


def is_demonstration() -> bool:
    """Whether this database holds the made-up county or caseload."""
    return bool(db.session.scalar(select(select(User.id).where(User.is_demonstration).exists())))
