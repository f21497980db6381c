"""Commands about imports."""

import click
from flask import Flask
from flask.cli import AppGroup

from dbservice.imports import type_reference

commands = AppGroup("imports", help="Bulk imports.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(commands)


@commands.command("docs")
def docs() -> None:
    """Print the reference of all import types, as docs/import-types.md holds it."""
    click.echo(type_reference.markdown(), nl=False)
