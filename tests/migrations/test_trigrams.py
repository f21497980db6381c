"""The indexes of the search, which need an extension that not every server has."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.databases import Cluster, downgrade, engine_on, upgrade
from tests.queries import execute
from tests.rows import add_row

BEFORE = "0018"
HAYSTACKS = ["batch", "resource", "school", "session", "student", "teacher", "user"]
INDEXES = """
    SELECT array_agg(CAST(tablename AS text) ORDER BY tablename) FROM pg_indexes
    WHERE indexname = tablename || '_haystack_index'
"""
# Somebody's own function, which is in the way of the extension's.
IN_THE_WAY = """
    CREATE FUNCTION similarity(text, text) RETURNS real LANGUAGE sql AS 'SELECT CAST(0 AS real)'
"""


@pytest.fixture
def earlier_database(cluster: Cluster) -> Iterator[str]:
    """The URL of a database without the extension, in which the search is to come next."""
    with cluster.database(cluster.template(BEFORE)) as url:
        yield url


def test_without_the_extension_everything_comes_but_its_indexes(
    earlier_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    execute(earlier_database, IN_THE_WAY)
    upgrade(earlier_database)
    assert "The extension pg_trgm cannot be installed" in caplog.text
    assert execute(earlier_database, INDEXES) is None
    with engine_on(earlier_database).connect() as connection:
        connection.execute(text("SELECT FROM data_export"))
    downgrade(earlier_database, BEFORE)
    assert execute(earlier_database, "SELECT to_regclass('data_export')") is None


def test_the_indexes_come_when_the_revision_is_run_again(earlier_database: str) -> None:
    """As the warning says; the record of exports stays."""
    execute(earlier_database, IN_THE_WAY)
    upgrade(earlier_database)
    with engine_on(earlier_database).begin() as connection:
        add_row(connection, "data_export")
    execute(earlier_database, "DROP FUNCTION similarity(text, text)")
    execute(earlier_database, f"UPDATE alembic_version SET version_num = '{BEFORE}'")
    upgrade(earlier_database)
    assert execute(earlier_database, INDEXES) == HAYSTACKS
    assert execute(earlier_database, "SELECT count(*) FROM data_export") == 1


def test_the_extension_may_live_in_a_schema_that_nobody_looks_into(earlier_database: str) -> None:
    execute(earlier_database, "CREATE SCHEMA extensions")
    execute(earlier_database, "CREATE EXTENSION pg_trgm SCHEMA extensions")
    upgrade(earlier_database)
    assert execute(earlier_database, INDEXES) == HAYSTACKS
    with engine_on(earlier_database).connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
        haystack = "(' ' || coalesce(student_id, '') || ' ' || coalesce(apaar_id, ''))"
        query = f"EXPLAIN SELECT id FROM student WHERE {haystack} ILIKE '%asha%'"
        plan = "\n".join(connection.scalars(text(query)))
    assert "student_haystack_index" in plan
    downgrade(earlier_database, BEFORE)
    assert execute(earlier_database, INDEXES) is None
    assert execute(earlier_database, "SELECT count(*) FROM pg_extension") > 1
