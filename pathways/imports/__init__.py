"""Records of before, from CSV: checked, taken once, set aside where a person must decide, undone by two."""
