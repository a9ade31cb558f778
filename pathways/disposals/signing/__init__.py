"""Authority, signature, taking effect."""
