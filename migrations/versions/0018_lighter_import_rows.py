"""What an import keeps of each row, and of its sheet, costs less to keep.

A row of a run is written in the transaction that moves the run's own checkpoint, and runs are never
deleted: to look its run up for each single row was two fifths of the work. Sheets are written once
and read once; to compress them took longer than both.
"""

from alembic import op

from dbservice.services import ddl

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = "import_row_import_id_fkey"
FREE = f"ALTER TABLE import_row DROP CONSTRAINT IF EXISTS {KEY}"
BIND = f"""
    ALTER TABLE import_row ADD CONSTRAINT {KEY}
    FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE CASCADE NOT VALID
"""
CHECK = f"ALTER TABLE import_row VALIDATE CONSTRAINT {KEY}"
STORAGE = "ALTER TABLE import_file_part ALTER COLUMN content SET STORAGE {}"


def upgrade():
    _execute(FREE, STORAGE.format("EXTERNAL"))


def downgrade():
    _execute(FREE, BIND, CHECK, STORAGE.format("EXTENDED"))


def _execute(*statements):
    bind = op.get_bind()
    with op.get_context().autocommit_block():
        for statement in statements:
            ddl.execute_when_free(bind, statement)
