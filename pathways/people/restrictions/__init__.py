"""Who may not see a record, and who asked for many records that are not theirs."""
