"""Commands that are run beside the server."""

from flask import Flask


def install(app: Flask) -> None:
    """Add every command to `app`."""
