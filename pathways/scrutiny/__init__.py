"""Scrutiny: a panel from outside reads a sample of decided cases, redacted, scores them, and the force learns."""
