"""When teachers left, and which programs a school is in, as newer releases have them."""

from alembic import op
from sqlalchemy import text

from dbservice.services import ddl

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COLUMNS = {"teacher": "exit_date date", "school": "program_ids integer[] DEFAULT '{}'::integer[]"}
INDEX = "school_program_ids_index"
# A database of a newer release has the columns already, with data that a downgrade must not take
# away; so the comment of the index remembers which tables got theirs here.
MISSING = text("""
    SELECT NOT EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = to_regclass(:table) AND attname = :column AND NOT attisdropped)
""")
ADDED = text("SELECT coalesce(obj_description(to_regclass(:name), 'pg_class'), '')")


def upgrade():
    connection = op.get_bind()
    missing = [table for table in COLUMNS if is_missing(table)]
    with op.get_context().autocommit_block(), ddl.patience(connection):
        for table, column in COLUMNS.items():
            ddl.execute_when_free(
                connection, f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column}"
            )
        ddl.add_index(connection, INDEX, "school", ["program_ids"], method="gin")
        if missing:
            op.execute(f"COMMENT ON INDEX {INDEX} IS '{' '.join(missing)}'")


def downgrade():
    connection = op.get_bind()
    added = connection.scalar(ADDED, {"name": INDEX}).split()
    with op.get_context().autocommit_block(), ddl.patience(connection):
        ddl.drop_index(connection, INDEX)
        for table in added:
            name = COLUMNS[table].split()[0]
            ddl.execute_when_free(connection, f"ALTER TABLE {table} DROP COLUMN IF EXISTS {name}")


def is_missing(table):
    named = {"table": table, "column": COLUMNS[table].split()[0]}
    return op.get_bind().scalar(MISSING, named)
