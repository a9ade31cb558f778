"""People whom no service has, whom to ask, and what declining leads to. No test result, offence or note is read."""
