"""What is offered to the viewer's organisation, who may take it on, and by when. No test result is read here."""
