"""The places of resources in curricula."""

from sqlalchemy.orm import Session

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity, Values
from dbservice.blueprints._resource import resource
from dbservice.models import ResourceCurriculum
from dbservice.services import crud, resource_places

RESOURCE_CURRICULUM = Entity(
    ResourceCurriculum,
    required=(
        ResourceCurriculum.resource_id,
        ResourceCurriculum.curriculum_id,
        ResourceCurriculum.grade_id,
    ),
)


class PutPlace(Upsert):
    """Where a resource has several places in a curriculum, the grade tells which is meant."""

    def put(self, session: Session, entity: Entity, values: Values) -> tuple[crud.Answer, bool]:
        place = resource_places.meant(
            session, values["resource_id"], values["curriculum_id"], values.get("grade_id")
        )
        if place is None:
            entity.refuse_incomplete(values)
            given = {"returning": entity.returning}
            return crud.create(session, ResourceCurriculum, values, **given), True
        found = crud.update(session, ResourceCurriculum, place, values, returning=entity.returning)
        assert found is not None
        return found, False


blueprint = resource(
    RESOURCE_CURRICULUM,
    tag="Resources",
    create=PutPlace((ResourceCurriculum.resource_id, ResourceCurriculum.curriculum_id)),
)
