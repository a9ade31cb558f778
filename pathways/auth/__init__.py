"""Who may sign in, as what, for whom: organisations, users, roles as data, dated ranks, sessions, and the guard."""
