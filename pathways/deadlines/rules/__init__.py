"""Pure rules of deadlines: the table of timers, how one run follows another, and the words."""
