"""The exam records of demo students: olympiads they took, exams they have applied for."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dbservice.models import StudentExamRecord
from dbservice.services.seed.chance import Chance
from dbservice.services.seed.exams import JEE_MAIN, NEET, NSEB, NSEP
from dbservice.services.seed.pupils import Pupil
from dbservice.services.seed.register import Known
from dbservice.services.seed.upsert import Ids, put
from dbservice.services.seed.years import LAST_GRADE

APPLIED_PERCENT = 30
OLYMPIAD_PERCENT = 40  # of those who have applied
HIGHEST_SCORE = 216  # of the olympiads
# By stream: the exam applied for, the olympiad, the day on which that was.
EXAMS_OF = {
    "engineering": (JEE_MAIN, NSEP, date(2025, 11, 23)),
    "medical": (NEET, NSEB, date(2025, 11, 22)),
}


def put_results(
    session: Session, pupils: Sequence[Pupil], known: Sequence[Known | None], exam_ids: Ids
) -> None:
    """Put the records; students that are not known are somebody else's by now."""
    rows = [
        {"student_id": ids.id, **record}
        for pupil, ids in zip(pupils, known, strict=True)
        if ids and pupil.place.grade == LAST_GRADE
        for record in _records(pupil, exam_ids)
    ]
    put_records(session, rows)


def put_records(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Put exam records, known by the student and the application number."""
    put(session, StudentExamRecord, rows, "student_id", "application_number")


def _records(pupil: Pupil, exam_ids: Ids) -> Iterator[dict[str, Any]]:
    chance = Chance(f"{pupil.student_id}/exams")
    if not chance.happens("applied", APPLIED_PERCENT):
        return
    exam, olympiad, day = EXAMS_OF[pupil.place.batch.track.stream]
    nothing_yet = dict.fromkeys(("date", "score", "percentile", "all_india_rank", "category_rank"))
    yield {
        "exam_id": exam_ids[exam],
        "application_number": application_number(chance, exam, "27"),
        **nothing_yet,
    }
    if chance.happens("olympiad", OLYMPIAD_PERCENT):
        yield {
            **nothing_yet,
            "exam_id": exam_ids[olympiad],
            "application_number": application_number(chance, olympiad, "25"),
            "date": day,
            "score": float(chance.number("score", 12, HIGHEST_SCORE // 2)),
        }


def application_number(chance: Chance, exam: str, year: str) -> str:
    """Twelve digits, the first two of which are those of the year."""
    return f"{year}{chance.number(f'{exam} application', 0, 9_999_999_999):010}"
