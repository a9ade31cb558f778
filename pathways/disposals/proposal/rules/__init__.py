"""Pure rules of a proposal."""
