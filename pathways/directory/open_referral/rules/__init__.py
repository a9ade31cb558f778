"""Pure rules of the file: how a service is published and read."""
