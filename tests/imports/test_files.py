import csv
import io

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from dbservice.imports import files
from dbservice.imports.canonical import canonical
from dbservice.imports.sources.sheet import SourcedSheet
from dbservice.models import ImportFile, ImportFilePart
from tests.imports.sheets import csv_of


def kept(session: Session, content: bytes) -> ImportFile:
    sheet = canonical(io.BytesIO(content), io.BytesIO(), max_rows=100_000)
    source = SourcedSheet("csv", "students.csv", sheet.content)
    file = files.store(session, source, sheet, by="asha")
    session.commit()
    return file


def rows(session: Session, file: ImportFile, from_row: int = 2) -> list[tuple[int, list[str]]]:
    return list(files.records(session.connection(), file.id, from_row))


def test_a_sheet_is_kept_with_what_is_known_of_it(session: Session):
    file = kept(session, b"a,b\r\n1,2\r\n")
    stored = session.get_one(ImportFile, file.id, populate_existing=True)
    assert (stored.kind, stored.name, stored.created_by) == ("csv", "students.csv", "asha")
    assert (stored.header, stored.row_count, stored.size) == (["a", "b"], 2, 10)
    assert len(stored.sha256) == 64


def test_rows_come_back_with_the_numbers_of_the_spreadsheet(session: Session):
    file = kept(session, b'a,b\n1,"two\nlines"\n\n4,"x, ""y"""\n')
    assert rows(session, file) == [(2, ["1", "two\nlines"]), (3, []), (4, ["4", 'x, "y"'])]
    assert rows(session, file, 3) == [(3, []), (4, ["4", 'x, "y"'])]
    assert rows(session, file, 4) == [(4, ["4", 'x, "y"'])]
    assert rows(session, file, 5) == []


CELLS = st.text(st.sampled_from('a,"\n\r é½प'), max_size=5)


@profile(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows_=st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=8), skipped=st.integers(0, 9)
)
def test_beginning_later_gives_the_rest(session: Session, rows_: list[list[str]], skipped: int):
    file = kept(session, csv_of([["head"], *rows_, ["end"]]))
    everything = rows(session, file)
    assert len(everything) == len(rows_) + 1
    assert rows(session, file, 2 + skipped) == everything[skipped:]


def test_a_large_sheet_is_kept_in_parts_and_read_in_few_statements(
    session: Session, engine: Engine
):
    wide = [[str(number), "नमस्ते " * 40, "x" * 60] for number in range(5_000)]
    file = kept(session, csv_of([["n", "greeting", "filler"], *wide]))
    parts = session.scalar(select(func.count()).where(ImportFilePart.file_id == file.id))
    assert parts == -(-file.size // files.PART_BYTES) > 10
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    with engine.connect() as connection:
        read = list(files.records(connection, file.id))
    assert [cells for _, cells in read] == wide
    assert len(sent) <= 1 + parts / files.PARTS_AT_A_TIME


def test_what_is_kept_is_plain_csv(session: Session):
    file = kept(session, b"\xef\xbb\xbfa , b\n'=1+1,D'Souza\n\n\n")
    content = session.scalar(
        select(ImportFilePart.content).where(ImportFilePart.file_id == file.id)
    )
    assert list(csv.reader(content.decode().splitlines())) == [["a", "b"], ["=1+1", "D'Souza"]]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_inside_cells_stay_as_they_were(session: Session, line_end: str):
    file = kept(session, f'a\n"one{line_end}two"\n'.encode())
    assert rows(session, file) == [(2, [f"one{line_end}two"])]
