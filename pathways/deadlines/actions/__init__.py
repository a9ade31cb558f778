"""Reading the clocks of a referral, telling that a time is up, and what somebody did about one."""
