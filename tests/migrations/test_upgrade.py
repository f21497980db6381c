"""Going up and down with data in the tables and people at work."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, text

from dbservice.services import ddl, history
from tests.databases import MIGRATIONS, downgrade, engine_on, upgrade
from tests.migrations.catalog import describe
from tests.migrations.contents import BASE_SCHEMA, BASE_TABLES, contents
from tests.processes import eventually
from tests.rows import add_full_row, add_row

ROOT = Path(__file__).parent.parent.parent
UPGRADE = "import sys; from tests.databases import upgrade; upgrade(*sys.argv[1:])"
PROGRAMS = text("""
    SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
""")
WAITING = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE :query
""")
LOCK_TIMEOUT = text("SHOW lock_timeout")
NEWER_CONTENT = """
    CREATE TABLE cms_status (
        id bigserial PRIMARY KEY, name varchar(255) NOT NULL,
        inserted_at timestamp(0) NOT NULL, updated_at timestamp(0) NOT NULL);
    ALTER TABLE topic ADD COLUMN cms_status_id bigint
        CONSTRAINT topic_cms_status_id_fkey REFERENCES cms_status ON DELETE RESTRICT;
    WITH added AS (
        INSERT INTO cms_status (name, inserted_at, updated_at) VALUES ('draft', now(), now())
        RETURNING id)
    INSERT INTO topic (code, cms_status_id, inserted_at, updated_at)
    SELECT 'T', id, now(), now() FROM added;
"""


def test_data_survives_up_and_down_and_up_again(base_database: str) -> None:
    engine = engine_on(base_database)
    with engine.begin() as connection:
        for table, columns in BASE_TABLES.items():
            add_full_row(connection, table, only=columns)
        before = contents(connection)
    upgrade(base_database)
    with engine.begin() as connection:
        assert contents(connection) == before
        schema = describe(connection)
        run = add_row(connection, "imports")
        add_row(connection, "import_row", import_id=run, outcome="created")
        connection.execute(text("UPDATE school SET name = 'Later'"))
        before = contents(connection)
    downgrade(base_database, "0001")
    with engine.connect() as connection:
        assert describe(connection) == BASE_SCHEMA
        assert contents(connection) == before
        assert programs(connection) == []
    upgrade(base_database)
    with engine.connect() as connection:
        assert describe(connection) == schema
        assert contents(connection) == before


def programs(connection: Connection) -> list[str]:
    """The triggers and functions of the database that are not an extension's."""
    return list(connection.scalars(PROGRAMS))


def test_an_upgrade_that_broke_off_can_be_run_again(base_database: str) -> None:
    upgrade(base_database, "0003")
    engine = engine_on(base_database)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        ddl.add_index(connection, "batch_parent_id_index", "batch", ["parent_id"])
        with invalid_build(connection):
            ddl.add_index(
                connection, "tag_name_index", "tag", ["(1 / (length(name) - 3))"], unique=True
            )
    upgrade(base_database)
    with engine.connect() as connection:
        assert "    tag_name_index index (name)\n" in describe(connection)


@pytest.mark.parametrize("revision", ["0002", "0003", "0004", "0005", "0011", "0018"])
def test_an_upgrade_that_ended_just_before_its_last_word_can_be_run_again(
    engine: Engine, database: str, revision: str
) -> None:
    """What is done in autocommit is there, while the database still counts as not upgraded."""
    with engine.begin() as connection:
        schema = describe(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    upgrade(database)
    with engine.connect() as connection:
        assert describe(connection) == schema
        assert history.gaps(connection) == []


@contextmanager
def invalid_build(connection: Connection) -> Iterator[None]:
    """Let the build of an index inside break off, and leave what it leaves."""
    add_row(connection, "tag", name="abc")
    with pytest.raises(Exception, match="division by zero"):
        yield
    assert " invalid\n" in describe(connection)


def test_two_upgrades_at_once_are_one_after_the_other(base_database: str) -> None:
    runs = [start_upgrade(base_database) for _ in range(2)]
    assert [finished(run) for run in runs] == [0, 0]
    with engine_on(base_database).connect() as connection:
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    assert version == ScriptDirectory(MIGRATIONS).get_current_head()


def test_nobody_waits_for_the_build_of_an_index(base_database: str) -> None:
    """A build waits for a transaction that is open; meanwhile others read and write."""
    upgrade(base_database, "0003")
    engine = engine_on(base_database)
    with engine.connect() as slow, engine.connect() as other:
        add_row(slow, "user_session")
        run = start_upgrade(base_database)
        assert eventually(lambda: is_waiting(other, "CREATE INDEX CONCURRENTLY%"))
        other.execute(text("SET lock_timeout = '100ms'"))
        for table in BASE_TABLES:
            add_row(other, table)
        other.commit()
        assert run.poll() is None
        slow.commit()
    assert finished(run) == 0


def is_waiting(connection: Connection, statement: str) -> bool:
    waiting = connection.scalar(WAITING, {"query": statement})
    connection.commit()
    return bool(waiting)


def test_a_busy_table_is_tried_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Soon, however patient a migration is otherwise: all others wait behind it."""
    monkeypatch.setattr(ddl, "BREATHER", 0)
    monkeypatch.setitem(ddl.HASTY, "lock_timeout", "20ms")
    attempts = []
    with engine.connect() as busy, engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        usual = connection.scalar(LOCK_TIMEOUT)
        add_row(busy, "tag", name="abc")

        @event.listens_for(engine, "handle_error")
        def let_go(context: object) -> None:
            attempts.append(context)
            if len(attempts) == 3:
                busy.rollback()

        with ddl.patience(connection):
            patient = connection.scalar(LOCK_TIMEOUT)
            ddl.execute_when_free(connection, "ALTER TABLE tag ADD COLUMN extra int")
            assert connection.scalar(LOCK_TIMEOUT) == patient == ddl.PATIENT["lock_timeout"]
        assert connection.scalar(LOCK_TIMEOUT) == usual
    assert len(attempts) == 3


def start_upgrade(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", UPGRADE, url], cwd=ROOT)


def finished(run: subprocess.Popen[bytes]) -> int:
    return run.wait(timeout=60)


def test_a_column_that_was_there_before_outlives_a_downgrade(base_database: str) -> None:
    """A newer release of the older service has it, with data in it."""
    engine = engine_on(base_database)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE batch ADD COLUMN system varchar(255)"))
        connection.execute(text("ALTER TABLE student ADD COLUMN pen_number varchar(255)"))
        connection.execute(
            text("INSERT INTO batch (system, inserted_at, updated_at) VALUES ('LMS', now(), now())")
        )
        connection.execute(text(NEWER_CONTENT))
    upgrade(base_database)
    downgrade(base_database, "0001")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT system FROM batch")) == "LMS"
        described = describe(connection)
        assert "pen_number" in described
        assert "g12_graduating_year" not in described
        assert "g10_board" not in described
        state = "SELECT s.name FROM topic AS t JOIN cms_status AS s ON s.id = t.cms_status_id"
        assert connection.scalar(text(state)) == "draft"
        assert connection.scalar(text("SELECT to_regclass('paragraph')")) is None
