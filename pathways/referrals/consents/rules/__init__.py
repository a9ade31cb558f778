"""The pure rules of consents."""
