"""Groups: the handles by which people become members of a school, batch, grade ..."""

from dbservice.blueprints._derived import Derived
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._operations import ref
from dbservice.blueprints._resource import resource
from dbservice.blueprints._schemas import Variable
from dbservice.blueprints.auth_group import AUTH_GROUP
from dbservice.blueprints.batch import BATCH
from dbservice.blueprints.grade import GRADE
from dbservice.blueprints.program import PROGRAM
from dbservice.blueprints.school import SCHOOL
from dbservice.models import Group
from dbservice.services.groups import refuse_twin

# Stored auth groups are of the type auth_group, and so are shown as a number.
SHOWN_WHOLE = {
    "program": PROGRAM,
    "batch": BATCH,
    "school": SCHOOL,
    "grade": GRADE,
    "auth-group": AUTH_GROUP,
}


def child(row: str) -> str:
    """SQL of what a group is the handle of; its number if it is gone, or of another type."""
    number = f"to_json({row}.child_id)"
    whole = " ".join(
        f"WHEN '{type}' THEN coalesce("
        f"{entity.projection.only('child', f'child.id = {row}.child_id')}, {number})"
        for type, entity in SHOWN_WHOLE.items()
    )
    return f"CASE {row}.type {whole} ELSE {number} END"


GROUP = Entity(
    Group,
    required=(Group.type, Group.child_id),
    derived={
        "child_id": Derived(
            child,
            Variable(
                {"type": ["integer", "null"]},
                *(ref(entity.name) for entity in SHOWN_WHOLE.values()),
            ),
        )
    },
    check=refuse_twin,
)

blueprint = resource(GROUP, tag="Groups and sessions")
