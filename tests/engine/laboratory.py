"""The same experiment many times over: a database that is emptied, and runs that are disturbed."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from dbservice.config import Settings
from dbservice.db import db, transaction
from dbservice.imports import control, runner
from dbservice.imports.lease import Ending
from dbservice.imports.status import FINAL
from tests.databases import schema_app
from tests.engine import world
from tests.engine.workers import wait_for

EMPTIED = (
    *("group_user", "enrollment_record", "student", "user", "change_log"),
    *("import_row", "imports", "import_preview_row", "import_preview"),
    *("import_file_part", "import_file"),
)

Rows = Iterable[Mapping[str, str] | None]


class Killed(BaseException):
    """What happens to a process that is killed: no handler of errors gets to see it."""


@dataclass(frozen=True)
class Result:
    """What came of a sheet: everybody in the database, and what was first said of each row."""

    people: list[dict[str, Any]]
    reports: list[dict[str, Any]]
    processed: int
    skipped: int


class Laboratory:
    """An organisation without students, and as often as wanted again."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings, self.engine = settings, engine

    def empty(self) -> None:
        """Remove everybody and everything that was imported."""
        with self.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in EMPTIED:
                connection.execute(text(f'DELETE FROM "{table}"'))

    def settled(self, stored: Rows) -> None:
        """Begin anew, with these students."""
        self.empty()
        self.run(stored)

    def sized(self, chunk_rows: int) -> Settings:
        return replace(self.settings, import_chunk_rows=chunk_rows)

    def run(self, rows: Rows, *, chunk_rows: int = 50, **terms: Any) -> int:
        """Import these rows undisturbed."""
        import_id = world.begin(world.sheet(rows), **terms)
        runner.run(import_id, self.sized(chunk_rows), lambda: False)
        return import_id

    def result(self, *chain: int) -> Result:
        """What came of an import, and of those that resumed it."""
        facts = [world.facts_of(self.engine, import_id) for import_id in chain]
        reports: dict[int, dict[str, Any]] = {}
        for import_id in reversed(chain):
            reports |= {one["row_number"]: one for one in world.reports(self.engine, import_id)}
        return Result(
            people=world.people(self.engine),
            reports=[reports[number] for number in sorted(reports)],
            processed=sum(one["processed_rows"] for one in facts),
            skipped=sum(one["skipped_rows"] for one in facts),
        )


class DisturbedRun:
    """An import that is disturbed again and again, and brought to its end all the same."""

    def __init__(self, laboratory: Laboratory, import_id: int, chunk_rows: int) -> None:
        self._engine, self._settings = laboratory.engine, laboratory.sized(chunk_rows)
        self.chain = [import_id]

    def disturb(self, how: str, at: int) -> None:
        """Begin a turn, and have something happen at this statement or chunk."""
        match how:
            case "killed":
                with suppress(Killed), at_statement(at, _kill):
                    self._turn()
            case "cut off":
                with suppress(OperationalError), at_statement(at, self._cut_off):
                    self._turn()
                db.session.remove()
            case "wound down":
                calls = iter(range(at))
                runner.run(self.chain[-1], self._settings, lambda: next(calls, None) is None)
            case "stopped":
                self._stop_and_resume(at)
            case "raced":
                with ThreadPoolExecutor(2) as pool:
                    list(pool.map(self._turn_apart, range(2)))

    def finish(self) -> None:
        """Go on to the end; the server may take a moment to notice that a process is gone."""

        def is_final() -> bool:
            return self._turn() is not Ending.UNFINISHED and self._facts()["status"] in FINAL

        wait_for(is_final, "the import to end")

    def _facts(self) -> dict[str, Any]:
        return world.facts_of(self._engine, self.chain[-1])

    def _turn(self) -> Ending:
        return runner.run(self.chain[-1], self._settings, lambda: False)

    def _turn_apart(self, _: int) -> None:
        with schema_app(self._settings.database_url):
            self._turn()

    def _cut_off(self, connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        with self._engine.connect() as other:
            pid = driver.info.backend_pid
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    def _stop_and_resume(self, at: int) -> None:
        calls = iter(range(at))

        def stop() -> bool:
            if next(calls, None) is None:
                with suppress(control.Conflict), Session(self._engine) as session:
                    control.stop(session, self.chain[-1], by="someone")
                    session.commit()
            return False

        runner.run(self.chain[-1], self._settings, stop)
        if self._facts()["status"] == "stopped":
            with transaction() as session:
                self.chain.append(control.resume(session, self.chain[-1], by="someone").id)


def _kill(_: Connection) -> None:
    raise Killed


@contextmanager
def at_statement(number: int, deed: Any) -> Iterator[None]:
    """Have something happen before this statement or commit, counted from 0."""
    seen = 0

    def count(connection: Connection, *_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == number + 1:
            deed(connection)

    listeners = [partial(event.listen, db.engine, name, count) for name in EVENTS]
    for listen in listeners:
        listen()
    try:
        yield
    finally:
        for name in EVENTS:
            event.remove(db.engine, name, count)


EVENTS = ("before_cursor_execute", "commit")
