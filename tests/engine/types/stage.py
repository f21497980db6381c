"""A database that scenarios are played on again and again: set, changed, looked at, set again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, text

from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.imports import control, preview, runner, undo
from dbservice.services.history import UNRECORDED, recorded_tables
from tests.engine import world
from tests.engine.types.scenario import Cells, Prepare, Scenario

TABLES = [table.name for table in recorded_tables()]
ALL_ROWS = text(
    " UNION ALL ".join(
        f"SELECT '{name}' AS name, t.id, to_jsonb(t) AS row FROM \"{name}\" AS t" for name in TABLES
    )
)
CHANGED_TABLES = text("SELECT DISTINCT table_name FROM change_log WHERE import_id = :id")
TIMES = {"inserted_at", "updated_at"}

Contents = dict[str, dict[int, dict[str, Any]]]
Rows = Iterable[Cells | None]


def contents(engine: Engine) -> Contents:
    """Every row of every table that people and systems edit, by table and id."""
    found: Contents = {name: {} for name in TABLES}
    with engine.connect() as connection:
        for name, id, row in connection.execute(ALL_ROWS):
            found[name][id] = row
    return found


def without_updates(contents: Contents) -> Contents:
    """The same without the times of the last change."""
    return {
        name: {
            id: {column: value for column, value in row.items() if column != "updated_at"}
            for id, row in rows.items()
        }
        for name, rows in contents.items()
    }


@dataclass
class Memory:
    """What the database of a run of tests has been like at the beginning of each scenario."""

    url: str
    beginnings: dict[tuple[Prepare | None, int], Contents]


class Stage:
    """Where the sheets of one test are imported."""

    def __init__(self, memory: Memory, engine: Engine, settings: Settings) -> None:
        self._memory = memory
        self.engine, self.settings = engine, settings
        self.type = ""

    def open(self, scenario: Scenario, count: int = 8) -> Contents:
        """Have everything as the scenario begins, with what `count` rows need; what there is."""
        self.type = scenario.type
        beginnings = self._memory.beginnings
        if (None, 0) not in beginnings:
            with transaction() as session:
                world.settle(session)
            beginnings[None, 0] = contents(self.engine)
        key = (scenario.prepare, count)
        if key in beginnings:
            self._restore(beginnings[key])
        else:
            self._restore(beginnings[None, 0])
            with transaction() as session:
                scenario.prepare(session, count)
            beginnings[key] = contents(self.engine)
            self._forget()
        return beginnings[key]

    def run(
        self,
        rows: Rows,
        *,
        chunk_rows: int = 50,
        winding_down: Callable[[], bool] = lambda: False,
        **terms: Any,
    ) -> int:
        """Import these rows; returns the import's id."""
        import_id = world.begin(world.sheet(rows, self.type), type=self.type, **terms)
        self.go_on(import_id, chunk_rows=chunk_rows, winding_down=winding_down)
        return import_id

    def go_on(
        self,
        import_id: int,
        *,
        chunk_rows: int = 50,
        winding_down: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take one turn at an import."""
        sized = replace(self.settings, import_chunk_rows=chunk_rows)
        runner.run(import_id, sized, winding_down)

    def stop_and_resume(self, import_id: int) -> int:
        """Stop an import and go on with it to the end, in another; returns that one's id."""
        with transaction() as session:
            control.stop(session, import_id, by="someone")
            resumed: int = control.resume(session, import_id, by="someone").id
        self.go_on(resumed)
        return resumed

    def take_back(self, import_id: int) -> None:
        """Undo an import."""
        with transaction() as session:
            control.request_undo(session, import_id, by="boss")
        undo.run(import_id)
        facts = world.facts_of(self.engine, import_id)
        assert facts["undone_at"], facts["undo_obstacles"]

    def preview(self, rows: Rows) -> list[dict[str, Any]]:
        """What a preview of these rows says of each."""
        with transaction() as session:
            file_id = world.stored(session, world.sheet(rows, self.type))
            terms = {"type": self.type, "start_row": 2, "on_error": "continue", "by": "tester"}
            preview_id = preview.request(session, file_id=file_id, **terms).id
        preview.run(preview_id, self.settings, lambda: False)
        query = str(world.ROWS).replace("import_row", "import_preview_row")
        query = query.replace("import_id", "preview_id")
        with self.engine.connect() as connection:
            found = connection.execute(text(query), {"id": preview_id})
            return [dict(row) for row in found.mappings()]

    def contents(self) -> Contents:
        """Everything that is stored."""
        return contents(self.engine)

    def verdicts(self, import_id: int) -> list[tuple[str, str | None]]:
        """Outcome and code of each row."""
        return [verdict for _, verdict in sorted(world.outcomes(self.engine, import_id).items())]

    def facts(self, import_id: int) -> dict[str, Any]:
        """The import's own row."""
        return world.facts_of(self.engine, import_id)

    def reports(self, import_id: int) -> list[dict[str, Any]]:
        """What was said of each row."""
        return world.reports(self.engine, import_id)

    def changed_tables(self, import_id: int) -> set[str]:
        """The tables that an import changed."""
        with self.engine.connect() as connection:
            return set(connection.scalars(CHANGED_TABLES, {"id": import_id}))

    def change(self, deed: Callable[[Any], None]) -> None:
        """Have something changed in the database, in a transaction."""
        with transaction() as session:
            deed(session)

    def _restore(self, wanted: Contents) -> None:
        now = contents(self.engine)
        with self._unwatched() as connection:
            for name in TABLES:
                _restore_table(connection, name, now[name], wanted[name])
        self._forget()

    def _forget(self) -> None:
        """Leave no trace of earlier imports and changes."""
        with self._unwatched() as connection:
            for name in sorted(UNRECORDED):
                connection.execute(text(f'DELETE FROM "{name}"'))

    def _unwatched(self) -> Any:
        """A transaction in which neither triggers nor foreign keys are looked at."""
        return _Unwatched(self.engine)


class _Unwatched:
    def __init__(self, engine: Engine) -> None:
        self._transaction = engine.begin()

    def __enter__(self) -> Connection:
        connection = self._transaction.__enter__()
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return connection

    def __exit__(self, *failure: object) -> None:
        self._transaction.__exit__(*failure)


def _restore_table(
    connection: Connection,
    name: str,
    now: Mapping[int, Any],
    wanted: Mapping[int, Any],
) -> None:
    wrong = [id for id in now if now[id] != wanted.get(id)]
    missing = [wanted[id] for id in wanted if now.get(id) != wanted[id]]
    if wrong:
        statement = text(f'DELETE FROM "{name}" WHERE id = ANY(:ids)')
        connection.execute(statement, {"ids": wrong})
    if missing:
        statement = text(
            f'INSERT INTO "{name}" SELECT * FROM'
            f' jsonb_populate_recordset(CAST(NULL AS "{name}"), CAST(:rows AS jsonb))'
        )
        connection.execute(statement, {"rows": orjson.dumps(missing).decode()})
