"""The command that looks whether the database keeps what the service promises."""

from collections.abc import Iterable

import click
from flask import Flask
from flask.cli import with_appcontext

from dbservice.db import reading
from dbservice.services import ddl, history, integrity

NOT_ALL_KEPT = 3  # exit code: the service works, and something that it promises does not hold


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(check)


@click.command("check")
@click.pass_context
@with_appcontext
def check(context: click.Context) -> None:
    """Report values that must be unique and are not, and changes that escape the history.

    Changes nothing. The exit code is 0 when all is well and 3 when not.
    """
    with reading() as connection, ddl.patience(connection):
        breaches = integrity.breaches(connection)
        unkept = integrity.unkept(connection)
        gaps = history.gaps(connection)
    lines = [line for breach in breaches for line in breach.lines()]
    clean = {promise.name for promise in unkept} - {breach.promise.name for breach in breaches}
    report("Unique keys that are left out until the data is clean", lines)
    report(
        "Unique keys that are left out although the data is clean; flask adopt adds them",
        sorted(clean),
    )
    report("Changes that escape the history", gaps)
    if unkept or gaps:
        context.exit(NOT_ALL_KEPT)
    click.echo("All that is promised is kept.")


def report(title: str, lines: Iterable[str]) -> None:
    """Print lines under their title, if there are any."""
    for number, line in enumerate(lines):
        if number == 0:
            click.echo(f"{title}:")
        click.echo(f"  {line}")
