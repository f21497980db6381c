"""Many resources at a time: those of a curriculum, moving them, the tests that have problems."""

from collections.abc import Sequence
from typing import Any

from flask import Response
from marshmallow import fields
from werkzeug.exceptions import RequestEntityTooLarge

from dbservice.blueprints._bodies import given_parameters
from dbservice.blueprints._calls import Calls, Fields, Values
from dbservice.blueprints._casting import Text, Whole
from dbservice.blueprints._documents import Many, ObjectList
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._listing import page_bounds
from dbservice.blueprints._operations import LINK, TOTAL, json_of, paging
from dbservice.blueprints._problems import ids_in_test
from dbservice.blueprints._query import Query
from dbservice.blueprints._resource_writing import place_of
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints._schemas import schema, shown_field
from dbservice.blueprints._wordings import Faults, Wording
from dbservice.blueprints.resource import RESOURCE
from dbservice.blueprints.resource import blueprint as single
from dbservice.db import fetch_row, transaction
from dbservice.models import Resource
from dbservice.services import resource_moves
from dbservice.services.driver import fetch_one
from dbservice.services.pages import Selection
from dbservice.services.resource_moves import Target
from dbservice.services.resources import TEST

IN_CURRICULUM = Query(
    curriculum_id=Whole(64, needed=True), grade_id=Whole(64), subject_id=Whole(64)
)
AT_ONCE = 1000
KIND = Query(chapter_id=Whole(64), topic_id=Whole(64), type=Text(), subtype=Text())
RESOURCES = {
    "description": "The resources.",
    "content": json_of({"type": "array", "items": RESOURCE.response_schema}),
}


class Several(Many):
    """Ids of rows, at least one and not too many."""

    def __init__(self) -> None:
        super().__init__(Whole(64), needed=True)

    def limits(self) -> dict[str, Any]:
        return {**super().limits(), "minItems": 1, "maxItems": AT_ONCE}


MOVING = Fields(
    resource_ids=Several(),
    chapter_id=Whole(64),
    topic_id=Whole(64),
    curriculum_grades=ObjectList(),
    subject_id=Whole(64),
)
PROBLEMS = Fields(problem_ids=Several())
# The lists of ids that cannot be read come out in the form of these routes, too.
REFUSING = Wording(form=Refused, faults=Faults(Refused, 422, "Not possible: {faults}"))

TESTS = f"""
    WITH held AS (
        SELECT DISTINCT t.id, t.code, t.name, p.id AS problem_id
        FROM resource AS t, {ids_in_test("t.type_params")}
        WHERE t.type = '{TEST}'
    )
    SELECT json_build_object('problem_tests', coalesce(json_agg(json_build_object(
        'problem_id', asked.id,
        'problem_code', (SELECT code FROM resource WHERE id = asked.id),
        'tests', (
            SELECT coalesce(json_agg(json_build_object(
                'test_id', held.id, 'test_code', held.code, 'name', held.name
            ) ORDER BY held.id), '[]') FROM held WHERE held.problem_id = asked.id::text)
    ) ORDER BY asked.place), '[]'))::text
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked(id, place)
"""
MOVED = RESOURCE.projection.every(
    "resource WHERE resource.id = ANY(%(ids)s::bigint[])",
    "array_position(%(ids)s::bigint[], resource.id)",
)
PROBLEM_TESTS = schema(
    "ProblemTests",
    {
        "problem_id": fields.Integer(required=True),
        "problem_code": fields.String(required=True, allow_none=True),
        "tests": fields.List(
            fields.Nested(
                schema(
                    "TestOfProblem",
                    {
                        "test_id": fields.Integer(required=True),
                        "test_code": fields.String(required=True, allow_none=True),
                        "name": shown_field(Resource.name),
                    },
                )
            ),
            required=True,
        ),
    },
)
CONTAINING = schema(
    "TestsContainingProblems",
    {"problem_tests": fields.List(fields.Nested(PROBLEM_TESTS), required=True)},
)

blueprint = Calls("resources", tag="Resources", path="/api/resources")


@blueprint.call(
    "GET",
    "/curriculum",
    name="listResourcesOfCurriculum",
    summary="List the resources of a curriculum",
    parameters=[*IN_CURRICULUM.described(), *KIND.described(), *paging()[:2]],
    answers={200: {**RESOURCES, "headers": {"X-Total-Count": TOTAL, "Link": LINK}}},
)
def of_curriculum() -> Response:
    place = {name: id for name, id in IN_CURRICULUM.read().items() if id is not None}
    kind = {name: value for name, value in KIND.read().items() if value is not None}
    given = given_parameters()
    limit, offset = page_bounds(given)
    match = " AND ".join(f"l.{name} = %s" for name in place)
    placed = f"resource.id IN (SELECT l.resource_id FROM resource_curriculum AS l WHERE {match})"
    chosen = Selection(
        limit,
        offset if "limit" in given else 0,
        (placed, *(RESOURCE.parameters[name].condition for name in kind)),
        (*place.values(), *kind.values()),
    )
    return single.page(chosen)


@blueprint.call(
    "POST",
    "/move",
    name="moveResources",
    summary="Move resources to another chapter, topic or place in curricula",
    takes=MOVING,
    answers={200: RESOURCES},
    wording=REFUSING,
)
def move(given: Values) -> Response:
    ids = several(given["resource_ids"], "resource_ids")
    entries = given["curriculum_grades"] or ()
    places = [place_of(0, entry, ("curriculum_id", "grade_id")) for entry in entries]
    target = Target(
        given["chapter_id"],
        given["topic_id"],
        [(place.curriculum_id, place.grade_id) for place in places],
        given["subject_id"],
    )
    with transaction() as session:
        resource_moves.move(session, ids, target)
        row = fetch_one(session, f"SELECT {MOVED}", {"ids": ids})
        assert row is not None
    return json_text_response(row[0])


@blueprint.call(
    "POST",
    "/tests-containing-problems",
    name="findTestsContainingProblems",
    summary="List the tests that have problems, problem by problem",
    takes=PROBLEMS,
    answers={200: {"description": "The tests.", "content": json_of(CONTAINING)}},
    wording=REFUSING,
    scope="read",
)
def tests_containing(given: Values) -> Response:
    row = fetch_row(TESTS, (several(given["problem_ids"], "problem_ids"),))
    assert row is not None
    return json_text_response(row[0])


def several(ids: Sequence[int], name: str) -> list[int]:
    """Ids without repetition.

    Raises:
        Refused: there are none.
        RequestEntityTooLarge: there are too many.
    """
    if not ids:
        raise Refused(422, f"{name} must not be empty")
    if len(ids) > AT_ONCE:
        raise RequestEntityTooLarge(f"{name} may have {AT_ONCE} members at most")
    return list(dict.fromkeys(ids))
