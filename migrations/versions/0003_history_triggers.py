"""History: triggers that write each change of a row into change_log.

They are statement-level, so that a statement over many rows costs one INSERT more and not one a
row, and they run with the rights of their owner, so that whoever may write a table leaves a trace.
"""

from alembic import op

from dbservice.services import ddl

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PLAIN = [
    "alumni",
    "auth_group",
    "batch",
    "branch",
    "candidate",
    "chapter",
    "chapter_curriculum",
    "college",
    "concept",
    "curriculum",
    "cutoffs",
    "demographic_profile",
    "enrollment_record",
    "exam",
    "exam_occurrence",
    "form_schema",
    "grade",
    "group",
    "group_session",
    "group_user",
    "language",
    "learning_objective",
    "lms_pm_school_visits",
    "problem_lang",
    "product",
    "program",
    "purpose",
    "resource",
    "resource_chapter",
    "resource_concept",
    "resource_curriculum",
    "resource_topic",
    "school",
    "school_batch",
    "session",
    "session_occurrence",
    "skill",
    "status",
    "student_exam_record",
    "student_profile",
    "subject",
    "tag",
    "teacher",
    "teacher_profile",
    "test_rule",
    "topic",
    "topic_curriculum",
    "user_permission",
    "user_profile",
    "user_session",
]
# Wide, mostly empty, filled by the thousand, without JSON columns: what is written of a new row
# leaves its nulls out, which makes it a third as long.
SPARSE = ["student", "user"]
# What is written of a row leaves the hashes out, and a use of a token is no change of it.
SECRET = ["api_token", "staff_account"]
TRIGGERS = {
    **dict.fromkeys(PLAIN, ("insert", "update", "delete", "truncate")),
    **dict.fromkeys(SPARSE, ("sparse_insert", "update", "delete", "truncate")),
    **dict.fromkeys(SECRET, ("secret_insert", "secret_update", "secret_delete", "truncate")),
}

HASHES = "'{password_hash,token_hash}'::text[]"

INSERTED = """
  INSERT INTO {log} (table_name, row_id, operation, after)
  SELECT TG_TABLE_NAME, n.id, 'insert', {after} FROM new_rows AS n;
"""
# A full join never becomes a nested loop, which a plan made for one row would be for a thousand;
# and a row whose id was changed comes out as one deleted and one inserted.
UPDATED = """
  INSERT INTO {log} (table_name, row_id, operation, before, after)
  SELECT TG_TABLE_NAME, id, operation, before{hidden}, after{hidden}
  FROM (
    SELECT coalesce(n.id, o.id) AS id, to_jsonb(o) AS before, to_jsonb(n) AS after,
           CASE WHEN o.id IS NULL THEN 'insert' WHEN n.id IS NULL THEN 'delete'
                ELSE 'update' END AS operation
    FROM old_rows AS o FULL JOIN new_rows AS n ON n.id = o.id
    WHERE (o *= n) IS NOT TRUE
    OFFSET 0
  ) AS changed
  WHERE before - '{ignored}' IS DISTINCT FROM after - '{ignored}';
"""
DELETED = """
  INSERT INTO {log} (table_name, row_id, operation, before)
  SELECT TG_TABLE_NAME, o.id, 'delete', to_jsonb(o){hidden} FROM old_rows AS o;
"""
TRUNCATED = """
  EXECUTE format(
    'INSERT INTO {log} (table_name, row_id, operation, before)
     SELECT %L, t.id, ''delete'', to_jsonb(t) - %L::text[] FROM %I.%I AS t',
    TG_TABLE_NAME, {hashes}, TG_TABLE_SCHEMA, TG_TABLE_NAME
  );
"""
BODIES = {
    "insert": INSERTED.replace("{after}", "to_jsonb(n)"),
    "sparse_insert": INSERTED.replace("{after}", "jsonb_strip_nulls(to_jsonb(n))"),
    "secret_insert": INSERTED.replace("{after}", f"to_jsonb(n) - {HASHES}"),
    "update": UPDATED.replace("{hidden}", "").replace("{ignored}", "updated_at"),
    "secret_update": UPDATED.replace("{hidden}", f" - {HASHES}").replace(
        "{ignored}", "last_used_at"
    ),
    "delete": DELETED.replace("{hidden}", ""),
    "secret_delete": DELETED.replace("{hidden}", f" - {HASHES}"),
    "truncate": TRUNCATED.replace("{hashes}", HASHES),
}
EVENTS = {
    "insert": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows",
    "update": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows",
    "truncate": "BEFORE TRUNCATE ON {table}",
}


def upgrade():
    log = f"{ddl.quote(op.get_bind().scalar(ddl.SCHEMA))}.change_log"
    for name, body in BODIES.items():
        op.execute(function(name, body.replace("{log}", log)))
        op.execute(f"REVOKE ALL ON FUNCTION change_log_{name}() FROM PUBLIC")
    with op.get_context().autocommit_block():
        for table, names in TRIGGERS.items():
            for name in names:
                ddl.execute_when_free(op.get_bind(), trigger(table, name))


def downgrade():
    with op.get_context().autocommit_block():
        for table, names in TRIGGERS.items():
            for name in names:
                ddl.execute_when_free(
                    op.get_bind(), f'DROP TRIGGER IF EXISTS {trigger_name(name)} ON "{table}"'
                )
    for name in BODIES:
        op.execute(f"DROP FUNCTION change_log_{name}()")


def function(name, body):
    return (
        f"CREATE OR REPLACE FUNCTION change_log_{name}() RETURNS trigger LANGUAGE plpgsql"
        f" SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
        f" AS $body$\nBEGIN{body}  RETURN NULL;\nEND $body$"
    )


def trigger(table, name):
    event = EVENTS[name.removeprefix("sparse_").removeprefix("secret_")]
    return (
        f"CREATE OR REPLACE TRIGGER {trigger_name(name)} {event.format(table=ddl.quote(table))}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION change_log_{name}()"
    )


def trigger_name(name):
    return "change_log_" + name.removeprefix("sparse_").removeprefix("secret_")
