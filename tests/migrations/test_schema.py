"""The migrated database is what the models say; the first revision is the base schema."""

import flask_migrate
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from dbservice.models import Base
from tests.databases import MIGRATIONS, engine_on, schema_app
from tests.migrations.catalog import describe
from tests.migrations.contents import BASE_SCHEMA

# A partial index serves a key only if it covers all its values.
UNINDEXED_FOREIGN_KEYS = text("""
    SELECT conname FROM pg_constraint
    WHERE contype = 'f' AND NOT EXISTS (
        SELECT FROM pg_index
        WHERE indrelid = conrelid AND indisvalid AND indpred IS NULL AND indkey[0] = conkey[1])
""")


def test_the_migrated_database_is_what_the_models_say(engine: Engine, empty_database: str) -> None:
    with engine_on(empty_database).begin() as connection:
        Base.metadata.create_all(connection)
        wanted = describe(connection)
    with engine.connect() as connection:
        assert describe(connection) == wanted


def test_the_first_revision_is_the_base_schema(base_database: str) -> None:
    with engine_on(base_database).connect() as connection:
        assert describe(connection) == BASE_SCHEMA


def test_a_drift_check_finds_nothing(database: str) -> None:
    with schema_app(database):
        flask_migrate.check()


def test_there_is_one_line_of_revisions() -> None:
    revisions = list(ScriptDirectory(MIGRATIONS).walk_revisions())
    names = [revision.revision for revision in reversed(revisions)]
    assert names == [f"{number:04}" for number in range(1, len(names) + 1)]


def test_every_foreign_key_has_an_index(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalars(UNINDEXED_FOREIGN_KEYS).all() == []


def test_every_index_and_constraint_has_a_name() -> None:
    for table in Base.metadata.sorted_tables:
        for part in (*table.indexes, *table.constraints):
            assert isinstance(part.name, str), (table.name, part)
