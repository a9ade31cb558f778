"""Reading a file from its first row to its last, and what of it is known already."""
