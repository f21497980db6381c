"""Statements over whole tables: the time and the memory that they need."""

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

NEEDS = {
    "statement_timeout": "0",
    "work_mem": "64MB",
    # How many groups a HAVING leaves is a guess; a nested loop that is right for ten never ends
    # for a hundred thousand, while a hash join costs little more for ten.
    "enable_nestloop": "off",
    # As PostgreSQL has it by itself; other statements of the service have none.
    "max_parallel_workers_per_gather": "2",
}


def allow(connection: Connection | Session) -> None:
    """Give the statements of this transaction what sweeps need."""
    for name, value in NEEDS.items():
        connection.execute(
            text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value}
        )
