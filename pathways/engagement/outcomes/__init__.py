"""TOP scores, peer support, and aftercare."""
