"""Where a referral may go."""
