"""What is offered to the viewer's organisation, and what its answer needs. No test result is read here."""
