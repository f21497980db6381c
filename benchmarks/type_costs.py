"""What an import takes beside CPU: statements and memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from benchmarks import type_sheets
from benchmarks.service import application, database, running, submitted
from dbservice.db import db
from dbservice.imports import runner
from dbservice.services.driver import BEGIN


@dataclass
class Statements:
    """What was sent to PostgreSQL: on the average of 500 rows, and most in a transaction."""

    per_500_rows: float
    most_in_a_chunk: int


def statements(type: str, template: str, rows: int) -> Statements:
    """Take a sheet in this process and count."""
    with database("counted", template) as url, application(url) as app:
        import_id = submitted(app, type_sheets.sheet(type, rows), type)
        with _sent() as sent:
            runner.run(import_id, app.config["SETTINGS"], lambda: False)
    starts = [at for at, statement in enumerate(sent) if statement == BEGIN.text]
    chunks = [end - start for start, end in zip(starts, [*starts[1:], len(sent)], strict=True)]
    return Statements(len(sent) / (rows / 500), max(chunks))


def memory(type: str, template: str, rows: tuple[int, ...]) -> list[int]:
    """The peak of the job, in kB, for sheets of so many rows, one after the other."""
    peaks = []
    with running("remembered", template) as service:
        service.warm_up()
        for count in rows:
            service.peak_memory = 0
            service.take(type_sheets.sheet(type, count), type, watched=True)
            peaks.append(service.peak_memory)
    return peaks


@contextmanager
def _sent() -> Iterator[list[str]]:
    """Every statement that this process sends inside, whoever has it sent."""
    sent: list[str] = []

    def watch(connection: Any, *_: object) -> None:
        plain = type(connection.cursor())

        def execute(cursor: Any, statement: Any, *args: Any) -> Any:
            sent.extend(str(statement).split("; "))
            return plain.execute(cursor, statement, *args)

        connection.cursor_factory = type("Watched", (plain,), {"execute": execute})

    db.engine.dispose()
    event.listen(db.engine.pool, "connect", watch)
    yield sent
    event.remove(db.engine.pool, "connect", watch)
