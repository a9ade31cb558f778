"""The words of an appointment, and of the text that tells of it."""
