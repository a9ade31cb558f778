"""Links by which a service without accounts answers a referral."""
