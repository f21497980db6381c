"""The base schema, and every row that a database keeps in it."""

from pathlib import Path

from sqlalchemy import Connection, text

from dbservice.models import Base

BASE_SCHEMA = (Path(__file__).parent / "base_schema.txt").read_text()


def columns_of(block: str) -> tuple[str, list[str]]:
    """A table of the text, and its columns."""
    table, *facts = block.splitlines()
    first_words = {fact.split()[0] for fact in facts}
    columns = [column.name for column in Base.metadata.tables[table].columns]
    return table, [name for name in columns if name in first_words]


BASE_TABLES = dict(map(columns_of, BASE_SCHEMA.split("\n\n")))


def contents(connection: Connection) -> dict[str, list[str]]:
    """Every row of the base tables as text, in the columns that the base schema has."""
    return {
        table: list(connection.scalars(text(rows_of(table, columns))))
        for table, columns in BASE_TABLES.items()
    }


def rows_of(table: str, columns: list[str]) -> str:
    values = ", ".join(f'"{name}"' for name in columns)
    return f'SELECT row({values})::text FROM "{table}" ORDER BY 1'
