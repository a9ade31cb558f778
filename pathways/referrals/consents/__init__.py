"""The four consents, each its own answer."""
