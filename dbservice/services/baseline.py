"""The base schema, as the first revision makes it, and how a database differs from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from dbservice.models import Base

BASELINE = "0001"
BOOKKEEPING = "alembic_version"


class Column(NamedTuple):
    """A column; its type and its default are SQL."""

    type: str
    nullable: bool
    default: str | None

    def __str__(self) -> str:
        """The column as in its definition."""
        default = f" default {self.default}" if self.default else ""
        return f"{self.type}{'' if self.nullable else ' not null'}{default}"


Tables = Mapping[str, Mapping[str, Column]]


@dataclass(frozen=True)
class Schema:
    """The columns of each table; constraints and indexes as (table, definition)."""

    tables: Tables
    parts: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Comparison:
    """How a database differs from the base schema.

    Attributes:
        faults: what keeps the service from working with it.
        weaknesses: keys, checks and indexes that it lacks.
        additions: tables and columns of others.
    """

    faults: tuple[str, ...]
    weaknesses: tuple[str, ...]
    additions: tuple[str, ...]


def compare(connection: Connection, directory: str, *, adopted: bool) -> Comparison:
    """Compare the schema that the service works in with the first revision in `directory`.

    Changes nothing. `adopted` says that what is ours may be there already.
    """
    base = _base_schema(connection, directory)
    present = _read(connection, "to_regnamespace(current_schema())")
    faults = [*_lacks(present.tables, base.tables), *_foreign(connection, base.tables)]
    if not adopted:
        faults += _taken(present.tables, base.tables)
    weaknesses = (f"{table} lacks {what}" for table, what in base.parts - present.parts)
    additions = _additions(present.tables, base.tables)
    return Comparison(tuple(faults), tuple(sorted(weaknesses)), tuple(additions))


def is_there(connection: Connection) -> bool:
    """Whether the database has any table of the models."""
    names = list(Base.metadata.tables)
    return connection.scalar(ANY_TABLE, {"names": names}) is not None


def _base_schema(connection: Connection, directory: str) -> Schema:
    """Make the base schema out of temporary tables, read it, and let go of it."""
    revision = ScriptDirectory(directory).get_revision(BASELINE)
    savepoint = connection.begin_nested()
    connection.execute(text("SET LOCAL search_path = pg_temp"))
    with Operations.context(MigrationContext.configure(connection)):
        revision.module.upgrade()
    schema = _read(connection, "pg_my_temp_schema()")
    savepoint.rollback()
    return schema


def _read(connection: Connection, namespace: str) -> Schema:
    tables: dict[str, dict[str, Column]] = {}
    for table, name, *column in connection.execute(text(COLUMNS.format(namespace))):
        tables.setdefault(table, {})[name] = Column(*column)
    parts = connection.execute(text(PARTS.format(namespace)))
    return Schema(tables, frozenset((table, what) for table, what in parts))


def _lacks(present: Tables, base: Tables) -> Iterator[str]:
    for table, columns in sorted(base.items()):
        if table not in present:
            yield f"the table {table} is missing"
            continue
        for name, wanted in columns.items():
            found = present[table].get(name)
            if found is None:
                yield f"{table}.{name} is missing"
            elif found != wanted:
                yield f"{table}.{name} is {found}, and {wanted} in the base schema"


def _foreign(connection: Connection, base: Tables) -> Iterator[str]:
    for table in connection.scalars(FOREIGN, {"names": list(base)}):
        yield f"the table {table} belongs to somebody else, so that it cannot be given indexes"


def _taken(present: Tables, base: Tables) -> Iterator[str]:
    """Names that we need and somebody else has taken."""
    for table, columns in _ours(base).items():
        if table not in base and table in present:
            yield f"the name of the table {table} is taken"
        elif table in base:
            for name in sorted(columns & present.get(table, {}).keys()):
                yield f"the name of the column {table}.{name} is taken"


def _additions(present: Tables, base: Tables) -> Iterator[str]:
    ours = _ours(base)
    for table, columns in sorted(present.items()):
        if table not in base:
            if table not in ours and table != BOOKKEEPING:
                yield f"the table {table}"
            continue
        for name in sorted(columns.keys() - base[table].keys() - ours[table]):
            yield f"the column {table}.{name}{_hindrance(columns[name])}"


def _hindrance(column: Column) -> str:
    if column.nullable or column.default:
        return ""
    return ", which is not null without a default: this service cannot add rows"


def _ours(base: Tables) -> dict[str, set[str]]:
    """The columns of the models, per table, that the base schema does not have."""
    return {
        table.name: set(table.c.keys()) - base.get(table.name, {}).keys()
        for table in Base.metadata.sorted_tables
    }


ANY_TABLE = text("""
    SELECT relname FROM pg_class
    WHERE relnamespace = to_regnamespace(current_schema()) AND relname = ANY(:names) LIMIT 1
""")
FOREIGN = text("""
    SELECT relname FROM pg_class
    WHERE relnamespace = to_regnamespace(current_schema()) AND relname = ANY(:names)
      AND NOT pg_has_role(relowner, 'USAGE')
    ORDER BY relname
""")
COLUMNS = """
    SELECT relname, attname, format_type(atttypid, atttypmod), NOT attnotnull,
           pg_get_expr(adbin, adrelid)
    FROM pg_class
         JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
         LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = {0} AND relkind IN ('r', 'p') AND NOT relispartition
    ORDER BY relname, attnum
"""
# An index that a constraint made is told by the constraint.
PARTS = """
    SELECT relname, pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE relnamespace = {0} AND contype IN ('p', 'u', 'f', 'c')
    UNION ALL
    SELECT relname, CASE WHEN indisunique THEN 'a unique index' ELSE 'an index' END
        || regexp_replace(pg_get_indexdef(indexrelid), '.* USING \\w+', ' on')
    FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE relnamespace = {0} AND NOT indisprimary AND indisvalid
"""
