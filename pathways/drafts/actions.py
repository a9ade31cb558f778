"""Keeping, offering and throwing away what was typed."""

from collections.abc import Mapping

from sqlalchemy import delete

from pathways import clock
from pathways.drafts.models import Draft, PostKey
from pathways.drafts.queries import draft_at
from pathways.drafts.rules import kept_since, may_be_kept
from pathways.store import db


def keep(
    *, user_id: int, address: str, title: str, typed: Mapping[str, list[str]], person_id: int | None = None
) -> None:
    """Keep what was typed at an address; a later post there replaces it. Flushes."""
    kept = {name: values for name, values in typed.items() if may_be_kept(name)}
    draft = draft_at(user_id, address)
    if draft is None:
        draft = Draft(user_id=user_id, address=address, title=title[:200], typed=kept, saved_at=clock.now())
        throw_away(user_id=user_id, address=address)
        db.session.add(draft)
    draft.typed, draft.title, draft.saved_at = kept, title[:200], clock.now()
    draft.person_id = person_id or draft.person_id
    db.session.flush()


def throw_away(*, user_id: int, address: str) -> None:
    """Drop the user's draft for an address, if there is one."""
    db.session.execute(delete(Draft).where(Draft.user_id == user_id, Draft.address == address))


def forget_old() -> None:
    """Delete drafts 7 days after the last touch, and the keys of forms as old."""
    limit = kept_since(clock.now())
    db.session.execute(delete(Draft).where(Draft.saved_at < limit))
    db.session.execute(delete(PostKey).where(PostKey.done_at < limit))
