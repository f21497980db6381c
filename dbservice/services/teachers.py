"""Teachers, and the number they are known by."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy.orm import Session

from dbservice.errors import NotFound
from dbservice.services.bulk import text_array
from dbservice.services.driver import fetch_all

# Of several with one number, whom only old data has, the first counts.
FIND = """
    SELECT DISTINCT ON (teacher_id) teacher_id, id, user_id FROM teacher
    WHERE teacher_id = ANY(CAST(%s AS varchar[])) ORDER BY teacher_id, id
"""


class KnownTeacher(NamedTuple):
    """A stored teacher."""

    id: int
    user_id: int | None


def find(session: Session, teacher_ids: Collection[str]) -> dict[str, KnownTeacher]:
    """The teachers with these numbers, by number."""
    found = fetch_all(session, FIND, (text_array(sorted(teacher_ids)),))
    return {number: KnownTeacher(id, user_id) for number, id, user_id in found}


def not_found(teacher_id: str) -> NotFound:
    """Nobody has this number."""
    return NotFound(
        f"No teacher has the teacher_id {teacher_id}",
        field="teacher_id",
        code="TEACHER_NOT_FOUND",
        data={"value": teacher_id},
    )
