"""The questions of a report, read from its address; and what is recorded of figures that the Board was shown."""
