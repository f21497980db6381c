"""Replacing all members or sessions of a group at once, or all groups of a user or session."""

from dataclasses import dataclass

import marshmallow as ma
from flask import Response

from dbservice.blueprints._bodies import Body
from dbservice.blueprints._calls import Calls
from dbservice.blueprints._documents import Many
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._ids import Id, needed_ids
from dbservice.blueprints._operations import row_of
from dbservice.blueprints._responses import json_text_response
from dbservice.blueprints._schemas import Attribute, schema
from dbservice.blueprints._wordings import Wording
from dbservice.blueprints.group import GROUP
from dbservice.blueprints.session import SESSION
from dbservice.blueprints.user import USER
from dbservice.db import transaction
from dbservice.models import GroupSession, GroupUser
from dbservice.services import links
from dbservice.services.driver import fetch_one

blueprint = Calls("replacing", tag="Groups and sessions")


@dataclass(frozen=True)
class ListedIds:
    """A body that lists ids of rows."""

    name: str

    def read(self, given: Body) -> list[int]:
        """The ids; raises BadRequest."""
        return needed_ids(given, self.name)

    def schema(self, name: str) -> type[ma.Schema]:
        """What the body may hold."""
        return schema(name, {self.name: Many(Id(), needed=True, required=True)})


def declare(entity: Entity, path: str, listed: str, near: Attribute, far: Attribute) -> None:
    """Declare the call that gives a row exactly these links.

    Args:
        entity: what the row is of.
        path: the path of the call.
        listed: the member of the body that lists the rows at the other end.
        near: the column of the link that holds the row.
        far: the column of the link that holds the other end.
    """
    what = listed.removesuffix("_ids")

    @blueprint.call(
        "POST",
        path,
        name=f"replace{entity.name}{what.title()}s",
        summary=f"Replace all {what}s of a {entity.noun}; those that do not exist are left out",
        takes=ListedIds(listed),
        answers={200: row_of(entity, f"The {entity.noun}.")},
        wording=Wording(statuses={"NOT_FOUND": 404}),
        scope="destructive",
    )
    def replace(ids: list[int], id: int) -> Response:
        with transaction() as session:
            if not links.replace(session, near, far, id, ids):
                raise entity.not_found()
            row = fetch_one(session, entity.projection.one, (id,))
        assert row is not None
        return json_text_response(row[0])


GROUP_MEMBER = (GroupUser.group_id, GroupUser.user_id)
GROUP_LINK = (GroupSession.group_id, GroupSession.session_id)
declare(GROUP, "/group/<row_id:id>/update-users", "user_ids", *GROUP_MEMBER)
declare(GROUP, "/group/<row_id:id>/update-sessions", "session_ids", *GROUP_LINK)
declare(USER, "/user/<row_id:id>/update-groups", "group_ids", *reversed(GROUP_MEMBER))
declare(SESSION, "/session/<row_id:id>/update-groups", "group_ids", *reversed(GROUP_LINK))
