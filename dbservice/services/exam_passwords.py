"""The passwords that students have at the portals of exams; stored sealed."""

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import StudentExamRecord
from dbservice.services import bulk
from dbservice.services.sealing import Sealer

STORED = text("""
    SELECT id, application_password, application_password_sealed FROM student_exam_record
    WHERE id > :after
      AND (application_password IS NOT NULL OR application_password_sealed IS NOT NULL)
    ORDER BY id LIMIT :limit FOR UPDATE
""")


class Renewed(NamedTuple):
    """What became of some rows: the last id of them, and how many passwords of each kind."""

    last_id: int | None
    sealed: int
    unreadable: int


def renew(session: Session, sealer: Sealer, *, after: int = 0, limit: int = 1000) -> Renewed:
    """Seal with the first key what is stored in clear or under another key; two statements.

    Takes the next rows after an id. What no key opens stays as it is.
    """
    stored = session.execute(STORED, {"after": after, "limit": limit}).all()
    changes = []
    unreadable = 0
    for id, clear, sealed in stored:
        if clear is None and sealer.is_current(sealed):
            continue
        password = clear if clear is not None else sealer.open(sealed)
        if password is None:
            unreadable += 1
            continue
        changes.append({"id": id, **columns(sealer, password)})
    bulk.update_rows(session, StudentExamRecord.metadata.tables["student_exam_record"], changes)
    return Renewed(stored[-1].id if stored else None, len(changes), unreadable)


def columns(sealer: Sealer, password: str | None) -> dict[str, str | None]:
    """The columns of a record that has this password."""
    sealed = None if password is None else sealer.seal(password)
    return {"application_password": None, "application_password_sealed": sealed}
