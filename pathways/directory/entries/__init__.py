"""The services to which people are referred."""
