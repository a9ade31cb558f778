"""Deaths, and deaths recorded in error."""
