"""The index of the batches that sessions list takes each change at once.

By default it keeps changes in a list that every search reads to its end; renaming batches searches
and changes in turn.
"""

from alembic import op

from dbservice.services import ddl

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "session_meta_data_batch_id_index"


def upgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        ddl.execute_when_free(
            op.get_bind(), f"ALTER INDEX IF EXISTS {INDEX} SET (fastupdate = off)"
        )


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        ddl.execute_when_free(op.get_bind(), f"ALTER INDEX IF EXISTS {INDEX} RESET (fastupdate)")
