"""A small organisation to import into, sheets for it, and snapshots of what came of them."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from dbservice.db import transaction
from dbservice.imports import files
from dbservice.imports.canonical import canonical
from dbservice.imports.registry import TYPES
from dbservice.imports.sources.sheet import SourcedSheet
from dbservice.models import Import
from tests.engine import organisation

PLAIN = {
    "user_first_name": "Asha",
    "user_gender": "female",
    "student_category": "OBC",
    "auth_group": "EnableStudents",
    "school_code": "SCH001",
    "batch_id": "EN-11-Photon-Enq-24-001",
    "grade": "11",
    "academic_year": "2026-2027",
    "start_date": "2026-06-15",
}

settle = organisation.settle


def student(number: int, **cells: str) -> dict[str, str]:
    """A valid row; `cells` replace some of its cells, by header."""
    return {"student_id": f"S{number:05d}", **PLAIN, **cells}


def sheet(rows: Iterable[Mapping[str, str] | None], type: str = "student") -> bytes:
    """The CSV of these rows with all headers of the type; None is a blank row."""
    headers = TYPES[type].headers()
    text_ = io.StringIO()
    writer = csv.writer(text_)
    writer.writerow(headers)
    for row in rows:
        unknown = (row or {}).keys() - set(headers)
        assert not unknown, f"no such headers: {unknown}"
        writer.writerow([(row or {}).get(header, "") for header in headers])
    return text_.getvalue().encode()


def stored(session: Session, content: bytes) -> int:
    """Store a sheet; returns its id."""
    source = SourcedSheet(kind="csv", name="students.csv", content=io.BytesIO(content))
    sheet_ = canonical(source.content, io.BytesIO(), max_rows=200_000)
    return files.store(session, source, sheet_, by="tester").id


def begin(
    content: bytes, *, type: str = "student", on_error: str = "continue", start_row: int = 2
) -> int:
    """Record an import of this sheet, as the form does; returns its id."""
    with transaction() as session:
        new = Import(
            filename="students.csv",
            status="pending",
            type=type,
            total_rows=0,
            processed_rows=0,
            error_count=0,
            error_details=[],
            start_row=start_row,
            on_error=on_error,
            file_id=stored(session, content),
            created_by="tester",
        )
        session.add(new)
        session.flush()
        return new.id


def facts_of(engine: Engine, import_id: int) -> dict[str, Any]:
    """The import's own row."""
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM imports WHERE id = :id"), {"id": import_id})
        return dict(row.mappings().one())


def outcomes(engine: Engine, import_id: int) -> dict[int, tuple[str, str | None]]:
    """Row number to outcome and code."""
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT row_number, outcome, code FROM import_row WHERE import_id = :id"),
            {"id": import_id},
        )
        return {number: (outcome, code) for number, outcome, code in rows}


PEOPLE = text("""
    SELECT to_jsonb(s) - '{id,user_id,grade_id,inserted_at,updated_at}'::text[] AS student,
           to_jsonb(u) - '{id,inserted_at,updated_at}'::text[] AS person,
           (SELECT number FROM grade WHERE id = s.grade_id) AS grade,
           (SELECT jsonb_agg(jsonb_build_array(e.group_type, e.group_id, e.academic_year,
                             e.start_date, e.end_date, e.is_current) ORDER BY e.group_type)
            FROM enrollment_record AS e WHERE e.user_id = u.id) AS records,
           (SELECT jsonb_agg(jsonb_build_array(g.type, g.child_id) ORDER BY g.type)
            FROM group_user AS m JOIN "group" AS g ON g.id = m.group_id
            WHERE m.user_id = u.id) AS memberships
    FROM "user" AS u FULL JOIN student AS s ON s.user_id = u.id
    ORDER BY s.student_id, s.apaar_id
""")
ROWS = text("""
    SELECT row_number, outcome, code, message, "column", value,
           CASE outcome WHEN 'failed' THEN cells END AS cells
    FROM import_row WHERE import_id = :id ORDER BY row_number
""")


def people(engine: Engine) -> list[dict[str, Any]]:
    """Everybody with what is theirs, without the numbers that the database gave."""
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(PEOPLE).mappings()]


def reports(engine: Engine, import_id: int) -> list[dict[str, Any]]:
    """What became of each row, without the numbers that the database gave."""
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(ROWS, {"id": import_id}).mappings()]


COUNTED = ("user", "student", "enrollment_record", "group_user", "change_log", "import_row")


def counts(engine: Engine) -> dict[str, int]:
    """How many rows the tables have that an import of students writes."""
    with engine.connect() as connection:
        return {
            table: connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0
            for table in COUNTED
        }
