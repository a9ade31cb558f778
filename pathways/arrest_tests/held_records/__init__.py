"""Records of what went against the rules: saved first, held, and decided by an inspector."""
