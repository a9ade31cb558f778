"""Reads of one case, scoped to the viewer."""
