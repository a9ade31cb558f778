"""Links that work once: an invitation, an answer without an account, what became of an appointment."""
