"""Reads of deadlines: what the clocks are read from, which are due, and what is overdue."""
