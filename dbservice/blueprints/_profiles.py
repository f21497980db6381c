"""What POST and PATCH do to a profile: one flat body sets it and the profile of the user."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import marshmallow as ma

from dbservice.blueprints._casting import is_blank
from dbservice.blueprints._entity import Body, Entity, read_together
from dbservice.blueprints._errors import Unacceptable
from dbservice.blueprints._schemas import accepted_field
from dbservice.blueprints._writes import Answer, confirm
from dbservice.blueprints.user_profile import USER_PROFILE
from dbservice.db import transaction
from dbservice.models import UserProfile
from dbservice.services.constraints import BLANK
from dbservice.services.profiles import Profiles


@dataclass(frozen=True)
class PutProfile:
    """POST changes the profile of the student or teacher with this number, or makes one."""

    profiles: Profiles
    located: ClassVar[bool] = True
    statuses: ClassVar[tuple[int, ...]] = (200, 201)
    summary: ClassVar[str] = "Create a {noun}, or change the one of the same person"

    def accepts(self, entity: Entity) -> type[ma.Schema]:
        reference = self.profiles.reference
        filled = {
            reference: accepted_field(entity.stored[reference]),
            "user_id": accepted_field(UserProfile.user_id),
        }
        return entity.new_schema([self.profiles.number], **filled)

    def refusals(self) -> Mapping[str, Any]:
        return {"404": {"$ref": "#/components/responses/NotFound"}}

    def __call__(self, entity: Entity, body: Body) -> Answer:
        number = self.profiles.number
        if is_blank(body.get(number)):
            raise Unacceptable({number: [BLANK]})
        filled = (self.profiles.reference, "user_id")
        given = {
            name: body[name] for name in body if name not in filled or not is_blank(body[name])
        }
        own, user = read_together(given, [entity, USER_PROFILE])
        with transaction() as session:
            row, created = self.profiles.put(
                session, own=own, user=user, returning=entity.returning
            )
            confirm(entity, session, row, own)
        return Answer(row[1], 201, row[0]) if created else Answer(row[1])


@dataclass(frozen=True)
class ChangeProfile:
    """What PATCH and PUT do: nulls clear."""

    profiles: Profiles

    def __call__(self, entity: Entity, id: int, body: Body) -> Answer:
        own, user = read_together(body, [entity, USER_PROFILE])
        with transaction() as session:
            row = self.profiles.update(session, id, own=own, user=user, returning=entity.returning)
            if row is None:
                raise entity.not_found()
            confirm(entity, session, row, own)
        return Answer(row[1])
