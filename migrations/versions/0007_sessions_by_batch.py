"""An index to find the sessions that list a batch; they list codes, separated by commas."""

from alembic import op

from dbservice.services import ddl

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME = "session_meta_data_batch_id_index"
CODES = "regexp_split_to_array(btrim(meta_data ->> 'batch_id'), ' *, *')"


def upgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        ddl.add_index(op.get_bind(), NAME, "session", [CODES], method="gin")


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        ddl.drop_index(op.get_bind(), NAME)
