"""Lists as sheets: streamed as the database answers, however many rows there are."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased

from dbservice.admin.labels import value
from dbservice.admin.listing import Cell
from dbservice.admin.selection import Selection, unordered
from dbservice.admin.workbook import Line, workbook
from dbservice.db import snapshot, transaction
from dbservice.imports.formulas import guard
from dbservice.models import DataExport
from dbservice.services import export_records
from dbservice.services.export_records import State

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


def exported(
    chosen: Selection, cells: Sequence[Cell], terms: Mapping[str, Any], by: str
) -> Iterator[bytes]:
    """The parts of the file, the oldest row first; nothing is done before the first is asked for.

    That somebody takes these rows out of the service is kept on record. The record learns now and
    then how many rows were sent, in transactions beside that which reads, and how it ended.
    """
    format = terms["format"]
    record = DataExport(
        table_name=chosen.panel.table,
        format=format,
        columns=[cell.key for cell in cells],
        terms={name: text for name, text in terms.items() if name != "format"},
        created_by=by,
        row_count=0,
    )
    with snapshot() as connection:
        with transaction() as session:
            export_records.begin(session, connection, record)
        heading = [cell.heading for cell in cells]
        lines = _lines(connection, chosen, cells)
        yield from _followed(record.id, lines, lambda lines: FORMATS[format][0](heading, lines))


def _followed(
    record_id: int, lines: Iterable[Line], made_of: Callable[[Iterable[Line]], Iterator[bytes]]
) -> Iterator[bytes]:
    """The parts that are made of these lines; the record learns how far they are, and their end."""
    sent = 0

    def counted() -> Iterator[Line]:
        nonlocal sent
        for line in lines:
            sent += 1
            if not sent % TOLD_EVERY:
                with transaction() as session:
                    export_records.advance(session, record_id, sent)
            yield line

    def end(ending: State) -> None:
        with transaction() as session:
            export_records.end(session, record_id, sent, ending)

    try:
        yield from made_of(counted())
    except BaseException as error:
        has_left = isinstance(error, GeneratorExit)  # the reader
        with suppress(SQLAlchemyError):  # it may be the database that is gone
            end(State.BROKEN_OFF if has_left else State.FAILED)
        raise
    end(State.FINISHED)


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
