"""The command that prints the API description, for those who make clients out of it."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(openapi)


@click.command("openapi")
@with_appcontext
def openapi() -> None:
    """Print the OpenAPI document."""
    click.echo(current_app.extensions["dbservice-api"].document())
