"""One-time links: an invitation, or a reset. The link is shown once; only the hash of its token is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update

from pathways import clock
from pathways.auth.models import OneTimeLink, User
from pathways.refusals import OutOfSight
from pathways.store import db


class Purpose(StrEnum):
    """How long a link works: a day to answer an invitation, half an hour for a reset handed over face to face."""

    INVITATION = "invitation"
    RESET = "reset"

    @property
    def works_for(self) -> timedelta:
        return timedelta(hours=24) if self is Purpose.INVITATION else timedelta(minutes=30)


def make(*, user_id: int, purpose: Purpose, by_id: int | None) -> str:
    """The token of a fresh link; every earlier one of that user stops working. In the caller's transaction."""
    revoke(user_id)
    token = secrets.token_urlsafe(32)
    at = clock.now()
    link = OneTimeLink(
        user_id=user_id,
        purpose=purpose.value,
        token_hash=_hash(token),
        made_at=at,
        made_by_id=by_id,
        expires_at=at + purpose.works_for,
    )
    db.session.add(link)
    db.session.flush()
    return token


def revoke(user_id: int) -> None:
    """No link of this user works any more. In the caller's transaction."""
    at = clock.now()
    unused = (OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > at)
    db.session.execute(update(OneTimeLink).where(*unused).values(expires_at=at))


def user_of(token: str) -> User:
    """Whose link it is. Raises OutOfSight for one that is used, ended, forged, or of somebody disabled: all alike."""
    found = db.session.execute(
        select(User)
        .join(OneTimeLink, OneTimeLink.user_id == User.id)
        .where(
            OneTimeLink.token_hash == _hash(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(),
            User.disabled_at.is_(None),
        )
    ).scalar_one_or_none()
    if found is None:
        raise OutOfSight
    return found


def spend(token: str) -> None:
    """Use the link up. Raises OutOfSight when somebody else did a moment before: the row count decides."""
    at = clock.now()
    fresh = (OneTimeLink.token_hash == _hash(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > at)
    spent = db.session.scalars(update(OneTimeLink).where(*fresh).values(used_at=at).returning(OneTimeLink.id)).all()
    if not spent:
        raise OutOfSight


def ends_at(user_id: int) -> datetime | None:
    """When the user's open link ends, if one is open."""
    unused = (OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > clock.now())
    return db.session.scalar(select(OneTimeLink.expires_at).where(*unused).order_by(OneTimeLink.id.desc()).limit(1))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
