"""What scenarios need beside the organisation: people, enrolled, dropped out, come in by sheet."""

from collections.abc import Callable, Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.imports.attempt import apply_rows
from dbservice.imports.import_type import SheetReader
from dbservice.imports.registry import TYPES
from dbservice.imports.rows import Outcome
from dbservice.models import Teacher, User
from tests.engine.types.scenario import Bad, Cells

TERM = {"academic_year": "2025-2026", "start_date": "2025-06-16"}
PLACES = {
    "auth_group": "EnableStudents",
    "school_code": "SCH001",
    "batch_id": "EN-11-Photon-Enq-24-001",
    "grade": "11",
}


def numbered(number: int) -> Cells:
    """What student `number` is known by."""
    return {"student_id": f"S{number:05d}", "student_apaar_id": f"A{number:05d}"}


def taken(session: Session, type: str, rows: Iterable[Cells]) -> None:
    """Import rows that are good."""
    headers = TYPES[type].headers()
    reader = SheetReader(TYPES[type], headers)
    read = [
        reader.read(number, [row.get(header, "") for header in headers])
        for number, row in enumerate(rows, 2)
    ]
    for row in apply_rows(session, TYPES[type], read):
        assert row.outcome is not Outcome.FAILED, [one.message for one in row.problems]


def unenrolled(session: Session, count: int) -> None:
    """Students who are nowhere yet."""
    rows = [{**numbered(number), "user_first_name": "Asha"} for number in range(count)]
    taken(session, "student", rows)


def enrolled(session: Session, count: int) -> None:
    """Students in an auth group, a school, a batch and a grade."""
    rows = [
        {**numbered(number), "user_first_name": "Asha", **PLACES, **TERM} for number in range(count)
    ]
    taken(session, "student", rows)


def dropped_out(session: Session, count: int) -> None:
    """Students who were enrolled and are no longer."""
    enrolled(session, count)
    term = {"academic_year": "2025-2026", "start_date": "2025-12-01"}
    taken(session, "dropout", ({**numbered(number), **term} for number in range(count)))


def sent(*statements: str) -> Callable[[Session], None]:
    """Has these statements run."""

    def send(session: Session) -> None:
        for statement in statements:
            session.execute(text(statement))

    return send


def without_group(table: str, column: str, code: str) -> Callable[[Session], None]:
    """Takes the group row of an entity away, and what refers to it."""
    own = f"type = '{table}' AND child_id = (SELECT id FROM \"{table}\" WHERE {column} = '{code}')"
    groups = f'SELECT id FROM "group" WHERE {own}'
    return sent(
        f"DELETE FROM group_user WHERE group_id IN ({groups})",
        f"DELETE FROM group_session WHERE group_id IN ({groups})",
        f'DELETE FROM "group" WHERE {own}',
    )


WITHOUT_STATUSES = sent(
    "DELETE FROM \"group\" WHERE type = 'status' AND child_id NOT IN"
    " (SELECT group_id FROM enrollment_record WHERE group_type = 'status')"
)


def teachers(session: Session, count: int) -> None:
    """Teachers, each in a batch."""
    for number in range(count):
        user = User(first_name="Meera")
        session.add(user)
        session.flush()
        session.add(Teacher(teacher_id=f"T{number:05d}", user_id=user.id))
    session.flush()
    batch = {"batch_id": "EN-11-Photon-Enq-24-001", **TERM}
    rows = ({"teacher_id": f"T{number:05d}", **batch} for number in range(count))
    taken(session, "teacher_batch_assignment", rows)


def taken_before(type: str, cells: Cells) -> Callable[[Session], None]:
    """Has a row about student 0 imported."""
    return lambda session: taken(session, type, [{**numbered(0), **TERM, **cells}])


def also_member(table: str, column: str, code: str) -> Callable[[Session], None]:
    """Makes student 0 a member of an entity without a record, as old data has it."""
    return sent(
        "INSERT INTO group_user (user_id, group_id)"
        ' SELECT s.user_id, g.id FROM student AS s, "group" AS g'
        f" WHERE s.student_id = 'S00000' AND g.type = '{table}'"
        f" AND g.child_id = (SELECT id FROM \"{table}\" WHERE {column} = '{code}')"
    )


TWINS = sent("UPDATE student SET student_id = 'S00000' WHERE student_id = 'S00001'")
NO_USER = sent("UPDATE student SET user_id = NULL WHERE student_id = 'S00000'")
# What can be wrong with the student that a row is about.
NOBODY = (
    Bad("IDENTIFIER_MISSING", {"student_id": "", "student_apaar_id": " "}, "student_id"),
    Bad(
        "STUDENT_NOT_FOUND",
        {"student_id": "NOBODY", "student_apaar_id": "NONE"},
        "student_id",
        "Student ID NOBODY or APAAR ID NONE",
    ),
    Bad("AMBIGUOUS", {"student_apaar_id": ""}, "student_id", "S00000", TWINS),
    Bad("USER_NOT_FOUND", {}, "student_id", given=NO_USER),
)
DROPPED_OUT = Bad(
    "ALREADY_DROPPED_OUT", {}, "student_id", "has dropped out", taken_before("dropout", {})
)
NO_STATUSES = Bad("STATUS_ROW_MISSING", told="not set up", given=WITHOUT_STATUSES)
