"""The manager's figures: two funnels and the ARC report, counted from live records, on page, paper and download."""
