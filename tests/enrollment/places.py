"""Where people can be enrolled: what the codes mean, and which numbers the database gave them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import Grade
from dbservice.services import groups
from dbservice.services.groups import EntityRef, GroupKind, GroupRowId
from tests.engine import organisation
from tests.engine.organisation import AUTH_GROUPS, BATCHES, SCHOOLS

GRADES = ("10", "11", "12")
STATUSES = ("registered", "enrolled", "dropout")
YEARS = ("2025-2026", "2026-2027")

CODES: Mapping[GroupKind, tuple[str, ...]] = {
    GroupKind.AUTH_GROUP: AUTH_GROUPS,
    GroupKind.SCHOOL: SCHOOLS,
    GroupKind.BATCH: tuple(BATCHES),
    GroupKind.GRADE: GRADES,
    GroupKind.STATUS: STATUSES,
}
# Found without the code under test.
PLACES = text("""
    SELECT e.kind, e.code, e.id, g.id FROM (
        SELECT 'auth_group' AS kind, name AS code, id FROM auth_group
        UNION ALL SELECT 'school', code, id FROM school
        UNION ALL SELECT 'batch', batch_id, id FROM batch
        UNION ALL SELECT 'grade', CAST(number AS text), id FROM grade
        UNION ALL SELECT 'status', title, id FROM status
    ) AS e JOIN "group" AS g ON g.type = e.kind AND g.child_id = e.id
""")


@dataclass(frozen=True)
class Places:
    """The entities by code, the entity behind each group row, and the program of each batch."""

    entities: Mapping[tuple[GroupKind, str], EntityRef]
    group_rows: Mapping[EntityRef, GroupRowId]
    members_of: Mapping[int, EntityRef]
    programs: Mapping[int, int | None]

    def entity(self, kind: GroupKind, code: str) -> EntityRef | None:
        """What a code means, if anything."""
        return self.entities.get((kind, code))


def settle(session: Session) -> Places:
    """Create the organisation, and one grade more."""
    organisation.settle(session)
    grade = Grade(number=int(GRADES[0]))
    session.add(grade)
    session.flush()
    groups.add_rows(session, GroupKind.GRADE, [grade.id])
    return read(session)


def read(session: Session) -> Places:
    """The places of an organisation that is there."""
    rows = [
        (EntityRef(GroupKind(kind), id), code, GroupRowId(group_row_id))
        for kind, code, id, group_row_id in session.execute(PLACES)
    ]
    return Places(
        entities={(entity.kind, code): entity for entity, code, _ in rows},
        group_rows={entity: group_row_id for entity, _, group_row_id in rows},
        members_of={group_row_id: entity for entity, _, group_row_id in rows},
        programs=dict(map(tuple, session.execute(text("SELECT id, program_id FROM batch")))),
    )
