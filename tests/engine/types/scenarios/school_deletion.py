"""School Deletion."""

from sqlalchemy.orm import Session

from dbservice.models import School
from dbservice.services import groups
from dbservice.services.groups import GroupKind
from tests.engine.types.preparation import enrolled
from tests.engine.types.scenario import Bad, Cells, Scenario


def unused_schools(session: Session, count: int) -> None:
    """Schools that nobody is at, beside one with a student."""
    enrolled(session, 1)
    schools = [School(code=f"GONE{number:03d}", name="Gone") for number in range(count)]
    session.add_all(schools)
    session.flush()
    groups.add_rows(session, GroupKind.SCHOOL, [school.id for school in schools])


def cells(number: int) -> Cells:
    return {"school_code": f"GONE{number:03d}"}


SCENARIO = Scenario(
    type="school_deletion",
    prepare=unused_schools,
    cells=cells,
    outcome="updated",
    again=("failed", "SCHOOL_NOT_FOUND"),
    twice=("failed", "SCHOOL_NOT_FOUND"),
    known_by=("school_code",),  # a row without it is a blank row
    sparse="updated",
    bad=(
        Bad("SCHOOL_NOT_FOUND", {"school_code": "NONE"}, "school_code", "NONE not found"),
        Bad("SCHOOL_IN_USE", {"school_code": "SCH001"}, "school_code", "SCH001"),
    ),
)
