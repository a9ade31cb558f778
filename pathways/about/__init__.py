"""Pages about Pathways itself: help, privacy, the accessibility statement."""
