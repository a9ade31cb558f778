"""How a sample is asked for and taken; and what a result is."""
