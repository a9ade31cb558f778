"""Pure rules of consents."""
