"""A state machine as a table: what both machines read alike."""
