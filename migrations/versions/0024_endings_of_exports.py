"""How an export ended. Of those that ended before, nobody knows."""

from alembic import op

from dbservice.services import ddl

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade():
    _execute("ALTER TABLE data_export ADD COLUMN IF NOT EXISTS ending text")


def downgrade():
    _execute("ALTER TABLE data_export DROP COLUMN IF EXISTS ending")


def _execute(statement):
    bind = op.get_bind()
    with op.get_context().autocommit_block():
        ddl.execute_when_free(bind, statement)
