"""The history is kept by months, so that old ones can be dropped as a whole.

What is there already becomes the first part as it is; nothing is copied.
"""

from datetime import UTC, datetime

from alembic import op
from sqlalchemy import text

from dbservice.services import ddl, history_months
from dbservice.services.history_months import LOG, REST, Month

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BEFORE = f"{LOG}_before"
BOUND = f"{BEFORE}_at_check"
ROW_INDEX = "CREATE INDEX change_log_row_index ON change_log (table_name, row_id)"
IMPORT_INDEX = "CREATE INDEX change_log_import_id_index ON change_log USING brin (import_id)"
IS_WHOLE = text(f"SELECT relkind = 'r' FROM pg_class WHERE oid = to_regclass('{LOG}')")
LATEST = text(f"SELECT max(at) FROM {LOG}")
# One string is one transaction, also where each statement is one otherwise.
TO_PARTS = f"""
    LOCK TABLE {LOG} IN ACCESS EXCLUSIVE MODE;
    ALTER TABLE {LOG} RENAME TO {BEFORE};
    ALTER TABLE {BEFORE} DROP CONSTRAINT {LOG}_pkey,
        ADD CONSTRAINT {BEFORE}_pkey PRIMARY KEY USING INDEX {BEFORE}_pkey;
    ALTER INDEX {LOG}_row_index RENAME TO {BEFORE}_row_index;
    ALTER INDEX {LOG}_import_id_index RENAME TO {BEFORE}_import_id_index;
    CREATE TABLE {LOG} (
        LIKE {BEFORE} INCLUDING DEFAULTS, CONSTRAINT {LOG}_pkey PRIMARY KEY (id, at)
    ) PARTITION BY RANGE (at);
    ALTER SEQUENCE {LOG}_id_seq OWNED BY {LOG}.id;
    {ROW_INDEX};
    {IMPORT_INDEX};
    CREATE TABLE {REST} PARTITION OF {LOG} DEFAULT;
    ALTER TABLE {LOG} ATTACH PARTITION {BEFORE} FOR VALUES FROM (MINVALUE) TO ('{{until}}');
    ALTER TABLE {BEFORE} DROP CONSTRAINT {BOUND}
"""
TO_WHOLE = f"""
    LOCK TABLE {LOG} IN ACCESS EXCLUSIVE MODE;
    ALTER TABLE {LOG} RENAME TO {LOG}_parts;
    CREATE TABLE {LOG} (LIKE {LOG}_parts INCLUDING DEFAULTS);
    INSERT INTO {LOG} SELECT * FROM {LOG}_parts;
    ALTER SEQUENCE {LOG}_id_seq OWNED BY {LOG}.id;
    DROP TABLE {LOG}_parts;
    ALTER TABLE {LOG} ADD CONSTRAINT {LOG}_pkey PRIMARY KEY (id);
    {ROW_INDEX};
    {IMPORT_INDEX}
"""


def upgrade():
    bind = op.get_bind()
    today = datetime.now(UTC)
    if bind.scalar(IS_WHOLE):
        latest = bind.scalar(LATEST) or today  # of a clock that ran ahead it may be to come
        until = Month.of(max(today, latest.astimezone(UTC))).plus(1).begins.isoformat()
        with op.get_context().autocommit_block(), ddl.patience(bind):
            ddl.add_index(bind, f"{BEFORE}_pkey", LOG, ["id", "at"], unique=True)
        with op.get_context().autocommit_block():
            # Known beforehand, it need not be looked for row by row while nobody can write.
            bound = f"ADD CONSTRAINT {BOUND} CHECK (at < '{until}') NOT VALID"
            drop = f"DROP CONSTRAINT IF EXISTS {BOUND}"
            ddl.execute_when_free(bind, f"ALTER TABLE {LOG} {drop}, {bound}")
            ddl.execute_when_free(bind, f"ALTER TABLE {LOG} VALIDATE CONSTRAINT {BOUND}")
            ddl.execute_when_free(bind, TO_PARTS.format(until=until))
    history_months.prepare(bind, today)


def downgrade():
    """Copy the history into one table; nobody can write meanwhile."""
    if not op.get_bind().scalar(IS_WHOLE):
        op.execute(TO_WHOLE)
