"""The words of an appointment, and of the text that tells somebody of it."""
