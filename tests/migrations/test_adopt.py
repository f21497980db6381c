"""Taking over an existing database."""

import logging

import pytest
from click.testing import Result
from sqlalchemy import Engine, text

from dbservice.cli import adopt, check
from dbservice.services import integrity
from tests.databases import Cluster, engine_on, schema_app
from tests.migrations.catalog import describe
from tests.migrations.contents import contents
from tests.migrations.dirt import break_every_promise, clean, later_promises

DONE, REFUSED, NOT_ALL_KEPT = 0, 1, 3
KEYS_LEFT_OUT = "Unique keys that are left out"
SIBLINGS = """
    CREATE TABLE schema_migrations (version bigint PRIMARY KEY, inserted_at timestamp(0));
    CREATE TABLE background_jobs (id bigserial PRIMARY KEY, args jsonb NOT NULL);
    CREATE VIEW pupils AS SELECT id FROM student;
    ALTER TABLE student ADD COLUMN nickname text;
    ALTER TABLE school ADD COLUMN campus_ids integer[] DEFAULT '{}' NOT NULL;
"""


@pytest.fixture
def existing(base_database: str) -> str:
    """The URL of a database that another service made and shares with its siblings."""
    change(base_database, "DROP TABLE alembic_version;" + SIBLINGS)
    return base_database


def run(url: str, *arguments: str) -> Result:
    # An application that another test has built may have switched the logs of migrations on.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with schema_app(url) as app:
        adopt.init_app(app)
        check.init_app(app)
        return app.test_cli_runner().invoke(args=arguments)


def change(url: str, statements: str) -> None:
    with engine_on(url).begin() as connection:
        connection.execute(text(statements))


def schema_of(url: str) -> str:
    with engine_on(url).connect() as connection:
        return describe(connection)


def version_of(url: str) -> str | None:
    with engine_on(url).connect() as connection:
        if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
            return None
        return connection.scalar(text("SELECT version_num FROM alembic_version"))


def test_a_clean_database_is_adopted(existing: str, engine: Engine) -> None:
    result = run(existing, "adopt")
    assert result.exit_code == DONE, result.output
    assert result.output == (
        "Beside the base schema, and left alone:\n"
        "  the table background_jobs\n"
        "  the table schema_migrations\n"
        "  the column school.campus_ids\n"
        "  the column student.nickname\n"
        "The database is adopted.\n"
    )
    assert run(existing, "check").output.endswith("\nAll that is promised is kept.\n")
    change(
        existing,
        "DROP VIEW pupils; DROP TABLE schema_migrations, background_jobs;"
        "ALTER TABLE student DROP COLUMN nickname; ALTER TABLE school DROP COLUMN campus_ids",
    )
    with engine.connect() as connection:
        assert schema_of(existing) == describe(connection)


def test_a_dry_run_reports_and_changes_nothing(existing: str) -> None:
    with engine_on(existing).begin() as connection:
        broken = break_every_promise(connection)
    before = schema_of(existing)
    result = run(existing, "adopt", "--dry-run")
    assert result.exit_code == NOT_ALL_KEPT, result.output
    for name in broken:
        assert f"  {name}: 2 rows of " in result.output
    assert result.output.endswith("Nothing was changed.\n")
    assert schema_of(existing) == before
    assert version_of(existing) is None


def test_dirty_rows_leave_their_keys_out_until_they_are_clean(existing: str) -> None:
    with engine_on(existing).begin() as connection:
        broken = break_every_promise(connection)
    first, again = run(existing, "adopt"), run(existing, "adopt")
    assert first.exit_code == again.exit_code == NOT_ALL_KEPT, first.output
    assert first.output == again.output
    for name, (one, other) in broken.items():
        assert f"  {name}: 2 rows of " in first.output
        assert f": 2 rows, id {one}, {other}\n" in first.output
    assert f"{KEYS_LEFT_OUT} until the data is clean:\n" in run(existing, "check").output

    with engine_on(existing).begin() as connection:
        for promise in later_promises():
            clean(connection, promise, broken[promise.name][0])
    assert f"{KEYS_LEFT_OUT} although the data is clean" in run(existing, "check").output
    assert run(existing, "adopt").exit_code == DONE
    assert KEYS_LEFT_OUT not in run(existing, "check").output
    with engine_on(existing).connect() as connection:
        assert integrity.unkept(connection) == []


def test_no_row_is_changed_or_lost(existing: str) -> None:
    with engine_on(existing).begin() as connection:
        break_every_promise(connection)
        before = contents(connection)
    run(existing, "adopt")
    with engine_on(existing).connect() as connection:
        assert contents(connection) == before


FAULTS = {
    "DROP TABLE tag": "the table tag is missing",
    "ALTER TABLE student DROP COLUMN status": "student.status is missing",
    "ALTER TABLE student ALTER status TYPE text": (
        "student.status is text, and character varying(255) in the base schema"
    ),
    "ALTER TABLE skill ALTER name DROP NOT NULL": (
        "skill.name is character varying(255),"
        " and character varying(255) not null in the base schema"
    ),
    "ALTER TABLE program ALTER is_current DROP DEFAULT": (
        "program.is_current is boolean, and boolean default true in the base schema"
    ),
    "CREATE TABLE api_token (id bigint)": "the name of the table api_token is taken",
    "ALTER TABLE imports ADD worker_id int": "the name of the column imports.worker_id is taken",
}


@pytest.mark.parametrize("statement", FAULTS)
def test_what_is_missing_or_different_stops_it(existing: str, statement: str) -> None:
    change(existing, statement)
    before = schema_of(existing)
    result = run(existing, "adopt")
    assert result.exit_code == REFUSED
    assert f"Different from the base schema:\n  {FAULTS[statement]}\nError: " in result.output
    assert schema_of(existing) == before
    assert version_of(existing) is None


def test_a_weaker_schema_is_reported_and_adopted(existing: str) -> None:
    change(
        existing,
        "DROP INDEX school_state_index, user_permission_email_index;"
        "ALTER TABLE batch DROP CONSTRAINT batch_parent_id_fkey",
    )
    result = run(existing, "adopt")
    assert result.exit_code == DONE, result.output
    assert "  batch lacks FOREIGN KEY (parent_id) REFERENCES batch(id)\n" in result.output
    assert "  school lacks an index on (state)\n" in result.output
    assert "    user_permission_email_index unique index (email)\n" in schema_of(existing)


def test_a_column_that_bars_our_inserts_is_pointed_out(existing: str) -> None:
    change(existing, "ALTER TABLE tag ADD COLUMN owner text NOT NULL")
    result = run(existing, "adopt", "--dry-run")
    assert "the column tag.owner, which is not null without a default" in result.output


def test_an_empty_database_is_not_for_adoption(empty_database: str) -> None:
    result = run(empty_database, "adopt")
    assert result.exit_code == REFUSED
    assert "flask db upgrade" in result.output
    assert schema_of(empty_database) == ""


def test_a_database_of_an_unknown_revision_is_refused(database: str) -> None:
    change(database, "UPDATE alembic_version SET version_num = 'elsewhere'")
    result = run(database, "adopt")
    assert result.exit_code == REFUSED
    assert "'elsewhere'" in result.output


def test_an_ordinary_owner_can_adopt_and_others_tables_stop_it(
    role: str, existing: str, cluster: Cluster
) -> None:
    url = cluster.url_as(role, existing)
    hand_over(existing, role, besides="tag")
    result = run(url, "adopt")
    assert result.exit_code == REFUSED
    assert "  the table tag belongs to somebody else, so that it cannot be" in result.output
    hand_over(existing, role)
    result = run(url, "adopt")
    assert result.exit_code == DONE, result.output
    assert run(url, "check").exit_code == DONE


def hand_over(url: str, role: str, besides: str = "") -> None:
    """Make the role the owner of the database and of its tables."""
    with engine_on(url).begin() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f'ALTER DATABASE "{name}" OWNER TO "{role}"'))
        connection.execute(text(f'GRANT CREATE ON SCHEMA public TO "{role}"'))
        for table in connection.scalars(text("SELECT relname FROM pg_stat_user_tables")).all():
            if table != besides:
                connection.execute(text(f'ALTER TABLE "{table}" OWNER TO "{role}"'))


def test_what_escapes_the_history_is_reported(database: str) -> None:
    change(database, "ALTER TABLE student DISABLE TRIGGER change_log_update")
    result = run(database, "check")
    assert result.exit_code == NOT_ALL_KEPT
    assert result.output.endswith(
        "\nChanges that escape the history:\n  student: no update is recorded\n"
    )
