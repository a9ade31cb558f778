"""Who may not see a record, and who asked for many that are not theirs."""
