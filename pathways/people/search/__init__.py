"""Search before create."""
