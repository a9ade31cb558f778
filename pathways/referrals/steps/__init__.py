"""The steps of a referral: its table, and the one way in which it moves."""
