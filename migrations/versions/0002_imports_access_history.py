"""What is ours beside the base schema: imports, staff and tokens, and the table of the history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    create_access()
    create_files()
    extend_imports()
    create_import_rows()
    create_previews()
    create_history()


def downgrade():
    for table in (
        "change_log",
        "import_preview_row",
        "import_preview",
        "import_row",
    ):
        op.drop_table(table)
    op.drop_constraint("imports_resumed_from_id_fkey", "imports", type_="foreignkey")
    op.drop_constraint("imports_file_id_fkey", "imports", type_="foreignkey")
    for column in reversed(imports_columns()):
        op.drop_column("imports", column.name)
    for table in ("import_file_part", "import_file", "api_token", "staff_account"):
        op.drop_table(table)


def create_access():
    op.create_table(
        "staff_account",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        created_at(),
        sa.PrimaryKeyConstraint("id", name="staff_account_pkey"),
    )
    op.create_index("staff_account_username_key", "staff_account", ["username"], unique=True)
    op.create_table(
        "api_token",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("scopes", ARRAY(sa.Text()), nullable=False),
        instant("expires_at"),
        instant("last_used_at"),
        instant("revoked_at"),
        sa.Column("created_by", sa.Text()),
        created_at(),
        sa.PrimaryKeyConstraint("id", name="api_token_pkey"),
    )
    op.create_index("api_token_name_key", "api_token", ["name"], unique=True)
    op.create_index("api_token_token_hash_key", "api_token", ["token_hash"], unique=True)


def create_files():
    op.create_table(
        "import_file",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sheet_id", sa.Text()),
        sa.Column("sheet_gid", sa.Text()),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("header", ARRAY(sa.Text()), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text()),
        created_at(),
        sa.PrimaryKeyConstraint("id", name="import_file_pkey"),
    )
    op.create_index("import_file_sha256_index", "import_file", ["sha256"])
    op.create_table(
        "import_file_part",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        reference("import_file_part", "file_id", "import_file", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="import_file_part_pkey"),
    )
    op.create_index(
        "import_file_part_file_id_position_key",
        "import_file_part",
        ["file_id", "position"],
        unique=True,
    )


def extend_imports():
    """Add to the base table what our engine keeps; every value can be missing or has a default."""
    for column in imports_columns():
        op.add_column("imports", column)
    op.create_foreign_key("imports_file_id_fkey", "imports", "import_file", ["file_id"], ["id"])
    op.create_foreign_key(
        "imports_resumed_from_id_fkey", "imports", "imports", ["resumed_from_id"], ["id"]
    )


def imports_columns():
    return (
        sa.Column("file_id", sa.BigInteger()),
        sa.Column("on_error", sa.Text(), server_default=sa.text("'continue'"), nullable=False),
        sa.Column("skipped_rows", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_row", sa.Integer()),
        instant("started_at"),
        sa.Column("worker_id", sa.Text()),
        instant("heartbeat_at"),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_by", sa.Text()),
        sa.Column("stopped_by", sa.Text()),
        sa.Column("resumed_from_id", sa.BigInteger()),
        instant("undo_requested_at"),
        sa.Column("undo_requested_by", sa.Text()),
        instant("undone_at"),
        sa.Column("undo_obstacles", JSONB()),
    )


def create_import_rows():
    op.create_table(
        "import_row",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        *outcome_columns(),
        sa.Column("record_id", sa.BigInteger()),
        sa.Column("cells", ARRAY(sa.Text())),
        reference("import_row", "import_id", "imports", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="import_row_pkey"),
    )
    op.create_index(
        "import_row_import_id_row_number_key",
        "import_row",
        ["import_id", "row_number"],
        unique=True,
    )
    op.create_index(
        "import_row_failed_index",
        "import_row",
        ["import_id", "row_number"],
        postgresql_where=sa.text("outcome = 'failed'"),
    )
    op.create_index(
        "import_row_record_id_index",
        "import_row",
        ["record_id"],
        postgresql_where=sa.text("record_id IS NOT NULL"),
    )


def create_previews():
    op.create_table(
        "import_preview",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("start_row", sa.Integer(), nullable=False),
        sa.Column("on_error", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("done_rows", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("counts", JSONB()),
        sa.Column("message", sa.Text()),
        sa.Column("created_by", sa.Text()),
        created_at(),
        instant("heartbeat_at"),
        reference("import_preview", "file_id", "import_file"),
        sa.PrimaryKeyConstraint("id", name="import_preview_pkey"),
    )
    op.create_index("import_preview_file_id_index", "import_preview", ["file_id"])
    op.create_table(
        "import_preview_row",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("preview_id", sa.BigInteger(), nullable=False),
        *outcome_columns(),
        sa.Column("cells", ARRAY(sa.Text())),
        sa.Column("changes", JSONB()),
        reference("import_preview_row", "preview_id", "import_preview", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="import_preview_row_pkey"),
    )
    op.create_index(
        "import_preview_row_preview_id_row_number_key",
        "import_preview_row",
        ["preview_id", "row_number"],
        unique=True,
    )


def create_history():
    op.create_table(
        "change_log",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("before", JSONB()),
        sa.Column("after", JSONB()),
        instant("at", server_default=sa.text("now()"), nullable=False),
        sa.Column("actor", sa.Text(), server_default=setting("actor")),
        sa.Column("origin", sa.Text(), server_default=setting("origin")),
        sa.Column("import_id", sa.BigInteger(), server_default=setting("import_id", "::bigint")),
        sa.PrimaryKeyConstraint("id", name="change_log_pkey"),
    )
    op.create_index("change_log_row_index", "change_log", ["table_name", "row_id"])
    op.create_index(
        "change_log_import_id_index",
        "change_log",
        ["import_id"],
        postgresql_using="brin",
    )


def outcome_columns():
    return (
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.Column("column", sa.Text()),
        sa.Column("value", sa.Text()),
    )


def instant(name, **options):
    return sa.Column(name, TIMESTAMP(timezone=True), **options)


def created_at():
    return instant("created_at", server_default=sa.text("now()"), nullable=False)


def reference(table, column, target, **options):
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"{table}_{column}_fkey", **options
    )


def setting(name, cast=""):
    """What `transaction()` said about who changes data, and on which occasion."""
    return sa.text(f"NULLIF(current_setting('dbservice.{name}', true), ''){cast}")
