"""Keeping, offering and throwing away what was typed: for its own user and nobody else."""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, delete, literal_column, or_, select
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.drafts.models import Draft, KeptSearch, PostKey
from pathways.store.base import db, rows_changed, save, shared
from pathways.store.constraints import unless_at_once

# How long what was typed is kept, and what of it.


KEPT = timedelta(days=7)
SEARCH_KEPT = timedelta(hours=12)
"""As long as a shift: for going back to a list, and on to its next page (design choice)."""
LONGEST_ADDRESS = 300
# `again` is the new password typed a second time.
NEVER_KEPT = frozenset({"csrf_token", "post_key", "version", "draft_seen", "again"})
SECRET_WORDS = frozenset({"password", "code", "token"})


def kept_since(now: datetime) -> datetime:
    """Drafts touched before this are gone."""
    return now - KEPT


def search_kept_since(now: datetime) -> datetime:
    """Searches of lists made before this are gone."""
    return now - SEARCH_KEPT


def may_be_kept(field: str) -> bool:
    """Whether a posted field may be stored in a draft: no token, key or password. A postcode is no code."""
    return field not in NEVER_KEPT and not SECRET_WORDS & set(re.split(r"[^a-z]+", field.lower()))


@dataclass(frozen=True)
class OnePage:
    """One page in one tab: its key, which revision of the draft it knows (None: it says nothing of drafts, so there
    was no tab to ask; 0: there was none), and the version of the record that it was filled from."""

    key: str = ""
    seen: int | None = None
    version: str = ""


def may_replace(page: OnePage, *, revision: int, kept_by: str | None) -> bool:
    """Whether a page may keep over a draft, or throw it away: its own, or one that it knows. Never another tab's newer
    one."""
    return page.seen is None or page.seen == revision or (bool(page.key) and page.key == kept_by)


# Reads of one user's own drafts and keys; nobody can ask for another's.


_DRAFT_LOCKED = (
    select(Draft)
    .where(Draft.user_id == bindparam("of_user"), Draft.address == bindparam("at"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_THEIRS = and_(
    Draft.user_id == bindparam("of_user"),
    Draft.address.in_(bindparam("at", expanding=True)),
    Draft.saved_at >= bindparam("since"),
)
_DRAFTS = select(Draft).where(_THEIRS)
_A_LINE = shared(select(literal_column("1", Integer()).label("line")).subquery("a_line"))
_OPENED = {
    in_confidence: select(version.scalar_subquery(), Draft).select_from(_A_LINE).outerjoin(Draft, _THEIRS)
    for in_confidence, version in audit.VERSIONS.items()
}
_RESULT = select(PostKey.location).where(PostKey.user_id == bindparam("of_user"), PostKey.key == bindparam("of_key"))


def open_drafts(user_id: int) -> list[Draft]:
    """The user's drafts of the last 7 days, latest first: offered after sign-in."""
    statement = select(Draft).where(Draft.user_id == user_id, Draft.saved_at >= kept_since(clock.now()))
    return list(db.session.scalars(statement.order_by(Draft.saved_at.desc(), Draft.id.desc())))


def draft_at(user_id: int, address: str) -> Draft | None:
    """The user's draft for one address, if it is still kept."""
    return drafts_at(user_id, [address]).get(address)


def drafts_at(user_id: int, addresses: Collection[str]) -> dict[str, Draft]:
    """The user's drafts for these addresses that are still kept, by address."""
    since = kept_since(clock.now())
    drafts = db.session.scalars(_DRAFTS, {"of_user": user_id, "at": list(addresses), "since": since})
    return {draft.address: draft for draft in drafts}


def version_and_drafts(
    viewer: Viewer, person_id: int | None, addresses: Collection[str]
) -> tuple[int, dict[str, Draft]]:
    """What a form that is opened carries: the version of the person's record as its viewer notices changes, 0 without
    a person, and the viewer's own drafts for these addresses, by address."""
    asked = {"of_user": viewer.user_id, "at": list(addresses), "since": kept_since(clock.now())}
    rows = db.session.execute(_OPENED[viewer.is_treatment], {**asked, "of_key": f"person:{person_id}"}).all()
    return rows[0][0] or 0, {draft.address: draft for _, draft in rows if draft is not None}


def result_of(user_id: int, key: str) -> str | None:
    """Where the form with this key led when it first went through."""
    return db.session.scalar(_RESULT, {"of_user": user_id, "of_key": key})


def search_kept(user_id: int, reference: str) -> str | None:
    """What the user searched a list for; None when that has ended, or was never theirs."""
    theirs = (KeptSearch.user_id == user_id, KeptSearch.reference == reference)
    since = search_kept_since(clock.now())
    return db.session.scalar(select(KeptSearch.words).where(*theirs, KeptSearch.searched_at >= since))


# Keeping, offering and throwing away what was typed.


UNKNOWN_PAGE = OnePage()


class SavedDraft(NamedTuple):
    """The draft as it stands now. `stands`: another tab's newer one, left as it is. `is_first` of this page."""

    draft: Draft
    stands: bool = False
    is_first: bool = False


def keep(
    *,
    user_id: int,
    address: str,
    title: str,
    typed: Mapping[str, list[str]],
    person_id: int | None = None,
    page: OnePage = UNKNOWN_PAGE,
) -> SavedDraft:
    """Keep what was typed at an address: over the page's own draft, never over another tab's newer one. Flushes."""
    fields = {name: values for name, values in typed.items() if may_be_kept(name)}
    # Locked, and as it is now: the other press of the form may throw it away at this moment.
    draft = _locked_draft(user_id, address)
    if draft is not None and not may_replace(page, revision=draft.revision, kept_by=draft.post_key):
        return SavedDraft(draft, stands=True)
    is_first = draft is None or draft.post_key != page.key
    values: dict[str, Any] = {"typed": fields, "title": title[:200], "saved_at": clock.now()}
    values |= {"post_key": page.key or None, "seen_version": page.version or None}
    if draft is None and (made := _first(user_id, address, {**values, "person_id": person_id})):
        return SavedDraft(made, is_first=True)
    if draft is None:  # the same form, sent twice, put one there at this moment
        draft = _locked_draft(user_id, address)
    if draft is None:  # and was done, which threw it away again
        return keep(user_id=user_id, address=address, title=title, typed=typed, person_id=person_id, page=page)
    values |= {"revision": draft.revision + 1, "person_id": person_id or draft.person_id}
    for name, value in values.items():
        setattr(draft, name, value)
    db.session.flush()
    return SavedDraft(draft, is_first=is_first)


def _first(user_id: int, address: str, values: Mapping[str, Any]) -> Draft | None:
    """The first draft of an address; None where another press put one there at this moment."""
    try:
        with db.session.begin_nested():
            db.session.add(draft := Draft(user_id=user_id, address=address, revision=1, **values))
    except IntegrityError as error:
        unless_at_once(error, "uq_draft_user_id_address")
        return None
    return draft


def _locked_draft(user_id: int, address: str) -> Draft | None:
    """The user's draft for an address, locked; one that is no longer kept is thrown away."""
    draft = db.session.scalar(_DRAFT_LOCKED, {"of_user": user_id, "at": address})
    if draft is None or draft.saved_at >= kept_since(clock.now()):
        return draft
    db.session.delete(draft)
    db.session.flush()
    return None


def throw_away(*, user_id: int, address: str, page: OnePage = UNKNOWN_PAGE) -> bool:
    """Drop the user's draft for an address unless another tab wrote a newer one. Whether there was one to drop."""
    theirs = (Draft.user_id == user_id, Draft.address == address)
    known = [] if page.seen is None else [or_(Draft.revision == page.seen, Draft.post_key == page.key)]
    return rows_changed(delete(Draft).where(*theirs, *known)) > 0


def throw_away_everybodys(address: str) -> None:
    """Drop every user's draft for an address: what it asked is answered, and nobody can go on with it."""
    db.session.execute(delete(Draft).where(Draft.address == address))


def keep_search(*, user_id: int, words: str) -> str:
    """Keep what a list is searched for; gives the reference that stands in its address. Flushes."""
    search = KeptSearch(user_id=user_id, reference=secrets.token_urlsafe(12), words=words, searched_at=clock.now())
    save(search)
    return search.reference


def forget_old() -> None:
    """Delete drafts 7 days after the last touch, the keys of forms as old, and what lists were searched for."""
    limit = kept_since(clock.now())
    db.session.execute(delete(Draft).where(Draft.saved_at < limit))
    db.session.execute(delete(PostKey).where(PostKey.done_at < limit))
    db.session.execute(delete(KeptSearch).where(KeptSearch.searched_at < search_kept_since(clock.now())))
