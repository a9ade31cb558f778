"""Pure rules of matching: each reason with what it counts, its source and its mark."""
