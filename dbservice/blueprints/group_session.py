"""Which groups may attend which sessions."""

from flask import Response

from dbservice.blueprints._bodies import given_parameters
from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._ids import needed_id
from dbservice.blueprints._operations import parameter, refusal, row_of
from dbservice.blueprints._resource import resource
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints.auth_group import AUTH_GROUP
from dbservice.db import fetch_row
from dbservice.models import GroupSession

GROUP_SESSION = Entity(GroupSession, required=(GroupSession.group_id, GroupSession.session_id))
# One row, whatever there is: whether the session has links at all, its first link to a batch, that
# batch, and the batch's auth group.
AUTH_GROUP_OF_SESSION = f"""
    WITH link AS (
        SELECT l.id, g.type, g.child_id
        FROM group_session AS l LEFT JOIN "group" AS g ON g.id = l.group_id
        WHERE l.session_id = %s
    )
    SELECT EXISTS (SELECT FROM link), first.id, b.id,
           CASE WHEN auth_group.id IS NOT NULL THEN {AUTH_GROUP.projection.text} END
    FROM (SELECT) AS always
    LEFT JOIN (
        SELECT id, child_id FROM link WHERE type = 'batch' ORDER BY id LIMIT 1
    ) AS first ON true
    LEFT JOIN batch AS b ON b.id = first.child_id
    LEFT JOIN auth_group ON auth_group.id = b.auth_group_id
"""
MISSING = (
    "Group sessions not found",
    "Batch group not found",
    "Batch not found",
    "Auth group not found",
)


blueprint = resource(
    GROUP_SESSION,
    tag="Groups and sessions",
    create=Upsert((GroupSession.group_id, GroupSession.session_id)),
)


@blueprint.call(
    "GET",
    "/session-auth-group",
    name="getAuthGroupOfSession",
    summary="Show the auth group of the first batch that a session is for",
    parameters=[parameter("session_id", {"type": "integer"}, "Which session.", needed=True)],
    answers={200: row_of(AUTH_GROUP, "The auth group.")},
    further={404: refusal(f"One of: {', '.join(MISSING)}.")},
)
def session_auth_group() -> Response:
    session_id = needed_id(given_parameters(), "session_id")
    row = fetch_row(AUTH_GROUP_OF_SESSION, (session_id,))
    assert row is not None
    for found, missing in zip(row, MISSING, strict=True):
        if not found:
            raise Refused(404, missing)
    return json_text_response(row[-1])
