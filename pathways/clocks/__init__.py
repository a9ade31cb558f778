"""What runs on a referral and until when, who is told that a time is up, and the steps that time itself takes."""
