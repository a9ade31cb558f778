"""Deadlines: what must have happened by when, who is told, and what time itself does."""
