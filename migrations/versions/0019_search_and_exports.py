"""What the search of staff needs to be quick, and the record of what staff takes out as sheets.

Trigram indexes need the extension pg_trgm. Where it may not be installed the search works all the
same, but reads whole tables; `flask db upgrade` says so, and a later upgrade does not come back to
it. Once the extension is there, run this revision and those after it again, which keeps all data:
`flask db stamp 0018`, then `flask db upgrade`.
"""

import logging

from alembic import op
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dbservice.services import ddl

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

EXTENSION = "pg_trgm"
NAMES = "CAST(jsonb_path_query_array(name, '$[*].resource') AS varchar)"
HAYSTACKS = {
    "user": ("first_name", "last_name", "phone", "email"),
    "student": ("student_id", "apaar_id"),
    "session": ("name", "session_id"),
    "resource": ("code", NAMES),
}
TABLE = """
    CREATE TABLE IF NOT EXISTS data_export (
        id bigserial CONSTRAINT data_export_pkey PRIMARY KEY,
        table_name text NOT NULL,
        format text NOT NULL,
        columns text[] NOT NULL,
        terms jsonb NOT NULL,
        row_count bigint,
        created_by text,
        created_at timestamptz NOT NULL DEFAULT now(),
        completed_at timestamptz
    )
"""
# Hosts install extensions into schemas of their own, which nobody need have in the search path.
OPERATORS = text("""
    SELECT CAST(o.opcnamespace AS regnamespace) || '.gin_trgm_ops'
    FROM pg_extension AS e
    JOIN pg_depend AS d ON d.refobjid = e.oid AND d.classid = CAST('pg_opclass' AS regclass)
    JOIN pg_opclass AS o ON o.oid = d.objid
    WHERE e.extname = :name AND o.opcname = 'gin_trgm_ops'
""")
WITHOUT = (
    "The extension %s cannot be installed (%s): the search of the admin site will be slow on large"
    " tables. A superuser can install it: CREATE EXTENSION %s. Afterwards run: flask db stamp 0018,"
    " then: flask db upgrade"
)

log = logging.getLogger("alembic.runtime.migration")


def upgrade():
    op.execute(TABLE)
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        if operators := trigram_operators():
            for table, columns in HAYSTACKS.items():
                ddl.add_index(
                    op.get_bind(),
                    f"{table}_haystack_index",
                    table,
                    [f"{haystack(columns)} {operators}"],
                    method="gin",
                )


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for table in HAYSTACKS:
            ddl.drop_index(op.get_bind(), f"{table}_haystack_index")
    op.execute("DROP TABLE data_export")


def trigram_operators():
    """Install the extension, if it is not there; its operators, none where that cannot be."""
    try:
        op.get_bind().exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
    except DBAPIError as error:
        log.warning(WITHOUT, EXTENSION, str(error.orig).strip(), EXTENSION)
    return op.get_bind().scalar(OPERATORS, {"name": EXTENSION})


def haystack(columns):
    text_of_row = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
    return f"(' ' || {text_of_row})"
