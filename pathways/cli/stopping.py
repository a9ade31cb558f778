"""How a command ends when it cannot do what it was asked."""

import sys

import click


def stop(message: str) -> None:
    """End the command with what is wrong, each thing on its line, and a failing status."""
    click.echo(message, err=True)
    sys.exit(1)
