"""The database: handle, base table, column types, paging, and what SQLite and PostgreSQL each need to be set up."""

from pathways.store.base import Record, db, enum_column, shared_alias
from pathways.store.changing import roll_back, rows_changed
from pathways.store.columns import Instant

__all__ = ["Instant", "Record", "db", "enum_column", "roll_back", "rows_changed", "shared_alias"]
