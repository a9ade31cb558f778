"""What the pages of a referral ask."""
