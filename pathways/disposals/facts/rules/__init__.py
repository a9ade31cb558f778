"""Pure rules about the facts of a case."""
