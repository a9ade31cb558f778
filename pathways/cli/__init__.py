"""Commands that are run beside the server: set up, serve, back up, look after log and rules, report, demonstrate."""
