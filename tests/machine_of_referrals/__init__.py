"""Drives the table of a referral through the actions of its pages, in any order, and reads the rows after every step."""
