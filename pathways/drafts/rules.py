"""How long what was typed is kept, and what of it."""

from datetime import datetime, timedelta

KEPT = timedelta(days=7)
LONGEST_ADDRESS = 300
# `again` is the new password typed a second time.
NEVER_KEPT = frozenset({"csrf_token", "post_key", "version", "again"})
SECRET_WORDS = ("password", "code", "token")


def kept_since(now: datetime) -> datetime:
    """Drafts touched before this are gone."""
    return now - KEPT


def may_be_kept(field: str) -> bool:
    """Whether a posted field may be stored in a draft: no token, key or password."""
    return field not in NEVER_KEPT and not any(word in field.lower() for word in SECRET_WORDS)
