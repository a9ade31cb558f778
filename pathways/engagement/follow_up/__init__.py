"""The follow-up of a required assessment."""
