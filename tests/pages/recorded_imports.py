"""Sheets of students, and imports that are over or as far as a test says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dbservice.models import Import, Student
from tests.engine import world

MINUTE = timedelta(minutes=1)


def sheet(*bad: int, count: int = 5, **cells: str) -> bytes:
    """Students in rows 2 and following; those in these rows are in an unknown school."""
    return world.sheet(
        world.student(row, **({"school_code": "NOWHERE"} if row in bad else {}), **cells)
        for row in range(2, 2 + count)
    )


def students(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Student)) or 0


@pytest.fixture
def run(session: Session) -> Callable[..., int]:
    """Records an import that is over, or as far as these values say."""

    def run(**values: object) -> int:
        began = datetime(2026, 11, 21, 10, 0, tzinfo=UTC).replace(tzinfo=None)
        facts = {
            "type": "student",
            "filename": "students.csv",
            "status": "completed",
            "total_rows": 100,
            "processed_rows": 100,
            "error_count": 0,
            "error_details": [],
            "inserted_at": began,
            "completed_at": began + MINUTE,
            "created_by": "asha",
        }
        new = Import(**facts | values)
        session.add(new)
        session.commit()
        return new.id

    return run
