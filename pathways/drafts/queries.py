"""Reads of one user's own drafts and keys; nobody can ask for another's."""

from sqlalchemy import bindparam, select

from pathways import clock
from pathways.drafts.models import Draft, KeptSearch, PostKey
from pathways.drafts.rules import kept_since, search_kept_since
from pathways.store import db

_DRAFT = select(Draft).where(
    Draft.user_id == bindparam("of_user"), Draft.address == bindparam("at"), Draft.saved_at >= bindparam("since")
)
_RESULT = select(PostKey.location).where(PostKey.user_id == bindparam("of_user"), PostKey.key == bindparam("of_key"))


def open_drafts(user_id: int) -> list[Draft]:
    """The user's drafts of the last 7 days, latest first: offered after sign-in."""
    statement = select(Draft).where(Draft.user_id == user_id, Draft.saved_at >= kept_since(clock.now()))
    return list(db.session.scalars(statement.order_by(Draft.saved_at.desc(), Draft.id.desc())))


def draft_at(user_id: int, address: str) -> Draft | None:
    """The user's draft for one address, if it is still kept."""
    return db.session.scalar(_DRAFT, {"of_user": user_id, "at": address, "since": kept_since(clock.now())})


def result_of(user_id: int, key: str) -> str | None:
    """Where the form with this key led when it first went through."""
    return db.session.scalar(_RESULT, {"of_user": user_id, "of_key": key})


def search_kept(user_id: int, reference: str) -> str | None:
    """What the user searched a list for; None when that has ended, or was never theirs."""
    theirs = (KeptSearch.user_id == user_id, KeptSearch.reference == reference)
    since = search_kept_since(clock.now())
    return db.session.scalar(select(KeptSearch.words).where(*theirs, KeptSearch.searched_at >= since))
