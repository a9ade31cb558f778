"""Ratios of the performance targets, on both databases: `make bench`. What they mean stands in docs/measures.md."""
