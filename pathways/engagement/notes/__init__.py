"""Contacts that were held and notes."""
