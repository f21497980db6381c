"""The console that a person reads while the service runs."""

import contextlib

import click


def say(text: object) -> None:
    """Print a line, if anybody still listens: a closed terminal must not end the service."""
    with contextlib.suppress(OSError):
        click.echo(text)
