"""Resources, and what they are linked to."""

from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from dbservice.blueprints._problems import PROBLEM
from tests.api.conftest import Api
from tests.rows import add_row

RESOURCES = "/api/resource"
RESOURCE_KEYS = {
    "id",
    "name",
    "type",
    "subtype",
    "code",
    "type_params",
    "source",
    "purpose_ids",
    "tag_ids",
    "skill_ids",
    "learning_objective_ids",
    "teacher_id",
    "topic_id",
    "chapter_id",
    "cms_status",
    "exam_ids",
    "exam_details",
    "curriculum_grades",
}
PROBLEM_KEYS = RESOURCE_KEYS - {"exam_ids", "exam_details"} | {
    "chapter_code",
    "chapter_name",
    "curriculum_id",
    "difficulty_level",
    "grade_id",
    "subject_id",
    "meta_data",
    "lang_id",
    "concepts",
}
LISTED_KEYS = PROBLEM_KEYS | {"cms_status_id", "lang_versions", "paragraph_id", "paragraph"}


class Library:
    """What resources are linked to; ids by kind."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        for code in ("en", "hi"):
            add_row(connection, "language", name=code.upper(), code=code)

        def two(table: str) -> list[int]:
            return [add_row(connection, table) for _ in range(2)]

        self.chapters, self.topics, self.concepts = two("chapter"), two("topic"), two("concept")
        self.curricula, self.grades, self.subjects = two("curriculum"), two("grade"), two("subject")
        self.exams = [add_row(connection, "exam", name=name) for name in ("JEE", "NEET")]

    def place(self, curriculum: int, grade: int) -> dict[str, int]:
        return {"curriculum_id": self.curricula[curriculum], "grade_id": self.grades[grade]}


@pytest.fixture
def library(engine: Engine) -> Library:
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM language")
        return Library(connection)


def problem(api: Api, text: str | None = None, **more: Any) -> dict[str, Any]:
    """A new problem, with an English text if one is given."""
    texts = {"lang_code": "en", "meta_data": {"text": text}} if text else {}
    body = {"type": "problem", "type_params": {}, **texts, **more}
    response = api.post("/api/resource", body)
    assert response.status_code == 201, response.json
    found: dict[str, Any] = response.json
    return found


def video(link: str | None = "v", **more: Any) -> dict[str, Any]:
    return {"type": "video", "type_params": {"src_link": link}, **more}


def posted(api: Api, body: dict[str, Any]) -> dict[str, Any]:
    response = api.post(RESOURCES, body)
    assert response.status_code == 201, response.json
    assert response.headers["Location"] == f"{RESOURCES}/{response.json['id']}"
    found: dict[str, Any] = response.json
    return found


def valid(rows: list[dict[str, Any]]) -> bool:
    """Whether these are problems as the description says."""
    return not PROBLEM.response_schema(many=True).validate(rows)
