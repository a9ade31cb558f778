"""Pure rules of what a force decides for itself."""
