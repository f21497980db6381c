"""The sample sheets: as generated, and with the outcome in an import that their README tells."""

import csv
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.orm import Session

import samples
from dbservice.imports import outcomes
from dbservice.imports.attempt import apply_rows
from dbservice.imports.duplicates import tell_of_earlier_rows
from dbservice.imports.import_type import SheetReader
from dbservice.imports.registry import TYPES
from dbservice.imports.rows import Outcome, Row
from dbservice.services.consistency.register import exceptions
from samples.faults import BLANK_ROWS, WHITE_SPACE_CELLS_ROW, WHITE_SPACE_ROW, bad_rows
from samples.files import write_all

FOLDER = Path(samples.__file__).parent
STUDENT = TYPES["student"]
CLEAN = FOLDER / "students-clean.csv"
DIRTY = FOLDER / "students-dirty.csv"
WORKBOOK = FOLDER / "students-clean.xlsx"


def records(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def imported(session: Session, path: Path) -> list[Row]:
    """The rows of a sheet with their outcomes, as an import of it would leave them."""
    header, *lines = records(path)
    reader = SheetReader(STUDENT, header)
    read = [reader.read(number, cells) for number, cells in enumerate(lines, 2)]
    rows = apply_rows(session, STUDENT, read)
    tell_of_earlier_rows(rows, {})
    return rows


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples as they are generated now."""
    folder = tmp_path_factory.mktemp("samples")
    write_all(folder)
    return folder


@pytest.mark.parametrize("name", [CLEAN.name, DIRTY.name, "README.md"])
def test_a_committed_file_is_what_is_generated(written: Path, name: str) -> None:
    assert (FOLDER / name).read_bytes() == (written / name).read_bytes()


def test_the_committed_workbook_is_what_is_generated(written: Path) -> None:
    """What is in it: the compression differs between versions of zlib."""
    with zipfile.ZipFile(WORKBOOK) as ours, zipfile.ZipFile(written / WORKBOOK.name) as generated:
        assert ours.namelist() == generated.namelist()
        for name in ours.namelist():
            assert ours.read(name) == generated.read(name), name


@pytest.mark.parametrize("path", [CLEAN, DIRTY])
def test_a_sheet_has_the_headings_of_the_template_and_500_rows(path: Path) -> None:
    header, *rows = records(path)
    assert header == STUDENT.headers() == sorted(header, key=str.encode)
    assert len(header) == 60
    assert len(rows) == 500
    assert {len(row) for row in rows} == {60}


def test_the_workbook_holds_the_clean_sheet() -> None:
    def as_typed(cell: object) -> str:
        if isinstance(cell, float):
            return str(int(cell))
        return cell.isoformat() if isinstance(cell, date) else str(cell)

    sheet = CalamineWorkbook.from_path(str(WORKBOOK)).get_sheet_by_index(0)
    found = [[as_typed(cell) for cell in row] for row in sheet.to_python()]
    assert found == records(CLEAN)


@pytest.mark.parametrize(
    ("column", "looks"),
    [
        ("user_last_name", r"D'[A-Z]"),
        ("user_first_name", r"[\u0900-\u097f]"),
        ("user_first_name", r"[\u0b80-\u0bff]"),
        ("user_first_name", r"[\u0a80-\u0aff]"),
        ("user_address", r"\n"),
        ("user_address", r'".+", '),
        ("user_phone", r"^0"),
        ("school_code", r"^0"),
        ("student_apaar_id", r"^0"),
        ("student_id", r"^$"),
        ("batch_id", r"^$"),
        ("school_code", r"^$"),
        ("user_gender", r"^[a-z]"),
    ],
)
def test_the_clean_sheet_has_everything_in_it(column: str, looks: str) -> None:
    header, *rows = records(CLEAN)
    position = header.index(column)
    assert any(re.search(looks, row[position]) for row in rows)


def test_the_clean_sheet_goes_in_whole(seeded: Session) -> None:
    before = seeded.execute(text("SELECT count(*) FROM enrollment_record")).scalar_one()
    rows = imported(seeded, CLEAN)
    assert Counter(row.outcome for row in rows) == {Outcome.CREATED: 500}
    enrolled = sum(
        column in row.values
        for row in rows
        for column in ("auth_group", "school_code", "batch_id", "grade")
    )
    after = seeded.execute(text("SELECT count(*) FROM enrollment_record")).scalar_one()
    assert after - before == enrolled > 1900
    assert exceptions(seeded) == {}


def test_every_fault_of_the_dirty_sheet_is_found_and_nothing_else(seeded: Session) -> None:
    rows = imported(seeded, DIRTY)
    reports = [outcomes.report(STUDENT, row) for row in rows if row.outcome is Outcome.FAILED]
    assert [(one["row_number"], one["code"], one["column"]) for one in reports] == [
        (bad.row, bad.fault.code, bad.fault.header) for bad in bad_rows()
    ]
    skipped = [row.number for row in rows if row.outcome is Outcome.SKIPPED]
    assert skipped == sorted([*BLANK_ROWS, WHITE_SPACE_ROW])
    assert {row.outcome for row in rows} == {Outcome.CREATED, Outcome.FAILED, Outcome.SKIPPED}
    assert exceptions(seeded) == {}


def test_cells_of_white_space_count_as_blank(seeded: Session) -> None:
    row = imported(seeded, DIRTY)[WHITE_SPACE_CELLS_ROW - 2]
    assert row.outcome is Outcome.CREATED
    stored = seeded.execute(
        text("SELECT guardian_name, apaar_id FROM student WHERE id = :id"), {"id": row.record_id}
    )
    assert tuple(stored.one()) == (None, None)


def test_the_dirty_sheet_shows_about_40_faults_of_many_kinds() -> None:
    faults = [bad.fault for bad in bad_rows()]
    assert 35 <= len(faults) <= 45
    assert len({fault.why for fault in faults}) >= 20
    assert len({fault.code for fault in faults}) >= 10


def test_every_bad_row_says_which_value_is_wrong(seeded: Session) -> None:
    for row in imported(seeded, DIRTY):
        if row.outcome is Outcome.FAILED:
            report = outcomes.report(STUDENT, row)
            assert report["message"], row.number
            cell = row.cells[STUDENT.headers().index(report["column"])].strip()
            assert (report["value"] or "") == cell, row.number
