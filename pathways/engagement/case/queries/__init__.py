"""Reading one case, scoped to the viewer."""
