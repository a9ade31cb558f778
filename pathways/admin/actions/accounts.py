"""Accounts: who may sign in, in which role and until when. Each change is logged with it; nobody changes their own.

An administrator alone lets people in (`invite`, `give_role`, `make_reset_link`, `enable`) at their own organisation
only, and makes no other administrator or policy lead by a link that they are shown. The rest waits for a second person
in `second_person`. With `key`, the service's key where mail works, a link goes to the person by mail; otherwise its
token is returned, to be shown once. The log says that a link was made and for whom, never the link.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from pathways import clock
from pathways.admin.queries import is_approver, ranks_of, works_at
from pathways.admin.rules import (
    APPROVERS,
    SUITE_NEEDED,
    DisableReason,
    Proposed,
    address_bars,
    domain_bars,
    own_access,
    rank_bars,
    role_bars,
    takes_second_person,
)
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth import links, queries, sessions
from pathways.auth import sessions as devices
from pathways.auth.links import LinkPurpose
from pathways.auth.models import Organisation, RankHeld, RoleHeld, Suite, User
from pathways.auth.roles import OrganisationKind, Rank, Role, Viewer
from pathways.refusals import Reason, Refused, refuse_if
from pathways.store.base import db, save


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Somebody to be let in, and their first role."""

    name: str
    sign_in_name: str
    organisation: Organisation
    suite: Suite | None
    role: Role
    until_on: date | None = None

    @property
    def address(self) -> str:
        return self.sign_in_name.strip().lower()


def invite(*, by: Viewer, wanted: Invitation, key: str = "") -> tuple[User, str]:
    """Make an account without a password, its first role and the token of its invitation. Raises Refused."""
    _refuse_alone(Proposed.INVITE, by, wanted.organisation.id, key, of_an_approver=wanted.role in APPROVERS)
    return invite_approved(by=by, wanted=wanted, key=key)


def invitation_bars(wanted: Invitation) -> tuple[Reason, ...]:
    """Why this invitation cannot be made."""
    organisation = wanted.organisation
    bars = address_bars(wanted.address, organisation_name=organisation.name, domains=organisation.email_domains)
    bars += _role_bars(organisation, wanted.suite, wanted.role, (), wanted.until_on)
    bars += _suite_bars(organisation, wanted.suite)
    if queries.user_named(wanted.address) is not None:
        bars += (Reason("There is a sign-in with this address already: add the role there", "sign_in_name"),)
    return bars


def invite_approved(*, by: Actor, wanted: Invitation, key: str) -> tuple[User, str]:
    """Make an account with one role, and its invitation, where no approval is outstanding. Raises Refused."""
    refuse_if(invitation_bars(wanted))
    user = User(
        name=wanted.name,
        sign_in_name=wanted.address,
        organisation_id=wanted.organisation.id,
        suite_id=wanted.suite.id if wanted.suite else None,
        created_at=clock.now(),
    )
    save(user)
    _give_role(by=by, user=user, role=wanted.role, until_on=wanted.until_on)
    token = links.make(user=user, purpose=LinkPurpose.INVITATION, by=by, key=key)
    facts = {"role": wanted.role.value, "until": wanted.until_on, "suite": user.suite_id, "by_mail": bool(key)}
    audit.administered(by, "user.invited", user.organisation_id, user_id=user.id, **facts)
    return user, token


def change_user(*, by: Viewer, user: User, name: str, suite: Suite | None) -> None:
    """Change the name that colleagues read, and the suite where the person works. Raises Refused."""
    refuse_if(own_access(by.user_id, user.id))
    organisation = _organisation_of(user)
    bars = _suite_bars(organisation, suite)
    roles_held = queries.roles_of(user.id, clock.today())
    needs = SUITE_NEEDED.get(organisation.kind)
    if suite is None and needs and needs.role in roles_held:
        bars += (Reason(f"Select the suite: {needs.why}", "suite"),)
    refuse_if(bars)
    changed = {"name": user.name != name, "suite": user.suite_id != (suite.id if suite else None)}
    user.name, user.suite_id = name, suite.id if suite else None
    fields = [field for field, is_changed in changed.items() if is_changed]
    audit.administered(by, "user.changed", user.organisation_id, user_id=user.id, fields=fields, suite=user.suite_id)


def give_role(*, by: Viewer, user: User, role: Role, until_on: date | None = None, key: str = "") -> None:
    """Give a further role from today. Raises Refused."""
    refuse_if(own_access(by.user_id, user.id))
    _refuse_alone(Proposed.ROLE, by, user.organisation_id, key, of_an_approver=role in APPROVERS)
    give_role_approved(by=by, user=user, role=role, until_on=until_on)


def give_role_bars(user: User, role: Role, until_on: date | None) -> tuple[Reason, ...]:
    """Why this user cannot be given this role."""
    roles_held = queries.roles_of(user.id, clock.today())
    place = queries.suite(user.suite_id)
    return _disabled_bars(user) + _role_bars(_organisation_of(user), place, role, roles_held, until_on)


def give_role_approved(*, by: Actor, user: User, role: Role, until_on: date | None) -> None:
    """Give a further role from today, where no approval is outstanding. Raises Refused."""
    db.session.refresh(user, with_for_update=True)  # if two give it at once only one does: once ended, it has ended
    refuse_if(give_role_bars(user, role, until_on))
    _give_role(by=by, user=user, role=role, until_on=until_on)
    audit.administered(by, "user.role.added", user.organisation_id, user_id=user.id, role=role.value, until=until_on)


def end_role(*, by: Viewer, user: User, role_held: RoleHeld) -> None:
    """End a role now, and with it every session. The row stays, with who ended it. Raises Refused."""
    refuse_if(own_access(by.user_id, user.id))
    if role_held.removed_at is not None:
        raise Refused("This role was ended a moment ago")
    role_held.removed_at, role_held.removed_by_id = clock.now(), by.user_id
    sessions.end_all(user.id, "role_removed")
    audit.administered(by, "user.role.removed", user.organisation_id, user_id=user.id, role=role_held.role.value)
    db.session.flush()


def add_rank(*, by: Viewer, user: User, rank: Rank, from_on: date, source: str) -> None:
    """Add a rank with its first day; earlier and later ones stay as they are. Raises Refused."""
    refuse_if(own_access(by.user_id, user.id))
    refuse_if(rank_bars(rank, from_on, kind=_organisation_of(user).kind, ranks=ranks_of(user.id)))
    db.session.add(
        RankHeld(
            user_id=user.id,
            rank=rank,
            from_on=from_on,
            source=source,
            recorded_by_id=by.user_id,
            recorded_at=clock.now(),
        )
    )
    audit.administered(by, "user.rank.added", user.organisation_id, user_id=user.id, rank=rank.value, from_on=from_on)


def end_sessions(*, by: Viewer, user: User) -> None:
    """Sign the person out on every terminal at the next click; drafts are kept."""
    sessions.end_all(user.id, "ended_by_administrator")
    audit.administered(by, "user.sessions.ended", user.organisation_id, user_id=user.id)


def disable(*, by: Viewer, user: User, reason: DisableReason) -> None:
    """End sign-in and all sessions from now on; the name stays on what the person did. Raises Refused."""
    refuse_if(own_access(by.user_id, user.id) + _disabled_bars(user))
    user.disabled_at, user.disabled_reason, user.disabled_by_id = clock.now(), reason.value, by.user_id
    sessions.end_all(user.id, "disabled")
    devices.forget_all(user.id)
    links.revoke(user.id)
    audit.administered(by, "user.disabled", user.organisation_id, user_id=user.id, reason=reason.value)
    db.session.flush()


def enable(*, by: Viewer, user: User, key: str = "") -> str:
    """Open the account again with a fresh invitation; the old password is gone. Returns its token. Raises Refused."""
    refuse_if(own_access(by.user_id, user.id))
    _refuse_alone(Proposed.ENABLE, by, user.organisation_id, key, of_an_approver=is_approver(user))
    return enable_approved(by=by, user=user, key=key)


def enable_approved(*, by: Actor, user: User, key: str) -> str:
    """Open the account again, where no approval is outstanding. Returns the token. Raises Refused."""
    refuse_if(enable_bars(user))
    user.disabled_at = user.disabled_reason = user.disabled_by_id = None
    user.password_hash = None
    token = links.make(user=user, purpose=LinkPurpose.INVITATION, by=by, key=key)
    audit.administered(by, "user.enabled", user.organisation_id, user_id=user.id, by_mail=bool(key))
    return token


def enable_bars(user: User) -> tuple[Reason, ...]:
    """Why this account cannot be enabled."""
    return () if user.disabled_at is not None else (Reason("This sign-in is not disabled"),)


def make_reset_link(*, by: Viewer, user: User, key: str = "") -> str:
    """Make a link to set a new password within half an hour; if still invited, an invitation. Raises Refused."""
    refuse_if(own_access(by.user_id, user.id))
    _refuse_alone(Proposed.LINK, by, user.organisation_id, key, of_an_approver=is_approver(user))
    return make_link_approved(by=by, user=user, key=key)


def make_link_approved(*, by: Actor, user: User, key: str) -> str:
    """Make a link to set a password, or a new invitation, where no approval is outstanding. Raises Refused."""
    refuse_if(_disabled_bars(user))
    purpose = LinkPurpose.INVITATION if user.password_hash is None else LinkPurpose.RESET
    token = links.make(user=user, purpose=purpose, by=by, key=key)
    facts = {"purpose": purpose.value, "by_mail": bool(key)}
    audit.administered(by, "user.link.made", user.organisation_id, user_id=user.id, **facts)
    return token


def set_up(
    *, organisation_name: str, kind: OrganisationKind, administrator_name: str, sign_in_name: str, password_hash: str
) -> User:
    """The first organisation and its administrator, in an empty database only. Raises Refused.

    A provider may hold no administrator, so the first organisation is a force or a commissioner; the others, their
    suites, services and people are entered by the administrator on the pages.
    """
    if db.session.scalar(select(User.id).limit(1)) is not None:
        raise Refused("This database has users already: set-up works once. An administrator invites the others")
    address = sign_in_name.strip().lower()
    domain = address.rsplit("@", 1)[1] if "@" in address else ""
    bars = address_bars(address, organisation_name=organisation_name, domains=[domain]) or domain_bars(domain)
    bars += role_bars(Role.AD, kind=kind, has_suite=False, roles_held=(), until_on=None, today=clock.today())
    for words, field in ((organisation_name, "organisation_name"), (administrator_name, "administrator_name")):
        if not words.strip():
            bars += (Reason(f"Enter the {field.replace('_', ' ')}", field),)
    refuse_if(bars)
    name = organisation_name.strip()
    organisation = save(Organisation(name=name, kind=kind, email_domains=[domain], created_at=clock.now()))
    user = User(
        name=administrator_name.strip(),
        sign_in_name=address,
        organisation_id=organisation.id,
        password_hash=password_hash,
        created_at=clock.now(),
    )
    save(user)
    db.session.add(RoleHeld(user_id=user.id, role=Role.AD, from_on=clock.today()))
    # Sign-ins with unknown names are logged in the chain without an organisation: it begins here, so a loss would show.
    audit.administered(audit_models.SYSTEM, "installation.set_up", None)
    audit.administered(
        audit_models.SYSTEM,
        "organisation.added",
        organisation.id,
        kind=kind.value,
        begins=audit.chain_of_organisation(None),
    )
    audit.administered(audit_models.SYSTEM, "user.created", organisation.id, user_id=user.id, role=Role.AD.value)
    db.session.flush()
    return user


def _give_role(*, by: Actor, user: User, role: Role, until_on: date | None) -> None:
    save(RoleHeld(user_id=user.id, role=role, from_on=clock.today(), until_on=until_on, given_by_id=by.user_id))


def _organisation_of(user: User) -> Organisation:
    return db.session.get_one(Organisation, user.organisation_id)


def _role_bars(
    organisation: Organisation, suite: Suite | None, role: Role, roles_held: tuple[Role, ...], until_on: date | None
) -> tuple[Reason, ...]:
    today = clock.today()
    return role_bars(
        role, kind=organisation.kind, has_suite=suite is not None, roles_held=roles_held, until_on=until_on, today=today
    )


def _suite_bars(organisation: Organisation, suite: Suite | None) -> tuple[Reason, ...]:
    if suite is None or (works_at(organisation, suite) and suite.closed_at is None):
        return ()
    whose = "a police force" if organisation.kind is OrganisationKind.HEALTH else organisation.name
    return (Reason(f"Select an open suite of {whose}", "suite"),)


def _disabled_bars(user: User) -> tuple[Reason, ...]:
    if user.disabled_at is None:
        return ()
    return (Reason("This sign-in is disabled. Enable it first, with a fresh invitation"),)


def _refuse_alone(kind: Proposed, by: Viewer, organisation_id: int, key: str, *, of_an_approver: bool) -> None:
    is_own = by.organisation_id == organisation_id
    if takes_second_person(kind, is_own=is_own, goes_by_mail=bool(key), of_an_approver=of_an_approver):
        raise Refused("This takes a second person. Propose it, and they decide")
