"""Runs the migrations: one runner at a time, and never waiting long for a lock."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from dbservice.models import Base
from dbservice.services import ddl

config = context.config


def migrate(connection: Connection) -> None:
    """Upgrade or downgrade; a table that is busy makes the run fail rather than block everyone."""
    connection.execute(text("SET lock_timeout = '4s'"))
    connection.execute(text("SET statement_timeout = 0"))
    connection.commit()
    with ddl.alone(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            include_object=is_ours,
        )
        with context.begin_transaction():
            context.run_migrations()


def is_ours(object_, name, type_, reflected, compare_to) -> bool:  # noqa: ARG001
    """Whether a drift check looks at this.

    Tables of sibling applications are not ours to judge; the expressions of trigram indexes are not
    compared, because PostgreSQL tells them in other words.
    """
    is_foreign = type_ == "table" and reflected and compare_to is None
    is_haystack = type_ == "index" and str(name).endswith("_haystack_index")
    return not (is_foreign or is_haystack)


with current_app.extensions["migrate"].db.engine.connect() as connection:
    migrate(connection)
    connection.invalidate()  # the next one to use it must not inherit what was set
