"""The outcome code that the crime registrar answers."""
