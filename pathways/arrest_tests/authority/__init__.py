"""An inspector's authority to test where the offence alone does not allow it."""
