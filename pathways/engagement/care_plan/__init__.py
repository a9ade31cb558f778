"""Assessment, needs and the care plan."""
