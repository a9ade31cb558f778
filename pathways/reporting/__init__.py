"""The manager's figures: two funnels, the ARC report, fairness; counted from live records, on page, paper and file."""
