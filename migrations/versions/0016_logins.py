"""When accounts were used last and got their password; a login is no change that history keeps."""

from alembic import op
from sqlalchemy import text

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COLUMNS = ("last_login_at", "password_changed_at")
DEFINITION = text("SELECT pg_get_functiondef('change_log_secret_update'::regproc)")
ONE = "- 'last_used_at'"
BOTH = "- '{last_used_at,last_login_at}'::text[]"


def upgrade():
    added = ", ".join(f"ADD COLUMN IF NOT EXISTS {name} timestamptz" for name in COLUMNS)
    op.execute(f"ALTER TABLE staff_account {added}")
    replace(ONE, BOTH)


def downgrade():
    replace(BOTH, ONE)
    dropped = ", ".join(f"DROP COLUMN IF EXISTS {name}" for name in COLUMNS)
    op.execute(f"ALTER TABLE staff_account {dropped}")


def replace(old, new):
    op.execute(op.get_bind().scalar(DEFINITION).replace(old, new))
