"""Which services fit a person."""
