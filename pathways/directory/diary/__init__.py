"""The free times in a service's diary."""
