"""What is to be sent: queued with the change that gives reason to it, sent afterwards by `flask worker`."""
