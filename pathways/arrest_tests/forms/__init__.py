"""What the pages of custody ask."""
