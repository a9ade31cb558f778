"""Whom no service has, whom to ask, and what a no leads to. No test result, no offence, no note is read here."""
