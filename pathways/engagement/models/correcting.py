"""The columns and constraints of a row that a later one may correct.

The old row keeps when, by which row and why it was superseded.
"""

from sqlalchemy import Index, text

LIVE = text("superseded_at IS NULL")
WITH_WHY = "(superseded_at IS NULL) = (correction_reason IS NULL)"
BY_A_ROW = "superseded_by_id IS NULL OR superseded_at IS NOT NULL"


def one_live(table: str, *columns: str) -> Index:
    """At most one row that stands, of a referral unless said otherwise, on both databases."""
    of = columns or ("referral_id",)
    return Index(f"uq_{table}_live", *of, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
