"""How long what was typed is kept, and what of it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

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
