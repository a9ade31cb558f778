"""The database: handle, base table, column types, paging, and what SQLite and PostgreSQL each need to be set up."""
