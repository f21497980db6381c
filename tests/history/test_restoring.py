"""What the history keeps of a row is enough to have the row again, exactly."""

from datetime import date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Engine, Table, insert, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.types import BigInteger, Boolean, Date, Double, Integer, Numeric

from dbservice.models import Base
from tests.rows import is_required

# Together they have columns of every type.
TABLES = [
    "batch",
    "candidate",
    "college",
    "enrollment_record",
    "resource",
    "student",
    "student_exam_record",
    "student_profile",
    "user",
    "user_permission",
    "user_session",
]
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
NUMBERS = st.decimals(allow_infinity=False) | st.decimals(-99, 99, places=3)
INTEGERS = st.integers(-(2**31), 2**31 - 1)
SHORT = st.floats(allow_nan=False, allow_infinity=False)
# The history cannot tell a JSON null in a column from none at all; the service writes the latter.
JSON = st.recursive(
    st.booleans() | INTEGERS | SHORT | WORDS,
    lambda inner: (
        st.lists(inner | st.none(), max_size=3)
        | st.dictionaries(WORDS, inner | st.none(), max_size=3)
    ),
    max_leaves=6,
)
VALUES: list[tuple[type, st.SearchStrategy[Any]]] = [
    (JSONB, JSON),
    (Boolean, st.booleans()),
    (BigInteger, st.integers(-(2**63), 2**63 - 1)),
    (Integer, INTEGERS),
    (Double, st.floats().map(lambda number: number + 0.0)),  # JSON has no negative zero
    (Numeric, NUMBERS),
    (Date, st.dates(date(1900, 1, 1))),
    (TIMESTAMP, st.datetimes(datetime(1900, 1, 1)).map(lambda at: at.replace(microsecond=0))),  # noqa: DTZ001  # base tables keep UTC without zone
]
# What the history must not know.
HIDDEN = {("student_exam_record", "application_password")}
SPECIAL = {
    ("candidate", "latest_cgpa"): st.decimals(-9, 9, places=2),
    ("user_permission", "level"): st.sampled_from([1, 2, 3, 4]),
}


def values_of(column: Column[Any]) -> st.SearchStrategy[Any]:
    kind = column.type
    found = SPECIAL.get((column.table.name, column.name))
    if found is None and isinstance(kind, ARRAY):
        found = st.lists(of_type(kind.item_type) | st.none(), max_size=3)
    if found is None:
        found = of_type(kind)
    return found | st.none() if column.nullable else found


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    return next((values for known, values in VALUES if isinstance(kind, known)), WORDS)


def rows_of(table: Table) -> st.SearchStrategy[dict[str, Any]]:
    """Values for some columns, and for all that need one."""
    columns = [
        c
        for c in table.columns
        if not (c.primary_key or c.foreign_keys or (table.name, c.name) in HIDDEN)
    ]
    required = {c.name: values_of(c) for c in columns if is_required(c)}
    return st.fixed_dictionaries(
        required, optional={c.name: values_of(c) for c in columns if c.name not in required}
    )


@st.composite
def two_rows(draw: st.DrawFn) -> tuple[Table, dict[str, Any], dict[str, Any]]:
    """A table, a row of it, and what becomes of the row."""
    table = Base.metadata.tables[draw(st.sampled_from(TABLES))]
    return table, draw(rows_of(table)), draw(rows_of(table))


# Each example is rolled back, so one database serves all.
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(two_rows())
def test_a_row_can_be_had_again(
    engine: Engine, example: tuple[Table, dict[str, Any], dict[str, Any]]
) -> None:
    table, first, second = example
    with engine.connect() as connection:
        demand_nothing(connection, table)
        row_id = connection.scalar(insert(table).values(first).returning(table.c.id))
        inserted = image(connection, table)
        connection.execute(update(table).values(second))
        updated = image(connection, table)
        connection.execute(table.delete())

        history = recorded(connection, table)
        assert [change.row_id for change in history] == [row_id] * len(history)
        assert (history[0].operation, history[-1].operation) == ("insert", "delete")
        assert history[0].after == inserted
        assert history[-1].before == updated
        for change in history[1:-1]:
            assert (change.operation, change.before, change.after) == ("update", inserted, updated)
        if len(history) == 2:
            assert are_equal(connection, table, inserted, updated)

        reinsert(connection, table)
        assert image(connection, table) == updated


def demand_nothing(connection: Connection, table: Table) -> None:
    """Let the table do without the rows that its rows have to refer to."""
    for column in table.columns:
        if column.foreign_keys and not column.nullable:
            connection.execute(text(f'ALTER TABLE "{table}" ALTER "{column.name}" DROP NOT NULL'))


def image(connection: Connection, table: Table) -> str:
    """The one row of a table as text."""
    return connection.execute(text(f'SELECT t::text FROM "{table}" AS t')).scalar_one()


def recorded(connection: Connection, table: Table) -> list[Any]:
    """The changes, with the rows before and after as text."""
    return list(
        connection.execute(
            text(f"""
                SELECT operation, row_id,
                       jsonb_populate_record(NULL::"{table}", before)::text AS before,
                       jsonb_populate_record(NULL::"{table}", after)::text AS after
                FROM change_log WHERE table_name = '{table}' ORDER BY id
            """)
        )
    )


def are_equal(connection: Connection, table: Table, one: str, other: str) -> bool:
    """Whether two rows have equal values, such as 1.0 and 1.00, whenever they were changed."""
    rows = {"one": one, "other": other}
    values = """to_jsonb(CAST(:{} AS "{}")) - 'updated_at'"""
    query = text(f"SELECT {values.format('one', table)} = {values.format('other', table)}")
    return bool(connection.scalar(query, rows))


def reinsert(connection: Connection, table: Table) -> None:
    connection.execute(
        text(f"""
            INSERT INTO "{table}"
            SELECT old.* FROM change_log, jsonb_populate_record(NULL::"{table}", before) AS old
            WHERE operation = 'delete'
        """)
    )
