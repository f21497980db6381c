"""The command that takes over a database which has the base schema."""

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from dbservice.cli.check import NOT_ALL_KEPT, report
from dbservice.db import db, reading
from dbservice.services import baseline, ddl, integrity

OLDEST_SERVER = 14
SERVER_VERSION = text("SHOW server_version_num")


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(adopt)


@click.command("adopt")
@click.option("--dry-run", is_flag=True, help="Report, and change nothing.")
@click.pass_context
@with_appcontext
def adopt(context: click.Context, *, dry_run: bool) -> None:
    """Take over a database that has the base schema.

    A table or column that is missing or different stops it before anything is changed. Then what
    is ours is added. Data is never changed: where values are not unique that must be, their key is
    left out, the rows are reported, and a later run adds the key. The exit code is 0 when all is
    well, 1 when the database cannot be taken over, 3 when keys were left out.
    """
    revision = _examine()
    if not dry_run:
        _migrate(revision)
    with reading() as connection, ddl.patience(connection):
        if not dry_run:
            integrity.keep_all(connection)
        breaches = integrity.breaches(connection)
    lines = [line for breach in breaches for line in breach.lines()]
    report("Unique keys that are left out until the data is clean", lines)
    click.echo("Nothing was changed." if dry_run else "The database is adopted.")
    if breaches:
        context.exit(NOT_ALL_KEPT)


def _examine() -> str | None:
    """The revision of a database that can be taken over, None if it has none yet."""
    with db.engine.connect() as connection:
        if int(connection.scalar(SERVER_VERSION) or 0) < OLDEST_SERVER * 10_000:
            raise click.ClickException(f"PostgreSQL {OLDEST_SERVER} or newer is needed.")
        if not baseline.is_there(connection):
            raise click.ClickException("There is no base schema; for a new one: flask db upgrade")
        revision = MigrationContext.configure(connection).get_current_revision()
        _compare(connection, adopted=revision is not None)
    return revision


def _compare(connection: Connection, *, adopted: bool) -> None:
    directory = current_app.extensions["migrate"].directory
    comparison = baseline.compare(connection, directory, adopted=adopted)
    report("Beside the base schema, and left alone", comparison.additions)
    report("Weaker than the base schema, and left so", comparison.weaknesses)
    report("Different from the base schema", comparison.faults)
    if comparison.faults:
        raise click.ClickException("The database cannot be taken over; nothing was changed.")


def _migrate(revision: str | None) -> None:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["report"] = lambda _: None  # it is said at the end, of every key
    try:
        if revision is None:
            command.stamp(config, baseline.BASELINE)
        command.upgrade(config, "head")
    except (CommandError, DBAPIError) as error:
        raise click.ClickException(f"{error}\nIt is safe to run the command again.") from error
