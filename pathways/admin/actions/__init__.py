"""What an administrator does: with accounts, with places, and with what waits for a second person."""
