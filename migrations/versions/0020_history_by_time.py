"""The history is read by time: what was done lately, by whom, to what, and what was deleted when.

Imports, which write most of it, pay for one index more; the others leave their changes out.
"""

from alembic import op

from dbservice.services import ddl

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BY_HAND = "import_id IS NULL"
DELETED = "operation = 'delete'"
INDEXES = {
    "change_log_table_index": (["table_name", "import_id", "at"], None),
    "change_log_time_index": (["at"], BY_HAND),
    "change_log_actor_index": (["actor", "at"], BY_HAND),
    "change_log_origin_index": (["origin", "at"], BY_HAND),
    "change_log_kind_index": (["table_name", "at"], DELETED),
    "change_log_removal_index": (["at"], DELETED),
    "change_log_removed_user_index": (["(before ->> 'user_id')"], DELETED),
}
# A number of a transaction does not tell one: after a dump is restored numbers begin anew.
REPLACED = {
    "change_log_deleted_index": (["table_name", "transaction"], DELETED),
    "change_log_deletion_index": (["transaction"], DELETED),
}


def upgrade():
    replace(REPLACED, INDEXES)


def downgrade():
    replace(INDEXES, REPLACED)


def replace(old, new):
    bind = op.get_bind()
    with op.get_context().autocommit_block(), ddl.patience(bind):
        for name, (columns, predicate) in new.items():
            ddl.add_index_to_parts(bind, name, "change_log", columns, predicate)
        for name in old:
            ddl.execute_when_free(bind, f"DROP INDEX IF EXISTS {name}")
