"""Take-home naloxone: asked, supplied, used."""
