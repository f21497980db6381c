"""The command that looks whether the database keeps what the service promises."""

from collections.abc import Iterable
from typing import Any

import click
import orjson
from flask import Flask, current_app
from flask.cli import with_appcontext

from dbservice.db import Origin, acting, reading, rehearsal, snapshot, transaction
from dbservice.errors import DomainError
from dbservice.health import probe_database
from dbservice.services import ddl, history, integrity, kept_reports
from dbservice.services.consistency import examination, repairs
from dbservice.services.consistency.examination import Examination
from dbservice.services.consistency.repair import Repaired
from dbservice.services.kept_reports import Report

NOT_ALL_KEPT = 3  # exit code: the service works, and something that it promises does not hold
ORIGIN = Origin(actor="check --fix", kind="command")


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(check)


@click.command("check")
@click.option("--first", default=10, show_default=True, help="How many exceptions to tell each.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--fix", is_flag=True, help="Repair what leaves one right answer.")
@click.option("--dry-run", is_flag=True, help="With --fix: list the changes, and make none.")
@click.option("--yes", is_flag=True, help="With --fix: make the changes.")
@click.pass_context
@with_appcontext
def check(
    context: click.Context, *, first: int, as_json: bool, fix: bool, dry_run: bool, yes: bool
) -> None:
    """Look for rows that contradict each other, keys that are not unique, gaps in the history.

    The exit code is 0 when there is nothing to report and 3 when there is.

    With --fix, list the changes that leave nothing to decide; with --fix --yes, make them, all or
    none, then add unique keys that have become possible, and report what is left. Whoever writes
    meanwhile has to wait. What needs a decision is reported and never changed.
    """
    if (dry_run or yes) and not fix:
        raise click.UsageError("--dry-run and --yes go with --fix.")
    if dry_run and yes:
        raise click.UsageError("Either --dry-run or --yes.")
    _refuse_unmigrated()
    document: dict[str, Any] = {}
    if fix:
        changes = _repair(write=yes)
        document["repairs"] = [one.as_json() for one in changes if one.changes]
        if not as_json:
            _print_repairs(changes, done=yes)
    is_clean = not document.get("repairs")
    if not fix or yes:
        examination = _examine(first)
        is_clean = examination.is_clean
        document |= examination.as_json()
        if not as_json:
            _print(examination)
    if as_json:
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    if not is_clean:
        context.exit(NOT_ALL_KEPT)


def report(title: str, lines: Iterable[str]) -> None:
    """Print lines under their title, if there are any."""
    for number, line in enumerate(lines):
        if number == 0:
            click.echo(f"{title}:")
        click.echo(f"  {line}")


def _refuse_unmigrated() -> None:
    """The checks ask about tables and columns that an older database does not have."""
    state, migrations = probe_database(current_app.config["SETTINGS"])
    if state != "ok":
        raise click.ClickException("The database cannot be reached.")
    if migrations != "ok":
        raise click.ClickException(
            "The database is not up to date. For one of the older service: flask adopt; otherwise:"
            " flask db upgrade"
        )


def _examine(first: int) -> Examination:
    """Examine the database, and keep what is found for the dashboard."""
    with snapshot() as connection:
        found = examination.examine(connection, first)
    with transaction() as session:
        kept_reports.keep(session, Report.CHECK, found.as_json())
    return found


def _repair(*, write: bool) -> list[Repaired]:
    """Make the changes, or make them and take them back."""
    with reading() as connection:
        if gaps := history.gaps(connection):
            report("Changes that escape the history", gaps)
            raise click.ClickException("Nothing is repaired that leaves no trace.")
    try:
        with acting(ORIGIN), transaction() if write else rehearsal() as session:
            done = repairs.perform_all(session)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    if write:
        with reading() as connection, ddl.patience(connection):
            integrity.keep_all(connection)
    return done


def _print_repairs(changes: Iterable[Repaired], *, done: bool) -> None:
    told = [one for one in changes if one.changes]
    for one in told:
        click.echo(f"{len(one.changes):>8}  {one.repair.name}: {one.repair.about}")
        for line in one.lines():
            click.echo(f"          {line}")
    if not told:
        click.echo("There is nothing to repair that leaves one right answer.")
    elif done:
        click.echo("These changes were made.\n")
    else:
        click.echo("Nothing was changed. To make these changes: flask check --fix --yes")


def _print(examination: Examination) -> None:
    for finding in examination.findings:
        click.echo(f"{finding.count:>8}  {finding.check.name}: {finding.check.rule}")
        for line in finding.lines():
            click.echo(f"          {line}")
    lines = [line for breach in examination.breaches for line in breach.lines()]
    report("Unique keys that are left out until the data is clean", lines)
    report(
        "Unique keys that are left out although the data is clean; flask adopt adds them",
        examination.addable,
    )
    report("Changes that escape the history", examination.gaps)
    if examination.is_clean:
        click.echo("All that is promised is kept.")
