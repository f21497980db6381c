"""Whether the database needs anything before the service starts."""

from alembic.script import ScriptDirectory

from dbservice.development.environment import ROOT
from dbservice.development.preparation import is_prepared, newest_revisions
from tests.queries import execute

VERSIONS = ROOT / "migrations/versions"


FILL = "insert into school (inserted_at, updated_at) values (now(), now())"


def test_the_newest_revision_is_the_one_that_alembic_names():
    assert newest_revisions(VERSIONS) == set(ScriptDirectory(str(ROOT / "migrations")).get_heads())


def test_revisions_are_read_in_every_way_they_are_written(tmp_path):
    (tmp_path / "a.py").write_text('revision = "a"\ndown_revision = None\n')
    (tmp_path / "b.py").write_text("revision: str = 'b'\ndown_revision: str | None = 'a'\n")
    (tmp_path / "c.py").write_text('revision = "c"\ndown_revision = "a"\n')
    assert newest_revisions(tmp_path) == {"b", "c"}
    (tmp_path / "d.py").write_text('revision = "d"\ndown_revision = ("b", "c")\n')
    assert newest_revisions(tmp_path) == {"d"}


def test_a_migrated_database_with_data_is_prepared(database):
    execute(database, FILL)
    assert is_prepared(database, ROOT)


def test_a_database_without_data_is_not(database):
    assert not is_prepared(database, ROOT)


def test_a_database_without_tables_is_not(empty_database):
    assert not is_prepared(empty_database, ROOT)


def test_a_database_at_an_older_revision_is_not(base_database):
    execute(base_database, FILL)
    assert not is_prepared(base_database, ROOT)


def test_a_database_out_of_reach_is_not():
    assert not is_prepared("postgresql://nobody@127.0.0.1:1/nothing", ROOT)
