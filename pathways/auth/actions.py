"""What a person does with their own account (sign in, pick a role, change the password, sign out), and organisations.

Recognising somebody needs three steps that cannot share a transaction: count the try, hash (slow), then let in. So
`recognise` commits; the other actions flush and leave the commit to the view.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth import links, passwords, queries, sessions
from pathways.auth import passwords as throttle
from pathways.auth import sessions as devices
from pathways.auth.models import OneTimeLink, Organisation, SignInSession, User
from pathways.auth.roles import OrganisationKind, Role, Viewer
from pathways.links import actions as one_time
from pathways.refusals import Refused
from pathways.store.base import db, rows_changed, save


@dataclass(frozen=True)
class Someone:
    """An actor of the log who has no session (yet): the user whose password was right, or whose link it is."""

    user_id: int | None
    organisation_id: int | None
    role: str = "none"
    session_id: int | None = None
    request_id: str = ""


NOBODY = Someone(None, None)


def recognise(*, name: str, password: str, address: str | None, device: str = "", apart: str = "") -> User | None:
    """The user with this name and password, or None: unknown, disabled, without a role and wrong answer alike.

    `device` is the hash of the token that the browser brought: one that is known to this user has tries of its own, and
    so has whatever `apart` names. Raises Wait after too many wrong guesses, and Busy when too many passwords are being
    checked. Commits.
    """
    known = devices.known_to(name, device)
    apart = f"device {known}" if known is not None else apart
    attempt_id = throttle.begin(name=name, address=address, apart=apart)
    user = queries.user_named(name)
    stored = user.password_hash if user is not None and _may_enter(user) else None
    db.session.commit()
    try:
        is_right = passwords.is_right(stored, password)
        fresh_hash = passwords.hash_of(password) if is_right and stored and passwords.is_outdated(stored) else stored
    except passwords.Busy:
        throttle.forget(attempt_id)
        db.session.commit()
        raise
    if user is None or not is_right or not _still(user, stored):
        must_wait = throttle.must_wait(name=name, address=address, apart=apart)
        _note_wrong(user, "login.throttled" if must_wait else "login.failed", known_device=known is not None)
        return None
    throttle.forget(attempt_id)
    user.password_hash = fresh_hash
    db.session.commit()
    return user


def enter(*, user: User, role: Role, leaving: Viewer | None = None) -> None:
    """A session in `role` for somebody who was recognised; the session this browser had before (`leaving`) ends.

    Raises Refused when the role is not theirs today.
    """
    if role not in queries.roles_of(user.id, clock.today()):
        raise Refused("Select one of your own roles", field="role")
    if leaving is not None and leaving.session_id is not None:
        sessions.end(leaving.session_id, "signed_in_again")
    row = sessions.start(user.id, role)
    user.last_signed_in_at = clock.now()
    begun = _begin(user.id, user.organisation_id, row)
    known = devices.known_to(user.sign_in_name, devices.presented()) is not None
    facts = {"user_id": user.id, "factor": "password", "known_device": known, **_begins(begun)}
    audit.administered(begun, "login.ok", user.organisation_id, **facts)
    devices.remember(user.id)
    db.session.flush()


def change_role(*, by: Viewer, role: Role) -> None:
    """The running session ends and a new one, with a new id, begins in the other role (one role a session, R5)."""
    if role not in queries.roles_of(by.user_id, clock.today()):
        raise Refused("Select one of your own roles", field="role")
    if by.session_id is not None:
        sessions.end(by.session_id, "role_changed")
    row = sessions.start(by.user_id, role)
    begins = _begins(_begin(by.user_id, by.organisation_id, row))
    what = {"user_id": by.user_id, "role": role.value, "session": row.id}
    audit.administered(by, "session.created", by.organisation_id, **what, **begins)


def sign_out(*, by: Viewer) -> None:
    """This session ends on the server: a copy of its cookie opens nothing. What another tab still sends is kept."""
    if by.session_id is not None:
        sessions.leave(by.session_id)
    audit.administered(by, "session.revoked", by.organisation_id, user_id=by.user_id, why=sessions.SIGNED_OUT)


def lock(*, by: Viewer) -> None:
    """Walking away: this session ends at once, as if it had been idle; who locked it comes back to its page."""
    if by.session_id is not None:
        sessions.lock(by.session_id)
    audit.administered(by, "session.revoked", by.organisation_id, user_id=by.user_id, why=sessions.LOCKED)


def sign_out_everywhere(*, by: Viewer) -> None:
    """Every session of this person ends, this one too."""
    sessions.end_all(by.user_id, "ended_by_user")
    if by.session_id is not None:
        sessions.end(by.session_id, "ended_by_user")
    audit.administered(by, "session.revoked", by.organisation_id, user_id=by.user_id, why="everywhere")


def change_password(*, by: Viewer, old_hash: str | None, new_hash: str) -> None:
    """The new password counts, every session ends, and this browser goes on under a new session id.

    Raises Stale's kind of Refused when the password was changed elsewhere since it was checked.
    """
    same = (User.id == by.user_id, User.password_hash == old_hash, User.disabled_at.is_(None))
    if rows_changed(update(User).where(*same).values(password_hash=new_hash)) != 1:
        raise Refused("Your password was changed a moment ago. Sign in with the new one", field="current_password")
    links.revoke(by.user_id)
    sessions.end_all(by.user_id, "password_changed")
    devices.forget_all(by.user_id)
    devices.remember(by.user_id)
    begins = _begins(_begin(by.user_id, by.organisation_id, sessions.start(by.user_id, by.role)))
    audit.administered(by, "user.password.changed", by.organisation_id, user_id=by.user_id, **begins)


def use_link(*, token: str, new_hash: str) -> User:
    """A link is spent, the password is set, every session ends. Raises OutOfSight when it no longer works."""
    user = links.user_of(token)
    one_time.use(OneTimeLink, token)
    user.password_hash = new_hash
    sessions.end_all(user.id, "password_changed")
    devices.forget_all(user.id)
    devices.remember(user.id)
    by = Someone(user.id, user.organisation_id)
    audit.administered(by, "user.password.set", user.organisation_id, user_id=user.id)
    db.session.flush()
    return user


def _begin(user_id: int, organisation_id: int, row: SignInSession) -> Someone:
    """The chain of a session that starts, so that a removed one is missed. Returns who acts in it."""
    acting = Someone(user_id, organisation_id, row.role.value, row.id)
    audit.session_begun(acting)
    return acting


def _begins(acting: Someone) -> dict[str, str]:
    """What the event that let somebody in says of the chain of their session."""
    return {"begins": audit.chain_of_session(acting)}


def _may_enter(user: User) -> bool:
    return user.disabled_at is None and bool(queries.roles_of(user.id, clock.today()))


def _still(user: User, stored: str | None) -> bool:
    """Nothing changed while the password was hashed: not disabled, not another password."""
    db.session.refresh(user)
    return user.password_hash == stored and _may_enter(user)


def _note_wrong(user: User | None, action: str, *, known_device: bool) -> None:
    """One event for a known and for an unknown name; the typed name is not kept. Commits."""
    organisation_id = user.organisation_id if user else None
    user_id = user.id if user else None
    audit.administered(NOBODY, action, organisation_id, user_id=user_id, known_device=known_device)
    db.session.commit()


# An organisation whose people sign in, or answer by links.


def make_organisation(
    *, by: Actor, name: str, kind: OrganisationKind, email_domains: Sequence[str] = ()
) -> Organisation:
    """A new organisation, as whoever asks for it has checked it."""
    made = save(Organisation(name=name, kind=kind, email_domains=list(email_domains), created_at=clock.now()))
    audit.administered(by, "organisation.added", made.id, kind=kind.value)
    return made
