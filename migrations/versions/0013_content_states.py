"""States of content, and passages that problems share, as newer releases have them."""

from alembic import op
from sqlalchemy import text

from dbservice.services import ddl

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = {"cms_status": "name varchar(255) NOT NULL", "paragraph": "body text NOT NULL"}
COLUMNS = {
    "chapter": ("cms_status_id", "cms_status ON DELETE RESTRICT"),
    "topic": ("cms_status_id", "cms_status ON DELETE RESTRICT"),
    "resource": ("cms_status_id", "cms_status ON DELETE RESTRICT"),
    "problem_lang": ("paragraph_id", "paragraph ON DELETE SET NULL"),
}
TABLE = """
    CREATE TABLE IF NOT EXISTS {table} (
        id bigserial CONSTRAINT {table}_pkey PRIMARY KEY,
        {column},
        inserted_at timestamp(0) NOT NULL,
        updated_at timestamp(0) NOT NULL
    )
"""
EVENTS = {
    "insert": "AFTER INSERT ON {} REFERENCING NEW TABLE AS new_rows",
    "update": "AFTER UPDATE ON {} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "AFTER DELETE ON {} REFERENCING OLD TABLE AS old_rows",
    "truncate": "BEFORE TRUNCATE ON {}",
}
# A database of a newer release has some of this already, with data that a downgrade must not take
# away; so the comments of the keys remember what was added here.
OURS = "added by dbservice"
PRESENT = text("SELECT to_regclass(:table) IS NOT NULL")
HAS_COLUMN = text("""
    SELECT EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = to_regclass(:table) AND attname = :column AND NOT attisdropped)
""")
ADDED = text("""
    SELECT EXISTS (
        SELECT FROM pg_constraint
        WHERE conname = :name AND conrelid = to_regclass(:table)
          AND obj_description(oid, 'pg_constraint') = :ours)
""")


def upgrade():
    for table in TABLES:
        add_table(table)
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for table, (column, target) in COLUMNS.items():
            add_column(table, column, target)
            ddl.add_index(op.get_bind(), f"{table}_{column}_index", table, [column])


def downgrade():
    with op.get_context().autocommit_block():
        for table, (column, _) in COLUMNS.items():
            if is_ours(f"{table}_{column}_fkey", table):
                ddl.execute_when_free(op.get_bind(), f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in TABLES:
        if is_ours(f"{table}_pkey", table):
            op.execute(f"DROP TABLE {table}")
        else:
            for name in EVENTS:
                op.execute(f"DROP TRIGGER IF EXISTS change_log_{name} ON {table}")


def add_table(table):
    present = op.get_bind().scalar(PRESENT, {"table": table})
    op.execute(TABLE.format(table=table, column=TABLES[table]))
    if table == "cms_status":
        op.execute("CREATE UNIQUE INDEX IF NOT EXISTS cms_status_name_index ON cms_status (name)")
    for name, event in EVENTS.items():
        op.execute(
            f"CREATE OR REPLACE TRIGGER change_log_{name} {event.format(table)}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION change_log_{name}()"
        )
    if not present:
        remember(f"{table}_pkey", table)


def add_column(table, column, target):
    key = f"{table}_{column}_fkey"
    if op.get_bind().scalar(HAS_COLUMN, {"table": table, "column": column}):
        return
    ddl.execute_when_free(
        op.get_bind(),
        f"ALTER TABLE {table} ADD COLUMN {column} bigint CONSTRAINT {key} REFERENCES {target}",
    )
    remember(key, table)


def remember(constraint, table):
    op.execute(f"COMMENT ON CONSTRAINT {constraint} ON {table} IS '{OURS}'")


def is_ours(constraint, table):
    named = {"name": constraint, "table": table, "ours": OURS}
    return op.get_bind().scalar(ADDED, named)
