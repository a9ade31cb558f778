"""What is offered to a provider, what an answer needs, and what declining leads to. No test result is read here."""
