"""The history tells which changes were made together: a deletion comes back whole."""

from alembic import op

from dbservice.services import ddl

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEXES = {
    "change_log_deleted_index": ["table_name", "transaction"],
    "change_log_deletion_index": ["transaction"],
}


def upgrade():
    bind = op.get_bind()
    with op.get_context().autocommit_block(), ddl.patience(bind):
        # A default given along with the column would be written into every row there is.
        ddl.execute_when_free(
            bind,
            "ALTER TABLE change_log ADD COLUMN IF NOT EXISTS transaction bigint,"
            " ALTER transaction SET DEFAULT pg_current_xact_id()::text::bigint",
        )
        for name, columns in INDEXES.items():
            ddl.add_index_to_parts(bind, name, "change_log", columns, "operation = 'delete'")


def downgrade():
    for name in INDEXES:
        op.execute(f"DROP INDEX IF EXISTS {name}")
    op.execute("ALTER TABLE change_log DROP COLUMN IF EXISTS transaction")
