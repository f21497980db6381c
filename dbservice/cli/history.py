"""Commands about the history of rows."""

from datetime import UTC, datetime

import click
from flask import Flask
from flask.cli import AppGroup

from dbservice.db import reading, transaction
from dbservice.services import history_months
from dbservice.services.history_months import Part

commands = AppGroup("history", help="The history of rows, which is kept by months.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(commands)


@commands.command("months")
def months() -> None:
    """List the tables of the history with their sizes."""
    with reading() as connection:
        for part in history_months.parts(connection):
            click.echo(line(part))


@commands.command("prepare")
def prepare() -> None:
    """Make the tables of this month and the next ones; a worker does the same by itself."""
    with transaction() as session:
        made = history_months.prepare(session, datetime.now(UTC))
    click.echo(f"Made {', '.join(made)}." if made else "They are all there.")


@commands.command("forget")
@click.option("--keep", required=True, type=click.IntRange(min=1), help="Whole months to keep.")
@click.option("--yes", is_flag=True, help="Do it; otherwise only list what would go.")
def forget(*, keep: int, yes: bool) -> None:
    """Drop the history that is older than the months to KEEP before this one.

    Imports and deletions from before can then no longer be undone.
    """
    today = datetime.now(UTC)
    if yes:
        with transaction() as session:
            gone = history_months.forget(session, keep, today)
    else:
        with reading() as connection:
            gone = history_months.forgettable(connection, keep, today)
    for part in gone:
        click.echo(line(part))
    click.echo(f"{len(gone)} {'dropped' if yes else 'would go; --yes drops them'}.")


def line(part: Part) -> str:
    """A table of the history, what it holds, and how large it is."""
    since = f"from {part.since:%Y-%m-%d}" if part.since else ""
    until = f"before {part.until:%Y-%m-%d}" if part.until else ""
    held = " ".join(filter(None, (since, until))) or "what no other table holds"
    return f"{part.table}  {held}  {part.size / 1024**2:,.1f} MB"
