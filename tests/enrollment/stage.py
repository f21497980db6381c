"""A database to do operations in, one after another, and to look at in between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dbservice.config import Settings
from dbservice.db import db, persistently, rehearsal, transaction
from dbservice.errors import DomainError
from dbservice.imports import runner
from dbservice.models import Student, Teacher, User
from dbservice.services.consistency.invariants import INVARIANTS
from dbservice.services.constraints import explain, is_refusal
from dbservice.services.movement import MoveScope
from tests.engine import world
from tests.enrollment import places, snapshot
from tests.enrollment.operations import Desk, Operation, make
from tests.enrollment.places import Places
from tests.enrollment.snapshot import Snapshot

STUDENTS = ("S1", "S2", "S3")
TEACHERS = ("T1", "T2")
EMPTIED = (
    *("dropout", "group_user", "enrollment_record", "alumni", "student", "teacher", "user"),
    *("import_row", "imports", "import_file_part", "import_file", "change_log"),
)
EMPTY = "SET LOCAL session_replication_role = replica;" + ";".join(
    f'DELETE FROM "{table}"' for table in EMPTIED
)
# In this world everybody is a student or a teacher.
NOBODY = """
    SELECT id FROM "user" AS u WHERE NOT EXISTS (SELECT FROM student AS s WHERE s.user_id = u.id)
    AND NOT EXISTS (SELECT FROM teacher AS t WHERE t.user_id = u.id)
"""
QUERIES = {**{check.name: check.query for check in INVARIANTS}, "users without a role": NOBODY}
EXCEPTIONS = " UNION ALL ".join(
    f"SELECT '{name}' AS name, to_jsonb(q) AS keys FROM ({query}) AS q"
    for name, query in QUERIES.items()
)
# The queries stay the same, so the server plans them once.
PREPARE = f"""
    SET plan_cache_mode = force_generic_plan;
    PREPARE snapshot AS {snapshot.QUERY};
    PREPARE exceptions AS {EXCEPTIONS}
"""


@dataclass(frozen=True)
class Refusal:
    """Why an operation was not done."""

    code: str
    message: str


class Stage:
    """The organisation with its people, who are made anew as often as wanted."""

    def __init__(self, settings: Settings, view: Connection) -> None:
        self.settings, self._view = settings, view
        view.exec_driver_sql(PREPARE)
        with transaction() as session:
            self.places: Places = places.settle(session)

    def begin_anew(self) -> None:
        """Three students and two teachers, none of whom is enrolled."""
        with transaction() as session:
            session.connection().exec_driver_sql(EMPTY)
            for number in (*STUDENTS, *TEACHERS):
                user = User(first_name=number)
                session.add(user)
                session.flush()
                role = Student(student_id=number) if number in STUDENTS else Teacher()
                if isinstance(role, Teacher):
                    role.teacher_id = number
                role.user_id = user.id
                session.add(role)

    def snapshot(self) -> Snapshot:
        """The tables as they are committed."""
        rows = self._view.exec_driver_sql("EXECUTE snapshot").one()
        tables = ({row["id"]: row for row in table} for table in rows)
        return Snapshot(dict(zip(snapshot.TABLES, tables, strict=True)), self.places)

    def exceptions(self) -> list[tuple[Any, ...]]:
        """What breaks an invariant."""
        return [tuple(row) for row in self._view.exec_driver_sql("EXECUTE exceptions")]

    def call(self, one: Operation, scope: MoveScope = MoveScope.ALL) -> Refusal | None:
        """Do an operation as a call does, in a transaction of its own."""

        def work() -> None:
            with transaction() as session:
                make(session, one, scope)

        return refusal_of(lambda: persistently(work))

    def sheet(self, *operations: Operation) -> list[Refusal | None]:
        """Do operations of one kind as the rows of a sheet."""
        [kind] = {one.kind for one in operations}
        content = world.sheet([one.row() for one in operations], kind)
        import_id = world.begin(content, type=kind)
        runner.run(import_id, self.settings, lambda: False)
        with transaction() as session:
            rows = session.execute(
                text(
                    "SELECT code, message, outcome FROM import_row WHERE import_id = :id"
                    " ORDER BY row_number"
                ),
                {"id": import_id},
            ).all()
        assert len(rows) == len(operations)
        return [Refusal(row[0], row[1]) if row[2] == "failed" else None for row in rows]

    def rehearse(self, *operations: Operation) -> tuple[list[str | None], Snapshot]:
        """What came of these operations, one call after another; it is taken back."""
        with rehearsal() as session:
            codes = [attempt(session, lambda one=one: make(session, one)) for one in operations]
            return codes, snapshot.take(session, self.places)

    def rehearse_together(self, *operations: Operation) -> tuple[list[str | None], Snapshot]:
        """The same of operations that are done together on one roll."""
        with rehearsal() as session:
            desk = Desk(session, operations)
            codes = [attempt(None, lambda one=one: desk.do(one)) for one in operations]
            desk.write()
            return codes, snapshot.take(session, self.places)


def refusal_of(work: Callable[[], None]) -> Refusal | None:
    """Why work was not done, if it was not; of anything but a refusal nobody wants to hear."""
    try:
        work()
    except DomainError as refusal:
        return Refusal(refusal.code, refusal.message)
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        return Refusal(explain(error).code, explain(error).message)
    return None


def attempt(session: Session | None, deed: Callable[[], None]) -> str | None:
    """The code of the refusal, if it is refused; then nothing of it stays in the session."""
    try:
        if session is None:
            deed()
        else:
            with session.begin_nested():
                deed()
    except DomainError as refusal:
        return refusal.code
    return None


@contextmanager
def stage(settings: Settings) -> Iterator[Stage]:
    """A stage on a database that is migrated and empty; in the context of an application."""
    view = db.engine.execution_options(isolation_level="AUTOCOMMIT").connect()
    try:
        yield Stage(settings, view)
    finally:
        view.invalidate()  # its prepared statements are nobody else's business
        view.close()
