"""What endangers the person: the risks that are asked before any disposal, and concerns of exploitation."""
