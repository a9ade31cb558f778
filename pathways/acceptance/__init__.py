"""The provider's inbox: accept, or decline with a reason that says what happens next; and finding a place."""
