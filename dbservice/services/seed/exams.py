"""The demo exams: what they are, when they sat, how their tests are marked."""

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import Exam, ExamOccurrence, TestRule
from dbservice.services.seed.upsert import Ids, put, put_by

JEE_MAIN, JEE_ADVANCED, NEET = "JEE Main", "JEE Advanced", "NEET-UG"
NSEP, NSEB = "NSEP", "NSEB"
IAPT = "Indian Association of Physics Teachers"
# Name, type, and who allots the seats or holds the exam.
EXAMS = (
    (JEE_MAIN, "engineering", "JoSAA"),
    (JEE_ADVANCED, "engineering", "JoSAA"),
    (NEET, "medical", "MCC"),
    (NSEP, "olympiad", IAPT),
    (NSEB, "olympiad", IAPT),
)


class Sitting(NamedTuple):
    """A sitting: the exam, the year, its number in the year, its first day."""

    exam: str
    year: int
    number: int
    day: str


SITTINGS = (
    Sitting(JEE_MAIN, 2025, 1, "2025-01-22"),
    Sitting(JEE_MAIN, 2025, 2, "2025-04-02"),
    Sitting(JEE_ADVANCED, 2025, 1, "2025-05-18"),
    Sitting(NEET, 2025, 1, "2025-05-04"),
    Sitting(NSEP, 2025, 1, "2025-11-23"),
    Sitting(NSEB, 2025, 1, "2025-11-22"),
    Sitting(JEE_MAIN, 2026, 1, "2026-01-21"),
    Sitting(JEE_MAIN, 2026, 2, "2026-04-02"),
    Sitting(JEE_ADVANCED, 2026, 1, "2026-05-17"),
    Sitting(NEET, 2026, 1, "2026-05-03"),
)
MARKING = {
    (JEE_MAIN, "full_test"): {"minutes": 180, "right": 4, "wrong": -1, "problems": 75},
    (JEE_ADVANCED, "full_test"): {"minutes": 180, "right": 4, "wrong": -2, "problems": 54},
    (NEET, "full_test"): {"minutes": 180, "right": 4, "wrong": -1, "problems": 180},
    (NEET, "chapter_test"): {"minutes": 45, "right": 4, "wrong": -1, "problems": 45},
}


class Exams(NamedTuple):
    """The ids of exams by name, and of their sittings."""

    exams: Ids
    sittings: dict[Sitting, int]


def put_exams(session: Session) -> Exams:
    """Put the exams with their sittings and rules."""
    rows = [{"name": name, "type": kind, "counselling_body": body} for name, kind, body in EXAMS]
    exam_ids = put_by(session, Exam, rows, "name")
    sat = [_sitting_row(one, exam_ids) for one in SITTINGS]
    sitting_ids = put(session, ExamOccurrence, sat, "exam_id", "year", "exam_session")
    rules = [
        {"exam_id": exam_ids[exam], "test_type": kind, "config": config}
        for (exam, kind), config in MARKING.items()
    ]
    put(session, TestRule, rules, "exam_id", "test_type")
    return Exams(exam_ids, dict(zip(SITTINGS, sitting_ids, strict=True)))


def _sitting_row(one: Sitting, exam_ids: Ids) -> dict[str, Any]:
    return {
        "exam_id": exam_ids[one.exam],
        "year": one.year,
        "exam_session": one.number,
        "session_date": one.day,
    }
