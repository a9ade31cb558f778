"""Placing: the people whom no service has, and how a place is found for each."""
