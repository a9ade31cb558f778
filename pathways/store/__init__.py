"""The database: handle, base table, column types, paging, and what SQLite and PostgreSQL each need to be set up."""

from pathways.store.base import Record, db, enum_column
from pathways.store.changing import rows_changed
from pathways.store.columns import Instant

__all__ = ["Instant", "Record", "db", "enum_column", "rows_changed"]
