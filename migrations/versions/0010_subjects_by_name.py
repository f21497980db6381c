"""An index to find subjects by their English name in any case."""

from alembic import op

from dbservice.services import ddl

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "subject_english_name_index"
ENGLISH = """jsonb_path_query_first(name, '$[*] ? (@.lang_code == "en").subject') #>> '{}'"""


def upgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        ddl.add_index(op.get_bind(), NAME, "subject", [f"lower({ENGLISH})"])


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        ddl.drop_index(op.get_bind(), NAME)
