"""What the pages of a disposal ask."""
