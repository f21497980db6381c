"""The commands that say who may use the service: tokens of clients, accounts of staff."""

import secrets
from datetime import UTC, datetime, timedelta

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import func, select, update

from dbservice.db import Origin, acting, transaction
from dbservice.models import ApiToken, StaffAccount
from dbservice.security import tokens
from dbservice.security.accounts import hash_password
from dbservice.security.staff import ROLES

COMMAND = Origin(actor="command line", kind="command")
LEAST_PASSWORD = 12

token = AppGroup("token", help="Tokens of the API.")
staff = AppGroup("staff", help="Accounts of staff.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(token)
    app.cli.add_command(staff)


@token.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(tokens.SCOPES))
@click.option("--days", type=click.IntRange(min=1), help="How long it is valid; else for ever.")
def create_token(name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token called NAME and print it; it cannot be shown again."""
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    with acting(COMMAND), transaction() as session:
        if session.scalar(select(ApiToken.id).where(ApiToken.name == name)):
            raise click.ClickException(f"There is a token called {name} already.")
        made = tokens.create(session, name, scopes, expires_at=expires_at, by=COMMAND.actor)
    click.echo(made)


@token.command("list")
def list_tokens() -> None:
    """Print every token with its scopes, and when it was used last."""
    with transaction() as session:
        for one in session.scalars(select(ApiToken).order_by(ApiToken.name)):
            used = f"used {one.last_used_at:%Y-%m-%d %H:%M} UTC" if one.last_used_at else "unused"
            state = "revoked" if one.revoked_at else used
            click.echo(f"{one.name}  {one.prefix}…  {', '.join(one.scopes)}  {state}")


@token.command("revoke")
@click.argument("name")
def revoke_token(name: str) -> None:
    """Make the token called NAME worthless."""
    change = update(ApiToken).where(ApiToken.name == name, ApiToken.revoked_at.is_(None))
    with acting(COMMAND), transaction() as session:
        revoked = session.scalars(change.values(revoked_at=func.now()).returning(ApiToken.id))
        if not revoked.all():
            raise click.ClickException(f"There is no valid token called {name}.")


@staff.command("set")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), help="What the account may do.")
@click.option("--password", is_flag=True, help="Ask for a new password.")
def set_account(username: str, role: str | None, *, password: bool) -> None:
    """Make an account, or change its role or password; a new one gets a password that is printed.

    An account that was disabled is enabled again.
    """
    given = _asked_password() if password else None
    with acting(COMMAND), transaction() as session:
        query = select(StaffAccount).where(StaffAccount.username == username)
        account = session.scalars(query).one_or_none()
        if account is None:
            if role is None:
                raise click.UsageError("A new account needs a --role.")
            account = StaffAccount(username=username)
            session.add(account)
            if given is None:
                given = secrets.token_urlsafe(LEAST_PASSWORD)
                click.echo(given)
        account.role = role or account.role
        account.disabled = False
        if given is not None:
            account.password_hash = hash_password(given)


@staff.command("disable")
@click.argument("username")
def disable_account(username: str) -> None:
    """Keep an account from logging in."""
    change = update(StaffAccount).where(StaffAccount.username == username)
    with acting(COMMAND), transaction() as session:
        found = session.scalars(change.values(disabled=True).returning(StaffAccount.id))
        if not found.all():
            raise click.ClickException(f"There is no account called {username}.")


@staff.command("list")
def list_accounts() -> None:
    """Print every account with its role."""
    with transaction() as session:
        for one in session.scalars(select(StaffAccount).order_by(StaffAccount.username)):
            click.echo(f"{one.username}  {one.role}{'  disabled' if one.disabled else ''}")


def _asked_password() -> str:
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(given) < LEAST_PASSWORD:
        raise click.ClickException(f"A password has {LEAST_PASSWORD} characters or more.")
    return given
