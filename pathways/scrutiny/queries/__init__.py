"""Reads of scrutiny: who may be drawn, what a pack says, what the organiser and what a member sees."""
