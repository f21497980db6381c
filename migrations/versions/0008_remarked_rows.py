"""An index to find the rows of an import that went in with a remark, which most rows did not."""

from alembic import op

from dbservice.services import ddl

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAME = "import_row_remarked_index"
REMARKED = "outcome <> 'failed' AND code IS NOT NULL"


def upgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        ddl.add_index(
            op.get_bind(), NAME, "import_row", ["import_id", "row_number"], predicate=REMARKED
        )


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        ddl.drop_index(op.get_bind(), NAME)
