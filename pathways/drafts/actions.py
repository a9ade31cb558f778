"""Keeping, offering and throwing away what was typed."""

import secrets
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import delete, or_
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.drafts.models import Draft, KeptSearch, PostKey
from pathways.drafts.queries import draft_at
from pathways.drafts.rules import OnePage, kept_since, may_be_kept, may_replace, search_kept_since
from pathways.store import db
from pathways.store.constraints import unless_at_once

UNKNOWN_PAGE = OnePage()


class Kept(NamedTuple):
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
) -> Kept:
    """Keep what was typed at an address: over the page's own draft, never over another tab's newer one. Flushes."""
    kept = {name: values for name, values in typed.items() if may_be_kept(name)}
    draft = draft_at(user_id, address)
    if draft is not None and not may_replace(page, revision=draft.revision, kept_by=draft.post_key):
        return Kept(draft, stands=True)
    is_first = draft is None or draft.post_key != page.key
    if draft is None:
        draft = _first(user_id, address, title)
    draft.typed, draft.title, draft.saved_at = kept, title[:200], clock.now()
    draft.revision, draft.post_key, draft.seen_version = draft.revision + 1, page.key or None, page.version or None
    draft.person_id = person_id or draft.person_id
    db.session.flush()
    return Kept(draft, is_first=is_first)


def _first(user_id: int, address: str, title: str) -> Draft:
    """The draft of an address that had none; the one that the same form, sent twice, put there at this moment."""
    throw_away(user_id=user_id, address=address)
    draft = Draft(user_id=user_id, address=address, title=title[:200], typed={}, saved_at=clock.now(), revision=0)
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError as error:
        unless_at_once(error, "uq_draft_user_id_address")
        return draft_at(user_id, address) or draft
    return draft


def throw_away(*, user_id: int, address: str, page: OnePage = UNKNOWN_PAGE) -> None:
    """Drop the user's draft for an address, if there is one, and if it is not another tab's newer one."""
    theirs = (Draft.user_id == user_id, Draft.address == address)
    known = [] if page.seen is None else [or_(Draft.revision == page.seen, Draft.post_key == page.key)]
    db.session.execute(delete(Draft).where(*theirs, *known))


def keep_search(*, user_id: int, words: str) -> str:
    """Keep what a list is searched for; gives the reference that stands in its address. Flushes."""
    search = KeptSearch(user_id=user_id, reference=secrets.token_urlsafe(12), words=words, searched_at=clock.now())
    db.session.add(search)
    db.session.flush()
    return search.reference


def forget_old() -> None:
    """Delete drafts 7 days after the last touch, the keys of forms as old, and what lists were searched for."""
    limit = kept_since(clock.now())
    db.session.execute(delete(Draft).where(Draft.saved_at < limit))
    db.session.execute(delete(PostKey).where(PostKey.done_at < limit))
    db.session.execute(delete(KeptSearch).where(KeptSearch.searched_at < search_kept_since(clock.now())))
