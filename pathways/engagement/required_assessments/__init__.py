"""Required assessments as the service sees them, and what it must tell."""
