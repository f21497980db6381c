"""Problems of a test, of a topic, and those that a search finds."""

from typing import Any

from flask import Response

from dbservice.blueprints._bodies import given_parameters
from dbservice.blueprints._calls import Calls
from dbservice.blueprints._casting import Text, Truth, Whole
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._listing import page_bounds
from dbservice.blueprints._operations import TOTAL, Described, json_of, paging, refusal
from dbservice.blueprints._problems import ASKED_LANGUAGE, PROBLEM, SOURCE, ids_in_test
from dbservice.blueprints._query import Query
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints.resource import FALLING, containing
from dbservice.db import fetch_row
from dbservice.services.resources import PROBLEM as PROBLEM_TYPE
from dbservice.services.resources import TEST

blueprint = Calls("problems", tag="Resources")

BOUNDS = paging()[:2]
PROBLEMS: Described = {
    "description": "The problems.",
    "content": json_of({"type": "array", "items": PROBLEM.response_schema}),
}

IN_TEST = f"""
    test AS (SELECT type, type_params FROM resource WHERE id = %(id)s),
    listed AS (
        SELECT CASE WHEN p.id ~ '^[0-9]{{1,18}}$' THEN p.id::bigint END AS id,
               min(ARRAY[s.place, p.place]) AS place
        FROM test, {ids_in_test("type_params")}
        GROUP BY 1
    )
"""
OF_TEST = PROBLEM.projection.showing({"topic_id": lambda _: "NULL::bigint"}).every(
    f"listed JOIN {SOURCE} ON resource.id = listed.id AND resource.type = '{PROBLEM_TYPE}'",
    "listed.place",
)
PROBLEMS_OF_TEST = f"""
    {ASKED_LANGUAGE}, {IN_TEST}
    SELECT (SELECT id FROM asked_language), (SELECT coalesce(type, '') FROM test), {OF_TEST}
"""


def topic_of(row: str) -> str:
    """The topic that is asked for, or that of a problem that is not in it."""
    asked = f"SELECT FROM resource_topic WHERE resource_id = {row}.id AND topic_id = %(topic_id)s"
    own = PROBLEM.projection.values["topic_id"](row)
    return f"CASE WHEN EXISTS ({asked}) THEN %(topic_id)s::bigint ELSE {own} END"


SHOWN_OF_TOPIC = PROBLEM.projection.showing(
    {
        "topic_id": topic_of,
        "chapter_id": lambda _: "NULL::bigint",
        "chapter_code": lambda _: "NULL::text",
        "chapter_name": lambda _: "NULL::jsonb",
        "curriculum_grades": lambda _: (
            "json_build_array(json_build_object("
            "'curriculum_id', place.curriculum_id, 'grade_id', place.grade_id))"
        ),
    }
)
# With siblings also those that ask about the same passage as one of the topic.
IN_TOPIC = """
    SELECT resource_id FROM resource_topic WHERE topic_id = %(topic_id)s
    UNION
    SELECT s.res_id FROM resource_topic AS l
    JOIN problem_lang AS t ON t.res_id = l.resource_id
    JOIN problem_lang AS s ON s.paragraph_id = t.paragraph_id
    WHERE l.topic_id = %(topic_id)s AND %(include_paragraph_siblings)s
"""
OF_TOPIC = SHOWN_OF_TOPIC.every(
    f"""{SOURCE} WHERE resource.type = '{PROBLEM_TYPE}' AND text.id IS NOT NULL
        AND place.curriculum_id = %(curriculum_id)s AND resource.id IN ({IN_TOPIC})
    """,
    "resource.code, resource.id",
)
PROBLEMS_OF_TOPIC = f"{ASKED_LANGUAGE} SELECT (SELECT id FROM asked_language), {OF_TOPIC}"

IN_TEXTS = """
    EXISTS (
        SELECT FROM problem_lang AS t
        WHERE t.res_id = resource.id
          AND (%(lang_code)s::text IS NULL OR t.lang_id = (SELECT id FROM asked_language))
          AND (t.meta_data ->> 'text' ILIKE %(pattern)s OR t.meta_data ->> 'hint' ILIKE %(pattern)s
               OR t.meta_data ->> 'solution' ILIKE %(pattern)s))
"""
# What each parameter of a search asks of a problem.
SOUGHT = {
    "search": f"(resource.code ILIKE %(pattern)s OR {IN_TEXTS})",
    "subtype": "resource.subtype = %(subtype)s",
    "subject_id": """resource.id IN (
        SELECT resource_id FROM resource_curriculum WHERE subject_id = %(subject_id)s)""",
    "lang_code": """resource.id IN (
        SELECT res_id FROM problem_lang WHERE lang_id = (SELECT id FROM asked_language))""",
}
ANY_TEXT = """(SELECT t.meta_data FROM problem_lang AS t
    WHERE t.res_id = resource.id ORDER BY t.id LIMIT 1)"""
ORDERS = {
    "code": "resource.code",
    "subtype": "resource.subtype",
    "text": f"lower(coalesce(text.meta_data, {ANY_TEXT}) ->> 'text')",
}
FOUND_AT_ONCE = 10

FOR_TEST = Query(lang_code=Text(needed=True), curriculum_id=Whole(64, needed=True))
FOR_TOPIC = Query(
    topic_id=Whole(64, needed=True),
    curriculum_id=Whole(64, needed=True),
    lang_code=Text(needed=True),
    include_paragraph_siblings=Truth(),
)
SEARCH = Query(
    search=Text(),
    subtype=Text(),
    subject_id=Whole(64),
    lang_code=Text(),
    sort_by=Text(),
    sort_order=Text(),
)


@blueprint.call(
    "GET",
    "/resource/test/<row_id:id>/problems",
    name="findProblemsOfTest",
    summary="List the problems of a test, in its order",
    parameters=FOR_TEST.described(),
    answers={200: PROBLEMS},
    further={400: refusal("Not a test."), 404: refusal("No such language, or no such test.")},
)
def of_test(id: int) -> Response:
    asked = FOR_TEST.read()
    language_id, kind, problems = fetched(PROBLEMS_OF_TEST, {**asked, "id": id})
    if language_id is None:
        raise Refused(404, f"Language with code '{asked['lang_code']}' not found")
    if kind is None:
        raise Refused(404, "Test resource not found")
    if kind != TEST:
        raise Refused(400, "The specified resource is not a test")
    return json_text_response(problems)


@blueprint.call(
    "GET",
    "/problems",
    name="findProblemsOfTopic",
    summary="List the problems of a topic in a curriculum and a language, in the order of codes",
    parameters=FOR_TOPIC.described(),
    answers={200: PROBLEMS},
    further={404: refusal("No such language.")},
)
def of_topic() -> Response:
    asked = FOR_TOPIC.read()
    asked["include_paragraph_siblings"] = bool(asked["include_paragraph_siblings"])
    language_id, problems = fetched(PROBLEMS_OF_TOPIC, asked)
    if language_id is None:
        raise Refused(404, "Language not found")
    return json_text_response(problems)


@blueprint.call(
    "GET",
    "/problems/search",
    name="searchProblems",
    summary="Search problems by their code and their texts",
    parameters=[*SEARCH.described(), *BOUNDS],
    answers={200: {**PROBLEMS, "headers": {"X-Total-Count": TOTAL}}},
    further={404: refusal("No such language.")},
)
def search() -> Response:
    asked = SEARCH.read()
    asked["search"] = asked["search"] or None
    limit, offset = page_bounds(given_parameters(), FOUND_AT_ONCE)
    sought = [condition for name, condition in SOUGHT.items() if asked[name] is not None]
    where = " AND ".join([f"resource.type = '{PROBLEM_TYPE}'", *sought])
    page = f"{order(asked)} LIMIT %(limit)s OFFSET %(offset)s"
    problems = PROBLEM.projection.every(f"{SOURCE} WHERE {where}", page)
    bounds = {"limit": limit, "offset": offset, "curriculum_id": None}
    language_id, total, text = fetched(
        f"{ASKED_LANGUAGE} SELECT (SELECT id FROM asked_language),"
        f" (SELECT count(*) FROM resource WHERE {where}), {problems}",
        {**asked, **bounds, "pattern": containing(asked["search"] or "")[0]},
    )
    if asked["lang_code"] is not None and language_id is None:
        raise Refused(404, "Language not found")
    response = json_text_response(text)
    response.headers.add("X-Total-Count", str(total))
    return response


def order(asked: dict[str, Any]) -> str:
    """SQL of the order that a search asks for."""
    by = ORDERS.get(asked["sort_by"])
    if by is None:
        return "resource.id"
    return f"{by}{' DESC' if asked['sort_order'] in FALLING else ''}, resource.id"


def fetched(statement: str, values: dict[str, Any]) -> tuple[Any, ...]:
    """The only row that a statement answers."""
    row = fetch_row(statement, values)
    assert row is not None
    return row
