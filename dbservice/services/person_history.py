"""The history of a person: of the user, of the roles, and of everything they were enrolled in."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import Change
from dbservice.services import history
from dbservice.services.history import ANY, RowKey, Wanted

OF_PEOPLE = ("candidate", "enrollment_record", "group_user", "student", "teacher")
"""The tables whose rows are about the user whom they name."""
USER = "user"

THERE = " UNION ALL ".join(
    f"SELECT '{table}', id FROM {table} WHERE user_id = :id" for table in OF_PEOPLE
)
ROWS = text(f"""
    SELECT CAST('{USER}' AS text), CAST(:id AS bigint)
    UNION ALL {THERE}
    UNION
    SELECT table_name, row_id FROM change_log
    WHERE operation = 'delete' AND before ->> 'user_id' = CAST(:id AS text)
      AND table_name = ANY(:tables)
""")


def rows_about(session: Session, user_id: int) -> list[RowKey]:
    """The rows about a person: those that there are, and those that were deleted."""
    query = {"id": user_id, "tables": list(OF_PEOPLE)}
    return [RowKey(*row) for row in session.execute(ROWS, query)]


def of_person(
    session: Session,
    user_id: int,
    wanted: Wanted = ANY,
    *,
    limit: int,
    before: int | None = None,
) -> Sequence[Change]:
    """The changes of all rows about a person, the newest first; two statements.

    Args:
        session: where to look.
        user_id: who.
        wanted: which of them.
        limit: how many.
        before: the id of the last change of the page before.
    """
    rows = rows_about(session, user_id)
    return history.of_rows(session, rows, wanted, limit=limit, before=before)
