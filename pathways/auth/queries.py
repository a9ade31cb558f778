"""Reads of who people are: names for pages, ranks at a moment, roles held."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, select

from pathways.auth.models import Organisation, RankHeld, RoleHeld, SignInSession, Suite, User
from pathways.auth.roles import OrganisationKind, Rank, Role, Viewer
from pathways.store.base import db

_NAMES = select(User.id, User.name).where(User.id.in_(bindparam("of_users", expanding=True))).order_by(User.id)
_NAMES_WITH_KIND = _NAMES.add_columns(Organisation.kind).join(Organisation, Organisation.id == User.organisation_id)
_RANKS = (
    select(RankHeld.user_id, RankHeld.rank)
    .where(RankHeld.user_id.in_(bindparam("of_users", expanding=True)), RankHeld.from_on <= bindparam("day"))
    .order_by(RankHeld.from_on, RankHeld.id)
)
_IS_DEMONSTRATION = select(select(User.id).where(User.is_demonstration).exists())


def name_of(user_id: int | None) -> str:
    """A user's name; "Pathways" for what the system did itself."""
    return names_of([user_id]).get(user_id, "Pathways") if user_id else "Pathways"


def names_of(user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Names by user id, for the ids that exist."""
    wanted = {each for each in user_ids if each is not None}
    return {row[0]: row[1] for row in db.session.execute(_NAMES, {"of_users": list(wanted)})} if wanted else {}


def police_names_of(user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Names by user id, for those of a police force."""
    wanted = {each for each in user_ids if each is not None}
    theirs = (User.id.in_(wanted), Organisation.kind == OrganisationKind.FORCE)
    rows = select(User.id, User.name).join(Organisation, Organisation.id == User.organisation_id).where(*theirs)
    return {row[0]: row[1] for row in db.session.execute(rows)} if wanted else {}


def names_and_police(
    user_ids: Iterable[int | None],
) -> tuple[dict[int | None, str], dict[int | None, str]]:
    """Names by user id, as `names_of` gives them, and those of them that are of a police force; one statement."""
    wanted = {each for each in user_ids if each is not None}
    rows = db.session.execute(_NAMES_WITH_KIND, {"of_users": list(wanted)}).all() if wanted else []
    return {row[0]: row[1] for row in rows}, {row[0]: row[1] for row in rows if row[2] is OrganisationKind.FORCE}


def user_named(sign_in_name: str) -> User | None:
    """The user with that sign-in name, whatever its capitals."""
    return db.session.scalar(select(User).where(User.sign_in_name == sign_in_name.strip().lower()))


def sign_in_name_of(user_id: int) -> str:
    """The name a user signs in with; "" for nobody."""
    return db.session.scalar(select(User.sign_in_name).where(User.id == user_id)) or ""


def mailbox_of(sign_in_name: str, email_domain: str) -> str:
    """Where mail reaches somebody: the sign-in name is a work e-mail, or a mailbox at their organisation's domain."""
    return sign_in_name if "@" in sign_in_name or not email_domain else f"{sign_in_name}@{email_domain}"


def mail_of(user: User) -> str:
    """The work e-mail of somebody."""
    return mailbox_of(user.sign_in_name, db.session.get_one(Organisation, user.organisation_id).email_domain)


def roles_of(user_id: int, on: date) -> tuple[Role, ...]:
    """The roles a user holds on a day, in the order of the role list."""
    theirs = select(RoleHeld.role).where(RoleHeld.user_id == user_id, RoleHeld.is_held_on(on))
    roles = set(db.session.scalars(theirs.order_by(RoleHeld.id)))
    return tuple(role for role in Role if role in roles)


def staff_of(organisation_id: int, role: Role, on: date) -> tuple[tuple[int, str], ...]:
    """Who of an organisation can sign in with a role on a day, as (id, work e-mail). Never a stand-in."""
    mailed = select(User.id, User.sign_in_name, Organisation.email_domain).join_from(User, Organisation)
    rows = db.session.execute(mailed.where(*_can_sign_in(organisation_id, role, on)).order_by(User.id))
    return tuple((row[0], mailbox_of(row[1], row[2])) for row in rows)


def viewer_on(day: date, role: Role, *, user_id: int, organisation_id: int) -> Viewer | None:
    """Somebody as they look on a day without having signed in, such as whoever a worker makes something for. None where
    they cannot sign in to that organisation with that role."""
    named = select(User.name, Organisation.kind).join_from(User, Organisation)
    can = _can_sign_in(organisation_id, role, day)
    if (row := db.session.execute(named.where(User.id == user_id, *can)).one_or_none()) is None:
        return None
    return Viewer(
        user_id=user_id, name=row.name, role=role, organisation_id=organisation_id, organisation_kind=row.kind
    )


def _can_sign_in(organisation_id: int, role: Role, day: date) -> tuple[ColumnElement[bool], ...]:
    """Those of an organisation who can sign in with a role on a day. Never a stand-in."""
    holds = select(RoleHeld.user_id).where(RoleHeld.role == role, RoleHeld.is_held_on(day))
    theirs = (User.organisation_id == organisation_id, User.disabled_at.is_(None), User.stand_in_at.is_(None))
    return (*theirs, User.id.in_(holds))


def rank_on(user_id: int, day: date) -> Rank | None:
    """The rank a user held on a London day: the latest entry that had begun."""
    return ranks_on([user_id], day).get(user_id)


def ranks_on(user_ids: Iterable[int], day: date) -> dict[int, Rank]:
    """The ranks that these users held on a London day, by user id; one statement for all."""
    rows = db.session.execute(_RANKS, {"of_users": list(set(user_ids)), "day": day})
    return {row[0]: row[1] for row in rows}


def organisation(organisation_id: int) -> Organisation | None:
    return db.session.get(Organisation, organisation_id)


def suites_of(organisation_id: int) -> list[Suite]:
    """The open custody suites of a force, by name."""
    statement = select(Suite).where(Suite.organisation_id == organisation_id, Suite.closed_at.is_(None))
    return list(db.session.scalars(statement.order_by(Suite.name, Suite.id)))


def suites_for(viewer: Viewer) -> list[tuple[int, str]]:
    """The open suites of the viewer's force to choose from, as (id, name): their own first."""
    suites = suites_of(viewer.organisation_id)
    return [(each.id, each.name) for each in sorted(suites, key=lambda each: each.id != viewer.suite_id)]


def suite(suite_id: int | None) -> Suite | None:
    return db.session.get(Suite, suite_id) if suite_id is not None else None


def is_demonstration() -> bool:
    """Whether this database holds the made-up county or caseload."""
    return bool(db.session.scalar(_IS_DEMONSTRATION))


def chains_expected(*, sessions_from: int | None) -> list[str]:
    """The chains of the log that these rows prove: of each organisation, each user's, and each session.

    Sessions before `sessions_from` began when a session's chain began with its first list or search; of those nothing
    is expected.
    """
    organisations = db.session.scalars(select(Organisation.id).union(select(User.organisation_id)))
    chains = [f"organisation:{organisation_id}" for organisation_id in sorted(organisations)]
    if sessions_from is not None:
        begun = select(SignInSession.id).where(SignInSession.id >= sessions_from).order_by(SignInSession.id)
        chains += [f"session:{session_id}" for session_id in db.session.scalars(begun)]
    return chains


def sessions_of(user_id: int, *, limit: int = 20) -> list[SignInSession]:
    """The user's sessions, latest first."""
    statement = select(SignInSession).where(SignInSession.user_id == user_id)
    return list(db.session.scalars(statement.order_by(SignInSession.id.desc()).limit(limit)))


def demonstration_sign_ins(*, limit: int = 20) -> list[tuple[str, str]]:
    """Sign-in name, and first role with place, of the made-up users: for the strip of the demonstration."""
    place = func.coalesce(Suite.name, Organisation.name)
    rows = db.session.execute(
        select(User.sign_in_name, func.min(RoleHeld.id), place)
        .join(RoleHeld, (RoleHeld.user_id == User.id) & RoleHeld.removed_at.is_(None))
        .join(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(Suite, Suite.id == User.suite_id)
        .where(User.is_demonstration, User.disabled_at.is_(None), User.password_hash.is_not(None))
        .group_by(User.id, User.sign_in_name, place)
        .order_by(User.id)
        .limit(limit)
    ).all()
    wanted = select(RoleHeld.id, RoleHeld.role).where(RoleHeld.id.in_([row[1] for row in rows]))
    roles = {each[0]: each[1] for each in db.session.execute(wanted.order_by(RoleHeld.id))}
    return [(row[0], f"{roles[row[1]].label} · {row[2]}") for row in rows]
