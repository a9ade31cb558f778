"""Acceptance: what a service offered a referral does with it, and what a pathway manager does where none takes it."""
