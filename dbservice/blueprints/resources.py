"""Resources by the hundred: those of a curriculum."""

from flask import Response

from dbservice.blueprints._bodies import given_parameters
from dbservice.blueprints._calls import Calls
from dbservice.blueprints._casting import Text, Whole
from dbservice.blueprints._listing import page_bounds, page_response
from dbservice.blueprints._operations import LINK, TOTAL, json_of, paging
from dbservice.blueprints._query import Query
from dbservice.blueprints.resource import RESOURCE
from dbservice.services.pages import Selection

IN_CURRICULUM = Query(
    curriculum_id=Whole(64, needed=True), grade_id=Whole(64), subject_id=Whole(64)
)
KIND = Query(chapter_id=Whole(64), topic_id=Whole(64), type=Text(), subtype=Text())
RESOURCES = {
    "description": "The resources.",
    "content": json_of({"type": "array", "items": RESOURCE.response_schema}),
}

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
    return page_response(RESOURCE.projection, chosen)
