"""The tables of a referral, its needs and its consents."""
