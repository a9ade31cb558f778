"""The monthly file for the national statistics (NDTMS), and what must be put right before it can go."""
