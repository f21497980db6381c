"""Every change of a row is recorded, by whatever means, and nothing else is."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Engine, Table, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from dbservice.db import Origin, acting, db, transaction
from dbservice.models import Change, Status, Student
from dbservice.services import history
from tests.databases import Cluster, engine_on, schema_app
from tests.rows import add_full_row, add_row, refers_to_itself, value_for

SKEW = timedelta(seconds=5)
CHANGES = text("""
    SELECT operation, row_id, before ->> 'title' AS old, after ->> 'title' AS new
    FROM change_log WHERE table_name = 'status' ORDER BY id
""")
TITLES = "INSERT INTO status (title, inserted_at, updated_at) VALUES {}"
ROW = "('{}', '2026-01-01', '2026-01-01')"
# A use of a token is no change of it.
UNTOLD = {("api_token", "last_used_at"), ("staff_account", "last_login_at")}


def changes(connection: Connection) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(CHANGES)]


def add_statuses(connection: Connection, *titles: str, ending: str = "") -> None:
    rows = ", ".join(ROW.format(title) for title in titles)
    connection.execute(text(f"{TITLES.format(rows)} {ending}"))


def test_a_statement_over_many_rows_records_each(engine: Engine) -> None:
    with engine.begin() as connection:
        add_statuses(connection, "a", "b", "c")
        connection.execute(text("UPDATE status SET title = title || '!' WHERE title > 'a'"))
        connection.execute(text("DELETE FROM status WHERE title <> 'b!'"))
        assert changes(connection) == [
            ("insert", 1, None, "a"),
            ("insert", 2, None, "b"),
            ("insert", 3, None, "c"),
            ("update", 2, "b", "b!"),
            ("update", 3, "c", "c!"),
            ("delete", 1, "a", None),
            ("delete", 3, "c!", None),
        ]


def test_an_upsert_records_what_it_did_to_each_row(engine: Engine) -> None:
    upsert = "ON CONFLICT (title) DO UPDATE SET title = status.title || excluded.title"
    with engine.begin() as connection:
        add_statuses(connection, "a")
        add_statuses(connection, "a", "b", ending=upsert)
        assert sorted(changes(connection)[1:]) == [
            ("insert", 3, None, "b"),
            ("update", 1, "a", "aa"),
        ]
        add_statuses(connection, "b", ending="ON CONFLICT DO NOTHING")
        assert len(changes(connection)) == 3


def test_what_does_not_change_is_not_recorded(engine: Engine) -> None:
    with engine.begin() as connection:
        add_statuses(connection, "a", "b")
        connection.execute(text("UPDATE status SET title = title"))
        connection.execute(text("UPDATE status SET updated_at = now()"))
        connection.execute(text("UPDATE status SET title = 'z' WHERE false"))
        connection.execute(text("DELETE FROM status WHERE false"))
        assert len(changes(connection)) == 2
        connection.execute(text("UPDATE status SET title = replace(title, 'a', 'z')"))
        assert changes(connection)[2:] == [("update", 1, "a", "z")]


def test_a_row_with_a_new_id_is_another_row(engine: Engine) -> None:
    with engine.begin() as connection:
        add_statuses(connection, "a")
        connection.execute(text("UPDATE status SET id = 77"))
        assert sorted(changes(connection)[1:], key=str) == [
            ("delete", 1, "a", None),
            ("insert", 77, None, "a"),
        ]


def test_copy_and_truncate_are_recorded(engine: Engine) -> None:
    with engine.begin() as connection:
        with connection.connection.cursor() as cursor:
            cursor.copy_expert(
                "COPY status (title, inserted_at, updated_at) FROM STDIN CSV",
                StringIO("a,2026-01-01,2026-01-01\nb,2026-01-01,2026-01-01\n"),
            )
        connection.execute(text("TRUNCATE status"))
        assert changes(connection) == [
            ("insert", 1, None, "a"),
            ("insert", 2, None, "b"),
            ("delete", 1, "a", None),
            ("delete", 2, "b", None),
        ]


def test_what_a_foreign_key_sets_to_null_is_recorded(engine: Engine) -> None:
    with engine.begin() as connection:
        parent = add_row(connection, "subject")
        child = add_row(connection, "subject", parent_id=parent)
        connection.execute(text("DELETE FROM subject WHERE id = :id"), {"id": parent})
        (change,) = connection.execute(
            text(
                "SELECT before, after FROM change_log WHERE row_id = :id AND operation = 'update'"
            ),
            {"id": child},
        )
        assert (change.before["parent_id"], change.after["parent_id"]) == (parent, None)


def test_what_is_rolled_back_is_not_recorded(engine: Engine) -> None:
    with engine.begin() as connection:
        savepoint = connection.begin_nested()
        add_statuses(connection, "a")
        savepoint.rollback()
        assert changes(connection) == []


def test_every_column_of_every_table_is_watched(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in history.recorded_tables():
            row_id = add_full_row(connection, table.name)
            row = table.select().where(table.c.id == row_id)
            for column in table.columns:
                if column.primary_key or column.name == "updated_at" or refers_to_itself(column):
                    continue
                stored = connection.execute(row).mappings().one()[column.name]
                before = operations(connection, table, row_id)
                value = other_value(connection, column, stored)
                connection.execute(
                    update(table).where(table.c.id == row_id).values({column.name: value})
                )
                told = [] if (table.name, column.name) in UNTOLD else ["update"]
                assert operations(connection, table, row_id) == before + told, column
            connection.execute(table.delete().where(table.c.id == row_id))
            assert operations(connection, table, row_id)[-1] == "delete", table


def other_value(connection: Connection, column: Column[Any], stored: Any) -> Any:
    if isinstance(stored, bool):
        return not stored
    if stored in ("completed", 3):
        return {"completed": "in_progress", 3: 4}[stored]
    return value_for(connection, column)


def operations(connection: Connection, table: Table, row_id: int) -> list[str]:
    query = select(Change.operation).where(Change.table_name == table.name, Change.row_id == row_id)
    return list(connection.scalars(query.order_by(Change.id)))


def test_who_changed_it_and_on_which_occasion(database: str, engine: Engine) -> None:
    started = datetime.now(UTC)
    with schema_app(database):
        with acting(Origin("ada", "import", import_id=12)), transaction() as session:
            session.add(Status(title="imported"))
        with acting(Origin("bob", "admin")), transaction() as session:
            session.add(Status(title="typed"))
        with transaction() as session:
            session.add(Status(title="nobody's"))
        with db.engine.begin() as connection:  # the same connection, out of the pool
            add_statuses(connection, "past us")
    with Session(engine) as session:
        found = session.scalars(select(Change).order_by(Change.id)).all()
    assert [(change.actor, change.origin, change.import_id) for change in found] == [
        ("ada", "import", 12),
        ("bob", "admin", None),
        ("unknown", "unknown", None),
        (None, None, None),
    ]
    assert all(started - SKEW < change.at < datetime.now(UTC) + SKEW for change in found)


def test_whoever_may_write_a_table_leaves_a_trace(
    role: str, database: str, engine: Engine, cluster: Cluster
) -> None:
    """A sibling application knows nothing of the history and has no rights on it."""
    with engine.begin() as connection:
        connection.execute(text(f'GRANT SELECT, INSERT, UPDATE, DELETE ON status TO "{role}"'))
        connection.execute(text(f'GRANT USAGE ON SEQUENCE status_id_seq TO "{role}"'))
    with engine_on(cluster.url_as(role, database)).begin() as connection:
        add_statuses(connection, "a")
        connection.execute(text("UPDATE status SET title = 'b'"))
        connection.execute(text("DELETE FROM status"))
    with (
        engine_on(cluster.url_as(role, database)).begin() as connection,
        pytest.raises(ProgrammingError, match="permission denied for table change_log"),
    ):
        connection.execute(text("DELETE FROM change_log"))
    with engine.connect() as connection:
        assert [change[0] for change in changes(connection)] == ["insert", "update", "delete"]


def test_hashes_never_get_into_it(engine: Engine) -> None:
    with engine.begin() as connection:
        for table, column in (("staff_account", "password_hash"), ("api_token", "token_hash")):
            add_row(connection, table, **{column: "the-secret"})
            connection.execute(text(f"UPDATE {table} SET {column} = 'the-secret-2'"))
            connection.execute(text(f"UPDATE {table} SET created_at = '2026-01-01'"))
            connection.execute(text(f"DELETE FROM {table}"))
            add_row(connection, table, **{column: "the-secret-3"})
            connection.execute(text(f"TRUNCATE {table}"))
        found = connection.execute(text("SELECT operation, l::text FROM change_log l ORDER BY id"))
        operations_, texts = zip(*found, strict=True)
    assert operations_ == ("insert", "update", "update", "delete", "insert", "delete") * 2
    assert not [each for each in texts if "secret" in each or "_hash" in each]


def test_a_new_student_is_written_without_nulls_and_an_old_one_whole(engine: Engine) -> None:
    with engine.begin() as connection:
        add_row(connection, "student", student_id="S1")
        connection.execute(text("UPDATE student SET status = 'enrolled'"))
        inserted, updated = connection.execute(
            text("SELECT before, after FROM change_log WHERE table_name = 'student' ORDER BY id")
        )
    columns = {column.name for column in Student.__table__.columns}
    assert inserted.after.keys() == {"id", "student_id", "inserted_at", "updated_at"}
    assert updated.before.keys() == updated.after.keys() == columns


def test_one_row_at_first_and_many_later_are_recorded_in_one_pass(engine: Engine) -> None:
    """A plan made for one row must not serve a thousand by comparing each with each."""
    with engine.begin() as connection:
        add_statuses(connection, *(f"s{number}" for number in range(10_000)))
        for number in range(10):
            connection.execute(
                text("UPDATE status SET title = title || '!' WHERE id = :id"), {"id": number}
            )
        connection.execute(text("SET LOCAL statement_timeout = '3s'"))
        connection.execute(text("UPDATE status SET title = title || '?'"))
        assert len(changes(connection)) == 20_009
