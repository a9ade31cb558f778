"""What the pages about a person ask."""
