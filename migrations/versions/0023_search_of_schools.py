"""Trigram indexes for the search of staff in tables of thousands of rows, as of those of millions.

Where the extension pg_trgm was not installed by revision 0019 there are none here either.
"""

from alembic import op
from sqlalchemy import text

from dbservice.services import ddl

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

HAYSTACKS = {
    "teacher": ("teacher_id",),
    "school": ("code", "name", "udise_code"),
    "batch": ("batch_id", "name"),
}
# The extension may live in a schema that nobody looks into.
OPERATORS = text("""
    SELECT CAST(o.opcnamespace AS regnamespace) || '.gin_trgm_ops'
    FROM pg_extension AS e
    JOIN pg_depend AS d ON d.refobjid = e.oid AND d.classid = CAST('pg_opclass' AS regclass)
    JOIN pg_opclass AS o ON o.oid = d.objid
    WHERE e.extname = 'pg_trgm' AND o.opcname = 'gin_trgm_ops'
""")


def upgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        if operators := op.get_bind().scalar(OPERATORS):
            for table, columns in HAYSTACKS.items():
                text_of_row = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
                ddl.add_index(
                    op.get_bind(),
                    f"{table}_haystack_index",
                    table,
                    [f"(' ' || {text_of_row}) {operators}"],
                    method="gin",
                )


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for table in HAYSTACKS:
            ddl.drop_index(op.get_bind(), f"{table}_haystack_index")
