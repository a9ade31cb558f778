"""Where a referral may go: the services with their reasons, and what is stored of the choice."""
