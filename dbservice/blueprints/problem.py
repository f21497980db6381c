"""A problem in a language, or in all, with its place in a curriculum."""

from typing import Any

from flask import Response

from dbservice.blueprints._calls import Calls
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._operations import refusal, row_of
from dbservice.blueprints._problems import ASKED_LANGUAGE, PROBLEM_IN_CURRICULUM, SOURCE
from dbservice.blueprints._responses import json_text_response
from dbservice.db import fetch_row

NO_TEXT = "Problem not found for given inputs"
NOT_IN_CURRICULUM = "No resource found for given curriculum_id"
IN_NO_CURRICULUM = "No curriculum mapping found for this problem"

HAS_TEXT = {
    "in the language": "text.id IS NOT NULL",
    "in any language": "EXISTS (SELECT FROM problem_lang AS t WHERE t.res_id = resource.id)",
}
STATEMENTS = {
    which: f"""
        {ASKED_LANGUAGE}
        SELECT place.curriculum_id, {PROBLEM_IN_CURRICULUM.projection.row("resource")}::text
        FROM {SOURCE} WHERE resource.id = %(id)s AND {has_text}
    """
    for which, has_text in HAS_TEXT.items()
}
ANSWERS: dict[str, Any] = {
    "answers": {200: row_of(PROBLEM_IN_CURRICULUM, "The problem.")},
    "further": {404: refusal("No such problem, or not in the curriculum.")},
}

blueprint = Calls("problem", tag="Resources", path="/api/resource/problem")


@blueprint.call(
    "GET",
    "/<row_id:problem_id>/<lang_code>/<row_id:curriculum_id>",
    name="getProblemInLanguage",
    summary="Show a problem in a language, with its place in a curriculum",
    **ANSWERS,
)
def in_language(problem_id: int, lang_code: str, curriculum_id: int) -> Response:
    return found("in the language", problem_id, curriculum_id, lang_code)


@blueprint.call(
    "GET",
    "/<row_id:problem_id>/<row_id:curriculum_id>",
    name="getProblemInCurriculum",
    summary="Show a problem in all its languages, with its place in a curriculum",
    **ANSWERS,
)
def in_curriculum(problem_id: int, curriculum_id: int) -> Response:
    return found("in any language", problem_id, curriculum_id)


@blueprint.call(
    "GET",
    "/<row_id:problem_id>",
    name="getProblem",
    summary="Show a problem in all its languages, with its oldest place in a curriculum",
    **ANSWERS,
)
def in_all_languages(problem_id: int) -> Response:
    return found("in any language", problem_id, None)


def found(
    which: str, problem_id: int, curriculum_id: int | None, lang_code: str | None = None
) -> Response:
    """The problem, if it has a text and a place.

    Raises:
        Refused: it has none.
    """
    asked = {"id": problem_id, "curriculum_id": curriculum_id, "lang_code": lang_code}
    row = None if "\0" in (lang_code or "") else fetch_row(STATEMENTS[which], asked)
    if row is None:
        raise Refused(404, NO_TEXT)
    place, text = row
    if place is None and curriculum_id is None:
        raise Refused(404, IN_NO_CURRICULUM)
    if curriculum_id not in (place, None):
        raise Refused(404, NOT_IN_CURRICULUM)
    return json_text_response(text)
