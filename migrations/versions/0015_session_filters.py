"""Indexes for what lists of sessions are narrowed down by."""

from alembic import op

from dbservice.services import ddl

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEXES = {
    "session_meta_data_parent_id_index": (
        "gin",
        "regexp_split_to_array(btrim(meta_data ->> 'parent_id'), ' *, *')",
    ),
    "session_meta_data_index": ("gin", "meta_data jsonb_path_ops"),
    "session_end_time_index": ("btree", "end_time"),
}


def upgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for name, (method, column) in INDEXES.items():
            ddl.add_index(op.get_bind(), name, "session", [column], method=method)


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for name in reversed(INDEXES):
            ddl.drop_index(op.get_bind(), name)
