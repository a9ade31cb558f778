"""Reads of the national file: scoped to the viewer's own provider."""
