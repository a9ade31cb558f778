"""Pure rules of the steps of a disposal."""
