"""Leaving custody: the plan, the decision, a move, the release."""
