"""What every page shares: the form base and its fields, the one door for text, headers, error pages, assets."""
