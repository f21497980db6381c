"""Resources: videos, documents, problems, tests ..., each with what it is linked to."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from marshmallow import fields
from werkzeug.exceptions import BadRequest

from dbservice.blueprints._casting import Text
from dbservice.blueprints._derived import Derived
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._filters import Filter, language, linked, texts
from dbservice.blueprints._listing import tolerant
from dbservice.blueprints._operations import json_of, parameter
from dbservice.blueprints._resource import resource
from dbservice.blueprints._resource_writing import FURTHER, PutResource, change_resource
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints._schemas import Attribute, column_of, schema, shown_field
from dbservice.blueprints.exam import EXAM
from dbservice.db import fetch_row
from dbservice.models import (
    ProblemLang,
    Resource,
    ResourceChapter,
    ResourceCurriculum,
    ResourceTopic,
)
from dbservice.services.pages import Selection
from dbservice.services.projection import Expression, listed, quoted
from dbservice.services.resources import PROBLEM

IN_NAMES = """
    EXISTS (
        SELECT FROM jsonb_array_elements(
            CASE jsonb_typeof(resource.name) WHEN 'array' THEN resource.name END) AS n(entry)
        WHERE n.entry ->> 'resource' ILIKE %s)
"""
SUBTYPES = """
    SELECT coalesce(json_agg(s.subtype ORDER BY s.subtype), '[]')::text
    FROM (SELECT DISTINCT subtype FROM resource WHERE type = %s AND subtype IS NOT NULL) AS s
"""
ORDERS = {
    "code": "resource.code",
    "subtype": "resource.subtype",
    "name": "lower(resource.name -> 0 ->> 'resource')",
}
FALLING = ("desc", "DESC")
ORDERING = [
    parameter("sort_by", {"type": "string"}, f"What to sort by: {', '.join(ORDERS)}."),
    parameter("sort_order", {"type": "string"}, "`desc` turns the order round."),
]


def first(linked_to: Attribute) -> Expression:
    """The id that the oldest link of a resource has in a column."""
    column = column_of(linked_to)
    return lambda row: (
        f"(SELECT l.{quoted(column.name)} FROM {quoted(column.table.name)} AS l"
        f" WHERE l.resource_id = {row}.id ORDER BY l.id LIMIT 1)"
    )


def exams(row: str) -> str:
    """The exams of a resource, in its order."""
    return listed(
        f"SELECT {EXAM.projection.columns('x')} FROM {EXAM.projection.name} AS x"
        f" WHERE x.id = ANY({row}.exam_ids) ORDER BY array_position({row}.exam_ids, x.id)"
    )


def places(row: str) -> str:
    """Curriculum and grade of each place of a resource."""
    return listed(
        "SELECT l.curriculum_id, l.grade_id FROM resource_curriculum AS l"
        f" WHERE l.resource_id = {row}.id ORDER BY l.id"
    )


def texts_of(row: str) -> str:
    """The texts of a resource, each with its language."""
    return listed(
        "SELECT g.code AS lang_code, t.meta_data FROM problem_lang AS t"
        f" JOIN language AS g ON g.id = t.lang_id WHERE t.res_id = {row}.id ORDER BY t.id"
    )


def texts_of_problem(row: str) -> str:
    """The texts of a problem; null for everything else."""
    return f"CASE WHEN {row}.type = '{PROBLEM}' THEN {texts_of(row)} END"


def containing(text: str) -> tuple[str, str]:
    """Twice the pattern of what has this text somewhere inside."""
    for special in "\\%_":
        text = text.replace(special, f"\\{special}")
    return f"%{text}%", f"%{text}%"


ID = fields.Integer(allow_none=True, required=True)
RESOURCE_PLACE = schema(
    "ResourcePlace",
    {
        "curriculum_id": shown_field(ResourceCurriculum.curriculum_id),
        "grade_id": shown_field(ResourceCurriculum.grade_id),
    },
)
PROBLEM_TEXT = schema(
    "ProblemText",
    {
        "lang_code": fields.String(required=True),
        "meta_data": shown_field(ProblemLang.meta_data),
    },
)
RESOURCE = Entity(
    Resource,
    required=(Resource.type, Resource.type_params),
    derived={
        "topic_id": Derived(first(ResourceTopic.topic_id), ID),
        "chapter_id": Derived(first(ResourceChapter.chapter_id), ID),
        "exam_details": Derived(
            exams, fields.List(fields.Nested(EXAM.response_schema), required=True)
        ),
        "curriculum_grades": Derived(
            places, fields.List(fields.Nested(RESOURCE_PLACE), required=True)
        ),
        "lang_versions": Derived(
            texts_of_problem,
            fields.List(fields.Nested(PROBLEM_TEXT), allow_none=True, required=True),
        ),
    },
    further=FURTHER.kinds,
    filters={
        "name": texts(Resource.name, "resource"),
        "lang_code": language(Resource.name),
        "search": Filter(
            f"(resource.code ILIKE %s OR {IN_NAMES})",
            Text(),
            "Only rows that have this text in their code or a name, in any case.",
            values=containing,
            void="",
        ),
        "resource_type": Filter(
            "resource.type_params ->> 'resource_type' = %s",
            Text(),
            "Only rows with this resource_type in their parameters.",
        ),
        "topic_id": linked(ResourceTopic.topic_id, ResourceTopic.resource_id),
        "chapter_id": linked(ResourceChapter.chapter_id, ResourceChapter.resource_id),
    },
)


def searched(entity: Entity, given: Mapping[str, Any]) -> Selection:
    """Parameters that the list does not know have no effect."""
    order = ORDERS.get(str(given.get("sort_by")), "")
    if not order:
        return tolerant(entity, given)
    if "after_id" in given:
        raise BadRequest("after_id goes with neither sort_by nor offset")
    falling = given.get("sort_order") in FALLING
    return tolerant(entity, given, order=f"{order}{' DESC' if falling else ''}, resource.id")


blueprint = resource(
    RESOURCE,
    tag="Resources",
    listing=searched,
    parameters=ORDERING,
    create=PutResource(),
    change=change_resource,
)


@blueprint.call(
    "GET",
    "/subtypes/<type>",
    name="listResourceSubtypes",
    summary="List the subtypes that resources of a type have",
    answers={
        200: {
            "description": "The subtypes, in order.",
            "content": json_of({"type": "array", "items": {"type": "string"}}),
        }
    },
)
def subtypes(type: str) -> Response:  # the column
    if "\0" in type:
        raise BadRequest("A type has no NUL in it")
    row = fetch_row(SUBTYPES, (type,))
    assert row is not None
    return json_text_response(row[0])
