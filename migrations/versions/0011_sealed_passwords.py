"""Passwords of exam portals are kept sealed, and a client may have several tokens at a time.

The history forgets the passwords that it has in clear, and from here on never sees one.
"""

from alembic import op
from sqlalchemy import text

from dbservice.services import ddl

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

HIDDEN = "'{application_password}'::text[]"
INSERTED = """
  INSERT INTO {log} (table_name, row_id, operation, after)
  SELECT TG_TABLE_NAME, n.id, 'insert', to_jsonb(n) - {hidden} FROM new_rows AS n;
"""
UPDATED = """
  INSERT INTO {log} (table_name, row_id, operation, before, after)
  SELECT TG_TABLE_NAME, id, operation, before - {hidden}, after - {hidden}
  FROM (
    SELECT coalesce(n.id, o.id) AS id, to_jsonb(o) AS before, to_jsonb(n) AS after,
           CASE WHEN o.id IS NULL THEN 'insert' WHEN n.id IS NULL THEN 'delete'
                ELSE 'update' END AS operation
    FROM old_rows AS o FULL JOIN new_rows AS n ON n.id = o.id
    WHERE (o *= n) IS NOT TRUE
    OFFSET 0
  ) AS changed
  WHERE before - 'updated_at' IS DISTINCT FROM after - 'updated_at';
"""
DELETED = """
  INSERT INTO {log} (table_name, row_id, operation, before)
  SELECT TG_TABLE_NAME, o.id, 'delete', to_jsonb(o) - {hidden} FROM old_rows AS o;
"""
TRUNCATED = """
  INSERT INTO {log} (table_name, row_id, operation, before)
  SELECT TG_TABLE_NAME, t.id, 'delete', to_jsonb(t) - {hidden}
  FROM {schema}.student_exam_record AS t;
"""
BODIES = {"insert": INSERTED, "update": UPDATED, "delete": DELETED, "truncate": TRUNCATED}
EVENTS = {
    "insert": "AFTER INSERT ON student_exam_record REFERENCING NEW TABLE AS new_rows",
    "update": (
        "AFTER UPDATE ON student_exam_record"
        " REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
    ),
    "delete": "AFTER DELETE ON student_exam_record REFERENCING OLD TABLE AS old_rows",
    "truncate": "BEFORE TRUNCATE ON student_exam_record",
}
FORGET = """
    UPDATE change_log
    SET before = before - 'application_password', after = after - 'application_password'
    WHERE table_name = 'student_exam_record'
      AND (before ? 'application_password' OR after ? 'application_password')
"""
SEALED = text("""
    SELECT count(*) FROM student_exam_record WHERE application_password_sealed IS NOT NULL
""")


def upgrade():
    schema = ddl.quote(op.get_bind().scalar(ddl.SCHEMA))
    for name, body in BODIES.items():
        filled = body.format(log=f"{schema}.change_log", schema=schema, hidden=HIDDEN)
        op.execute(
            f"CREATE OR REPLACE FUNCTION change_log_sealed_{name}() RETURNS trigger"
            " LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
            f" AS $body$\nBEGIN{filled}  RETURN NULL;\nEND $body$"
        )
        op.execute(f"REVOKE ALL ON FUNCTION change_log_sealed_{name}() FROM PUBLIC")
    op.execute("DROP INDEX IF EXISTS api_token_name_key")
    op.execute("CREATE INDEX IF NOT EXISTS api_token_name_index ON api_token (name)")
    with op.get_context().autocommit_block():
        ddl.execute_when_free(
            op.get_bind(),
            "ALTER TABLE student_exam_record"
            " ADD COLUMN IF NOT EXISTS application_password_sealed text",
        )
        record_by("sealed_")
    op.execute(FORGET)


def downgrade():
    if sealed := op.get_bind().scalar(SEALED):
        raise RuntimeError(
            f"{sealed} passwords are stored sealed and would be lost; if they may be, first set"
            " student_exam_record.application_password_sealed to NULL"
        )
    op.execute("DROP INDEX IF EXISTS api_token_name_index")
    op.execute("CREATE UNIQUE INDEX IF NOT EXISTS api_token_name_key ON api_token (name)")
    with op.get_context().autocommit_block():
        record_by("")
        ddl.execute_when_free(
            op.get_bind(),
            "ALTER TABLE student_exam_record DROP COLUMN IF EXISTS application_password_sealed",
        )
    for name in BODIES:
        op.execute(f"DROP FUNCTION IF EXISTS change_log_sealed_{name}()")


def record_by(kind):
    """Have the changes of the table written down by functions of this kind."""
    for name, event in EVENTS.items():
        ddl.execute_when_free(
            op.get_bind(),
            f"CREATE OR REPLACE TRIGGER change_log_{name} {event}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION change_log_{kind}{name}()",
        )
