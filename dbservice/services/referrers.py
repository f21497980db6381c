"""Who refers to rows by a foreign key, tables of other applications included."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.services import bulk
from dbservice.services.nouns import Noun, noun

FOREIGN_KEYS = text("""
    SELECT r.relname, CAST(k.conrelid AS regclass), quote_ident(a.attname)
    FROM pg_constraint AS k JOIN pg_class AS r ON r.oid = k.conrelid
         JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND k.confrelid = CAST(:table AS regclass) AND cardinality(k.conkey) = 1
    ORDER BY r.relname, a.attname
""")

# Links are called by what they lead to.
LINKED = {
    "group_session": Noun("session", "sessions"),
    "school_batch": Noun("batch", "batches"),
}

Counts = dict[str, int]
"""Rows that refer to something, by the name of their table."""


class ForeignKey(NamedTuple):
    """A column that refers to a table: the name of its own table, and both as SQL writes them."""

    name: str
    table: str
    column: str


def foreign_keys_to(session: Session, table: str) -> list[ForeignKey]:
    """The foreign keys of one column that refer to `table`."""
    found = session.execute(FOREIGN_KEYS, {"table": f'"{table}"'})
    return [ForeignKey(*row) for row in found]


def count(session: Session, table: str, ids: Collection[int]) -> dict[int, Counts]:
    """How many rows of which tables refer to these rows of `table`; two statements.

    Rows that nothing refers to are left out.
    """
    keys = foreign_keys_to(session, table)
    if not keys or not ids:
        return {}
    counted = session.execute(
        text(" UNION ALL ".join(_counting(key) for key in keys)), {"ids": bulk.array(ids)}
    )
    counts: dict[int, Counts] = {}
    for id_, name, number in counted:
        of_row = counts.setdefault(id_, {})
        of_row[name] = of_row.get(name, 0) + number
    return counts


def told(counts: Counts) -> str:
    """Counts for a person: `2 memberships, 1 row of centre`."""
    return ", ".join(_told(table, number) for table, number in counts.items())


def _told(table: str, number: int) -> str:
    called = LINKED.get(table) or noun(table)
    return f"{number} {called.one if number == 1 else called.several}"


def _counting(key: ForeignKey) -> str:
    return (
        f"SELECT {key.column}, CAST('{key.name}' AS text), count(*) FROM {key.table}"
        f" WHERE {key.column} = ANY(CAST(:ids AS bigint[])) GROUP BY {key.column}"
    )
