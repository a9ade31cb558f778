"""Safeguarding: risks asked before any disposal, concerns and their review, services to avoid, whom to tell."""
