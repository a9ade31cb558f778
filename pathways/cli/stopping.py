"""How a command ends when it cannot do what it was asked."""

import sys
from typing import NoReturn

import click


def stop(message: str) -> NoReturn:
    """End the command with what is wrong, each thing on its line, and a failing status."""
    click.echo(message, err=True)
    sys.exit(1)
