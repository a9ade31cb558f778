"""What the tables of the room that are corrected have alike: a row supersedes the one before it."""

from sqlalchemy import CheckConstraint, Index, text

LIVE = text("superseded_at IS NULL")


def one_live(name: str, *columns: str) -> Index:
    """At most one row that no other has superseded."""
    return Index(name, *columns, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


def superseded_when_named() -> CheckConstraint:
    """A row that names its successor says when. The reason is empty where nothing was wrong and a blank was filled."""
    return CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_when_named")
