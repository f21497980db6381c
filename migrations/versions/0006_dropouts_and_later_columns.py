"""What each dropout closed, and the columns that newer sheets fill."""

from alembic import op
from sqlalchemy import text

from dbservice.services import ddl

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = {
    "batch": "system varchar(255)",
    "program": "config jsonb DEFAULT '{}'::jsonb",
    "student": "g12_graduating_year integer",
}
EVENTS = {
    "insert": "AFTER INSERT ON dropout REFERENCING NEW TABLE AS new_rows",
    "update": "AFTER UPDATE ON dropout REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "AFTER DELETE ON dropout REFERENCING OLD TABLE AS old_rows",
    "truncate": "BEFORE TRUNCATE ON dropout",
}
TABLE = """
    CREATE TABLE IF NOT EXISTS dropout (
        id bigserial CONSTRAINT dropout_pkey PRIMARY KEY,
        record_id bigint NOT NULL
            CONSTRAINT dropout_record_id_fkey REFERENCES enrollment_record ON DELETE CASCADE,
        closed_record_ids bigint[] NOT NULL
    )
"""
# A database of a newer release has some of the columns already, with data that a downgrade must
# not take away; so the key's comment remembers which of them were added here.
MISSING = text("""
    SELECT to_regclass(:table) IS NOT NULL AND NOT EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = to_regclass(:table) AND attname = :column AND NOT attisdropped)
""")
ADDED = text("""
    SELECT coalesce(obj_description(oid, 'pg_constraint'), '') FROM pg_constraint
    WHERE conname = 'dropout_pkey' AND conrelid = to_regclass('dropout')
""")


def upgrade():
    op.execute(TABLE)
    op.execute("CREATE UNIQUE INDEX IF NOT EXISTS dropout_record_id_key ON dropout (record_id)")
    for name, event in EVENTS.items():
        op.execute(
            f"CREATE OR REPLACE TRIGGER change_log_{name} {event}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION change_log_{name}()"
        )
    missing = [table for table in COLUMNS if is_missing(table)]
    if missing:
        op.execute(f"COMMENT ON CONSTRAINT dropout_pkey ON dropout IS '{' '.join(missing)}'")
    with op.get_context().autocommit_block():
        for table, column in COLUMNS.items():
            ddl.execute_when_free(
                op.get_bind(), f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column}"
            )


def downgrade():
    added = op.get_bind().scalar(ADDED).split()
    with op.get_context().autocommit_block():
        for table, column in COLUMNS.items():
            if table in added:
                name = column.split()[0]
                ddl.execute_when_free(
                    op.get_bind(), f"ALTER TABLE {table} DROP COLUMN IF EXISTS {name}"
                )
    op.execute("DROP TABLE dropout")


def is_missing(table):
    named = {"table": table, "column": COLUMNS[table].split()[0]}
    return op.get_bind().scalar(MISSING, named)
