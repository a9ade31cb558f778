"""A partner who joins, and a case on its way to another service."""
