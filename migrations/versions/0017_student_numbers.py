"""The PEN number of students, and where they took the tenth grade, as newer releases have them."""

import click
from alembic import context, op
from sqlalchemy import text

from dbservice.services import ddl, integrity

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COLUMNS = ("pen_number", "g10_board", "g10_roll_no")
INDEX = "student_pen_number_index"
PROMISE = ("student_pen_number_key", "student", ["pen_number"], "pen_number <> ''")
# A database of a newer release has the columns already, with data that a downgrade must not take
# away; so the comment of the index remembers which of them were added here.
MISSING = text("""
    SELECT NOT EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = 'student'::regclass AND attname = :column AND NOT attisdropped)
""")
ADDED = text("SELECT coalesce(obj_description(to_regclass(:name), 'pg_class'), '')")


def upgrade():
    report = context.config.attributes.get("report", click.echo)
    connection = op.get_bind()
    missing = [column for column in COLUMNS if connection.scalar(MISSING, {"column": column})]
    with op.get_context().autocommit_block(), ddl.patience(connection):
        for column in COLUMNS:
            ddl.execute_when_free(
                connection, f"ALTER TABLE student ADD COLUMN IF NOT EXISTS {column} varchar(255)"
            )
        ddl.add_index(connection, INDEX, "student", ["pen_number"])
        if missing:
            op.execute(f"COMMENT ON INDEX {INDEX} IS '{' '.join(missing)}'")
        for line in integrity.keep_unique(connection, *PROMISE):
            report(line)


def downgrade():
    connection = op.get_bind()
    added = connection.scalar(ADDED, {"name": INDEX}).split()
    with op.get_context().autocommit_block(), ddl.patience(connection):
        for name in (PROMISE[0], INDEX):
            ddl.drop_index(connection, name)
        for column in added:
            ddl.execute_when_free(connection, f"ALTER TABLE student DROP COLUMN {column}")
