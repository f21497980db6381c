"""Lists as sheets: streamed as the database answers, however many rows there are."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import Session, aliased

from dbservice.admin.labels import value
from dbservice.admin.listing import Cell
from dbservice.admin.selection import Selection, unordered
from dbservice.admin.workbook import Line, workbook
from dbservice.db import snapshot, transaction
from dbservice.imports.formulas import guard
from dbservice.models import DataExport

ROWS_AT_ONCE = 1_000
TOLD_EVERY = 10_000  # rows, which take about half a second
BOM = "\ufeff"  # without it spreadsheet programs take UTF-8 for something else


def table_of_values(heading: Line, lines: Iterable[Line]) -> Iterator[bytes]:
    """The parts of a CSV file; no cell of it can run as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow(heading)
    for number, line in enumerate(lines, 1):
        writer.writerow([guard(one) if isinstance(one, str) else one for one in line])
        if not number % ROWS_AT_ONCE:
            yield _drained(buffer)
    yield _drained(buffer)


Format = Callable[[Line, Iterable[Line]], Iterator[bytes]]
FORMATS: Mapping[str, tuple[Format, str]] = {
    "csv": (table_of_values, "text/csv; charset=utf-8"),
    "xlsx": (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class Progress(NamedTuple):
    """How far an export is: the rows sent so far, and whether it is over, to its end or not."""

    id: int
    rows: int
    is_over: bool


def noted(chosen: Selection, cells: Sequence[Cell], terms: Mapping[str, Any], by: str) -> int:
    """Keep on record that somebody takes these rows out of the service; the id of the record."""
    record = DataExport(
        table_name=chosen.panel.table,
        format=terms["format"],
        columns=[cell.key for cell in cells],
        terms={name: text for name, text in terms.items() if name != "format"},
        created_by=by,
    )
    with transaction() as session:
        session.add(record)
    return record.id


def exported(
    record_id: int, chosen: Selection, cells: Sequence[Cell], format: str
) -> Iterator[bytes]:
    """The parts of the file, the oldest row first.

    The record learns now and then how many rows were sent, in transactions beside that which reads.
    """
    heading = [cell.heading for cell in cells]
    sent = 0

    def counted(lines: Iterable[Line]) -> Iterator[Line]:
        nonlocal sent
        for line in lines:
            sent += 1
            if not sent % TOLD_EVERY:
                _note(record_id, row_count=sent)
            yield line

    try:
        with snapshot() as connection:
            yield from FORMATS[format][0](heading, counted(_lines(connection, chosen, cells)))
    finally:
        _note(record_id, row_count=sent, completed_at=func.now())


def progress(session: Session, table: str, by: str, id: int | None = None) -> Progress | None:
    """How far somebody's export of a table is: the one with this id, or the newest."""
    columns = DataExport.id, func.coalesce(DataExport.row_count, 0), DataExport.completed_at
    query = select(*columns).where(DataExport.table_name == table, DataExport.created_by == by)
    if id is not None:
        query = query.where(DataExport.id == id)
    found = session.execute(query.order_by(DataExport.id.desc()).limit(1)).one_or_none()
    return Progress(found[0], found[1], found[2] is not None) if found else None


def _note(record_id: int, **values: Any) -> None:
    with transaction() as session:
        session.execute(update(DataExport).where(DataExport.id == record_id).values(**values))


def _lines(connection: Connection, chosen: Selection, cells: Sequence[Cell]) -> Iterator[Line]:
    row = aliased(chosen.panel.model)
    query = select(*(value(row, cell.path) for cell in cells)).select_from(row).order_by(row.id)
    if not chosen.is_everything:
        query = query.where(row.id.in_(unordered(chosen)))
    streaming = connection.execution_options(yield_per=ROWS_AT_ONCE)
    for values in streaming.execute(query):
        yield [_cell(cell, one) for cell, one in zip(cells, values, strict=True)]


def _cell(cell: Cell, content: Any) -> str | float:
    if content is None:
        return ""
    return str(content) if cell.path.is_link else cell.kind.exported(content)


def _drained(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return content
