"""The promises that unique indexes keep, and the rows that stand in the way of one.

Data that is older than a promise may break it. Then the index is left out, never the data
changed, and the rows are named until somebody has cleaned them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import ClauseElement, Connection, Index, Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError

from dbservice.models import Base
from dbservice.services import ddl

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
KEYS_SHOWN = 20
ROWS_SHOWN = 10


@dataclass(frozen=True)
class Promise:
    """No two rows of `table` share the values of `columns`, all SQL; those without one are free."""

    name: str
    table: str
    columns: tuple[str, ...]
    predicate: str | None = None


@dataclass(frozen=True)
class SharedKey:
    """A key that several rows have, with the ids of the first of them."""

    values: tuple[str, ...]
    count: int
    row_ids: tuple[int, ...]


@dataclass(frozen=True)
class Breach:
    """A promise that the data breaks: keys shared by several rows, the most shared first."""

    promise: Promise
    key_count: int
    row_count: int
    keys: tuple[SharedKey, ...]

    def lines(self) -> Iterator[str]:
        """The breach as text: a line about the promise, then one for each key."""
        promise = self.promise
        condition = f" where {promise.predicate}" if promise.predicate else ""
        yield (
            f"{promise.name}: {self.row_count} rows of {promise.table} share {self.key_count}"
            f" {'value' if self.key_count == 1 else 'values'}"
            f" of ({', '.join(promise.columns)}){condition}"
        )
        for key in self.keys:
            ids = ", ".join(map(str, key.row_ids))
            more = ", ..." if key.count > len(key.row_ids) else ""
            yield f"  ({', '.join(key.values)}): {key.count} rows, id {ids}{more}"
        if self.key_count > len(self.keys):
            yield f"  and {self.key_count - len(self.keys)} more"


def promises() -> list[Promise]:
    """Every promise of the models, by name."""
    tables = Base.metadata.tables.values()
    found = [_promise(table, index) for table in tables for index in table.indexes if index.unique]
    return sorted(found, key=attrgetter("name"))


def unkept(connection: Connection) -> list[Promise]:
    """The promises of the models about what there is in this database that it has no index for."""
    tables: dict[str, list[str]] = dict(connection.execute(TABLES).all())
    indexes = set(connection.scalars(UNIQUE_INDEXES))
    return [
        promise
        for promise in promises()
        if promise.name not in indexes and _is_askable(promise, tables)
    ]


def _is_askable(promise: Promise, tables: Mapping[str, Sequence[str]]) -> bool:
    """Whether a database with these columns in its tables has what the promise is about."""
    ours = Base.metadata.tables[promise.table].c.keys()
    needed = {column for column in promise.columns if column in ours}
    return promise.table in tables and needed <= set(tables[promise.table])


def breaches(connection: Connection) -> list[Breach]:
    """The breaches of every promise that is not kept; reads the whole of their tables."""
    found = (breach(connection, promise) for promise in unkept(connection))
    return [each for each in found if each]


def breach(connection: Connection, promise: Promise) -> Breach | None:
    """The rows that break a promise, None when there are none."""
    found = connection.execute(_shared_keys(promise)).all()
    if not found:
        return None
    keys = tuple(SharedKey(tuple(row[4:]), row.row_count, tuple(row.row_ids)) for row in found)
    return Breach(promise, found[0].all_keys, int(found[0].all_rows), keys)


def keep(connection: Connection, promise: Promise) -> Breach | None:
    """Build the index of a promise; where the data breaks it leave the index out and say how.

    The connection must be in autocommit and, for large tables, patient.
    """
    ddl.drop_leftover(connection, promise.name)
    if broken := breach(connection, promise):
        return broken
    try:
        ddl.add_index(
            connection,
            promise.name,
            promise.table,
            promise.columns,
            promise.predicate,
            unique=True,
        )
    except IntegrityError:  # a writer was quicker than the build
        return keep(connection, promise)
    return None


def keep_all(connection: Connection) -> None:
    """Build the indexes that were left out and whose data is clean by now; as `keep` needs it."""
    with ddl.alone(connection):
        for promise in unkept(connection):
            keep(connection, promise)


def keep_unique(
    connection: Connection,
    name: str,
    table: str,
    columns: Sequence[str],
    predicate: str | None = None,
) -> list[str]:
    """`keep` for revisions, which outlive the classes here: the lines of a breach, [] if kept."""
    broken = keep(connection, Promise(name, table, tuple(columns), predicate))
    return list(broken.lines()) if broken else []


TABLES = text("""
    SELECT relname, array_agg(CAST(attname AS text))
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND NOT attisdropped
    WHERE relkind IN ('r', 'p') AND relnamespace = to_regnamespace(current_schema())
    GROUP BY relname
""")
UNIQUE_INDEXES = text("""
    SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indisunique AND indisvalid AND relnamespace = to_regnamespace(current_schema())
""")


def _promise(table: Table, index: Index) -> Promise:
    predicate = index.dialect_options["postgresql"]["where"]
    return Promise(
        name=str(index.name),
        table=table.name,
        columns=tuple(_sql(expression) for expression in index.expressions),
        predicate=None if predicate is None else _sql(predicate),
    )


def _sql(expression: str | ClauseElement) -> str:
    if isinstance(expression, str):
        return expression
    options = {"include_table": False, "literal_binds": True}
    return str(expression.compile(dialect=DIALECT, compile_kwargs=options))


def _shared_keys(promise: Promise) -> TextClause:
    conditions = [f"({column}) IS NOT NULL" for column in promise.columns]
    if promise.predicate:
        conditions.append(f"({promise.predicate})")
    return text(f"""
        SELECT count(*) OVER () AS all_keys, sum(count(*)) OVER () AS all_rows,
               count(*) AS row_count, (array_agg(id ORDER BY id))[1:{ROWS_SHOWN}] AS row_ids,
               {", ".join(f"({column})::text" for column in promise.columns)}
        FROM {ddl.quote(promise.table)}
        WHERE {" AND ".join(conditions)}
        GROUP BY {", ".join(promise.columns)}
        HAVING count(*) > 1
        ORDER BY row_count DESC, min(id)
        LIMIT {KEYS_SHOWN}
    """)
