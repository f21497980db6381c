"""Figures of the dashboard, kept with the time at which they held, and indexes for those beside."""

from alembic import op

from dbservice.services import ddl

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS head_count (
        id bigserial CONSTRAINT head_count_pkey PRIMARY KEY,
        kind text NOT NULL,
        entity_id bigint NOT NULL,
        students integer NOT NULL,
        dropped_out integer NOT NULL
    )
    """,
    """
    CREATE UNIQUE INDEX IF NOT EXISTS head_count_kind_entity_id_key ON head_count (kind, entity_id)
    """,
    "CREATE INDEX IF NOT EXISTS head_count_kind_students_index ON head_count (kind, students)",
    """
    CREATE TABLE IF NOT EXISTS kept_report (
        id bigserial CONSTRAINT kept_report_pkey PRIMARY KEY,
        name text NOT NULL,
        content jsonb,
        requested_at timestamptz,
        begun_at timestamptz,
        taken_at timestamptz
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS kept_report_name_key ON kept_report (name)",
)
RECORDS = "enrollment_record"
INDEXES = {
    "enrollment_record_place_index": (
        ["group_type", "group_id"],
        "group_type IN ('school', 'batch')",
    ),
    "enrollment_record_recorded_index": (
        ["group_type", "inserted_at"],
        "group_type IN ('school', 'status')",
    ),
}


def upgrade():
    for statement in TABLES:
        op.execute(statement)
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for name, (columns, predicate) in INDEXES.items():
            ddl.add_index(op.get_bind(), name, RECORDS, columns, predicate)


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for name in INDEXES:
            ddl.drop_index(op.get_bind(), name)
    op.execute("DROP TABLE kept_report")
    op.execute("DROP TABLE head_count")
