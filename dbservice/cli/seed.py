"""The command that loads the demo data."""

from collections.abc import Mapping

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from dbservice.config import Settings
from dbservice.db import Origin, acting, transaction
from dbservice.errors import DomainError
from dbservice.services.seed import load
from dbservice.services.seed.changes import ACTOR, KIND, Changes

ORIGIN = Origin(actor=ACTOR, kind=KIND)
NONE = Changes(added=0, changed=0)


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(seed)


@click.command("seed")
@click.option("--yes", is_flag=True, help="Write even if this is a production database.")
@with_appcontext
def seed(*, yes: bool) -> None:
    """Load the demo data: schools, batches, people, sessions, curriculum, content, exams.

    What is missing is added; what the command made itself, and somebody changed since, is brought
    back; what others made stays as it is. In production nothing is written without --yes: the
    command then only shows what it would do.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with acting(ORIGIN):
        if settings.environment == "production" and not yes:
            _rehearse()
            raise click.ClickException("Nothing was written. To write, run: flask seed --yes")
        try:
            _write()
            _check()
        except DomainError as error:
            raise click.ClickException(f"Nothing was written. {error.message}") from error


def _rehearse() -> None:
    with transaction() as session:
        changes = load.load(session)
        counts = load.count_rows(session)
        session.rollback()
    _print(counts, changes)


def _write() -> None:
    with transaction() as session:
        changes = load.load(session)
        counts = load.count_rows(session)
    _print(counts, changes)


def _check() -> None:
    """Load once more: whatever that changes is a fault of ours, and is not kept."""
    with transaction() as session:
        repeated = sum(sum(changes) for changes in load.load(session).values())
        if repeated:
            session.rollback()
            raise click.ClickException(f"A second run would have made {repeated} changes.")
    click.echo("Checked: a second run changed nothing (0 rows in the history).")


def _print(counts: Mapping[str, int], changes: Mapping[str, Changes]) -> None:
    click.echo(f"{'table':<20}{'rows':>8}{'added':>8}{'changed':>9}")
    for table, count in counts.items():
        added, changed = changes.get(table, NONE)
        click.echo(f"{table:<20}{count:>8}{added:>8}{changed:>9}")
