"""The command that seals the passwords of exam portals anew."""

import click
from flask import Flask
from flask.cli import AppGroup

from dbservice.db import Origin, acting, transaction
from dbservice.security import sealer
from dbservice.services import exam_passwords

COMMAND = Origin(actor="command line", kind="command")

passwords = AppGroup("passwords", help="Passwords of exam portals.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(passwords)


@passwords.command("seal")
@click.pass_context
def seal(context: click.Context) -> None:
    """Encrypt with the first of ENCRYPTION_KEYS what is stored in clear or under another key.

    It can be broken off and run again at any time, beside the running service. The exit code is 3
    when there are passwords that none of the keys opens; they stay as they are.
    """
    last_id: int | None = 0
    sealed = unreadable = 0
    while last_id is not None:
        with acting(COMMAND), transaction() as session:
            renewed = exam_passwords.renew(session, sealer(), after=last_id)
        last_id = renewed.last_id
        sealed += renewed.sealed
        unreadable += renewed.unreadable
    click.echo(f"{sealed} sealed.")
    if unreadable:
        click.echo(f"{unreadable} cannot be opened with any of the keys.", err=True)
        context.exit(3)
