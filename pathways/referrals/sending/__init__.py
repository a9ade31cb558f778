"""Sending a referral, once."""
