"""The commands that say who may use the service: tokens of clients, accounts of staff."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click
from flask import Flask
from flask.cli import AppGroup

from dbservice.db import Origin, acting, transaction
from dbservice.errors import DomainError, Invalid
from dbservice.models import ApiToken
from dbservice.security import staff_accounts, tokens
from dbservice.security.staff import ROLES

COMMAND = Origin(actor="command line", kind="command")
SCOPE = click.Choice(list(tokens.SCOPES))

token = AppGroup("token", help="Tokens of the API.")
staff = AppGroup("staff", help="Accounts of staff.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(token)
    app.cli.add_command(staff)


@token.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=SCOPE)
@click.option("--days", type=click.IntRange(min=1), help="How long it is valid; else for ever.")
def create_token(name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token called NAME and print it; it cannot be shown again."""
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    with acting(COMMAND), transaction() as session, refusals_told():
        made = tokens.issue(session, name, scopes, expires_at=expires_at, by=COMMAND.actor)
    click.echo(made)


@token.command("rotate")
@click.argument("name")
@click.option(
    "--overlap",
    type=click.IntRange(min=0),
    default=7,
    show_default=True,
    help="Days for which the token before stays valid.",
)
def rotate_token(name: str, overlap: int) -> None:
    """Make another token for NAME, with the same scopes, and print it; the old one ends soon."""
    with acting(COMMAND), transaction() as session, refusals_told():
        days = timedelta(days=overlap)
        made = tokens.rotate(session, name, overlap=days, by=COMMAND.actor)
    click.echo(made)


@token.command("list")
def list_tokens() -> None:
    """Print every token with its scopes, when it was used last and when it ends."""
    with transaction() as session:
        for one in tokens.everything(session):
            click.echo(f"{one.name}  {one.prefix}…  {', '.join(one.scopes)}  {_state(one)}")


def _state(token: ApiToken) -> str:
    if token.revoked_at:
        return "revoked"
    used = f"used {_minute(token.last_used_at)}" if token.last_used_at else "unused"
    if token.expires_at is None:
        return used
    ended = token.expires_at <= datetime.now(UTC)
    return f"{used}  {'ended' if ended else 'until'} {_minute(token.expires_at)}"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@token.command("revoke")
@click.argument("name")
@click.option("--prefix", help="Only the token that begins with this, as the list shows it.")
def revoke_token(name: str, prefix: str | None) -> None:
    """Make the tokens called NAME worthless."""
    beginning = prefix.rstrip("…") if prefix else None
    with acting(COMMAND), transaction() as session, refusals_told():
        tokens.revoke(session, name, beginning)


@staff.command("set")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), help="What the account may do.")
@click.option("--password", is_flag=True, help="Ask for a new password.")
def set_account(username: str, role: str | None, *, password: bool) -> None:
    """Make an account, or change its role or password; a new one gets a password that is printed.

    An account that was disabled is enabled again.
    """
    given = _asked_password() if password else None
    with acting(COMMAND), transaction() as session, refusals_told():
        if username not in {one.username for one in staff_accounts.everyone(session)}:
            if role is None:
                raise click.UsageError("A new account needs a --role.")
            made = staff_accounts.add(session, username, role, given)
            if given is None:
                click.echo(made)
            return
        if role:
            staff_accounts.change_role(session, username, role)
        if given:
            staff_accounts.change_password(session, username, given)
        staff_accounts.enable(session, username)


@staff.command("disable")
@click.argument("username")
def disable_account(username: str) -> None:
    """Keep an account from logging in."""
    with acting(COMMAND), transaction() as session, refusals_told():
        staff_accounts.disable(session, username)


@staff.command("list")
def list_accounts() -> None:
    """Print every account with its role."""
    with transaction() as session:
        for one in staff_accounts.everyone(session):
            click.echo(f"{one.username}  {one.role}{'  disabled' if one.disabled else ''}")


@contextmanager
def refusals_told() -> Iterator[None]:
    """End the command with the reason when a rule refuses it."""
    try:
        yield
    except DomainError as refusal:
        field = f"{refusal.field} " if isinstance(refusal, Invalid) and refusal.field else ""
        raise click.ClickException(f"{field}{refusal.message}.") from refusal


def _asked_password() -> str:
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given
