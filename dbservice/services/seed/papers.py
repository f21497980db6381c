"""The demo tests, which consist of problems."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dbservice.models import Resource, ResourceCurriculum
from dbservice.services.resources import TEST
from dbservice.services.seed import descriptors
from dbservice.services.seed.curriculums import Taught
from dbservice.services.seed.descriptors import Descriptors
from dbservice.services.seed.exercises.exercise import MEDIUM
from dbservice.services.seed.problems import EXERCISES, RESOURCE_NAMES, exercises
from dbservice.services.seed.shelves import Shelved
from dbservice.services.seed.upsert import Ids, put, put_by

RIGHT, WRONG = 4, -1  # marks
MINUTES_PER_PROBLEM = 3
COMPULSORY = 4  # problems of a subject; the others are a choice
FULL, CHAPTER = "full_test", "chapter_test"


class Paper(NamedTuple):
    """A test: its code and name, the grade and curriculum it is for, its subjects, its exam."""

    code: str
    name: str
    kind: str
    grade: int
    curriculum: str
    subjects: tuple[str, ...]
    exam: str | None = None


PAPERS = (
    Paper(
        "JEE-PT-01", "JEE practice test 1", FULL, 12, "JEE",
        ("Physics", "Chemistry", "Maths"), "JEE Main",
    ),
    Paper(
        "NEET-PT-01", "NEET practice test 1", FULL, 12, "NEET",
        ("Physics", "Chemistry", "Biology"), "NEET-UG",
    ),
    Paper("PHY-11-CT-01", "Motion and forces", CHAPTER, 11, "CBSE", ("Physics",)),
    Paper("MAT-12-CT-01", "Matrices, integrals, probability", CHAPTER, 12, "CBSE", ("Maths",)),
    Paper("BIO-12-CT-01", "Genetics", CHAPTER, 12, "CBSE", ("Biology",)),
)  # fmt: skip


def put_papers(
    session: Session,
    taught: Taught,
    described: Descriptors,
    problems: Sequence[Shelved],
    exam_ids: Ids,
) -> None:
    """Put the tests; `problems` are in the order of `exercises`."""
    ids = dict(zip([one.name for one in exercises()], problems, strict=True))
    rows = [
        {
            "type": TEST,
            "subtype": paper.kind,
            "code": paper.code,
            "name": RESOURCE_NAMES.of(paper.name),
            "type_params": _contents(paper, ids, taught.catalogue.subjects),
            "purpose_ids": [described.purposes["Assessment"]],
            "exam_ids": [exam_ids[paper.exam]] if paper.exam else [],
            "cms_status_id": taught.states[descriptors.PUBLISHED],
        }
        for paper in PAPERS
    ]
    test_ids = put_by(session, Resource, rows, "code", "type")
    places = [_place(paper, test_ids[paper.code], taught) for paper in PAPERS]
    put(session, ResourceCurriculum, places, "resource_id", "curriculum_id")


def _contents(paper: Paper, problems: Mapping[str, Shelved], subject_ids: Ids) -> dict[str, Any]:
    """The parameters of a test: its problems by subject and section."""
    subjects = [
        _subject(subject_ids[subject], [problems[name].resource_id for name in names])
        for subject in paper.subjects
        if (names := _asked(paper, subject))
    ]
    asked = sum(len(_asked(paper, subject)) for subject in paper.subjects)
    return {
        "subjects": subjects,
        "marks": sum(subject["marks"] for subject in subjects),
        "duration": MINUTES_PER_PROBLEM * asked,
        "pos_marks": RIGHT,
        "neg_marks": WRONG,
        "grade_name": str(paper.grade),
        "curriculum_name": paper.curriculum,
    }


def _asked(paper: Paper, subject: str) -> list[str]:
    """The names of the problems: a full test asks those of both grades."""
    return [
        one.name
        for one in EXERCISES[subject]
        if paper.kind == FULL or f"-{paper.grade}-" in one.topic
    ]


def _subject(subject_id: int, ids: Sequence[int]) -> dict[str, Any]:
    compulsory, optional = ids[:COMPULSORY], ids[COMPULSORY:]
    marks = RIGHT * len(compulsory)
    section = {
        "name": "Section A",
        "marks": marks,
        "compulsory": {"problems": _marked(compulsory)},
        "optional": {"problems": _marked(optional)},
    }
    return {"subject_id": subject_id, "marks": marks, "sections": [section]}


def _marked(ids: Sequence[int]) -> list[dict[str, int]]:
    return [{"id": id, "pos_marks": RIGHT, "neg_marks": WRONG} for id in ids]


def _place(paper: Paper, resource_id: int, taught: Taught) -> dict[str, Any]:
    """A test of one subject stands there; one of several stands in the grade only."""
    only = len(paper.subjects) == 1
    return {
        "resource_id": resource_id,
        "curriculum_id": taught.curriculums[paper.curriculum],
        "grade_id": taught.catalogue.grades[paper.grade],
        "subject_id": taught.catalogue.subjects[paper.subjects[0]] if only else None,
        "difficulty_level": MEDIUM,
    }
