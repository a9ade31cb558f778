"""Reads of the caseload: its lines as they were asked for, and the appointments of the day."""
