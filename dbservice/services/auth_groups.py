"""Auth groups: inside one a student_id means one student, who enters it once for all."""

from datetime import date

from sqlalchemy.orm import Session

from dbservice.services import student_identity
from dbservice.services.driver import fetch_all
from dbservice.services.enrollment import enroll, enrollment_in
from dbservice.services.groups import EntityRef, GroupKind
from dbservice.services.known_students import Identity, KnownStudent, KnownStudents
from dbservice.services.person import Person, Record
from dbservice.services.references import Target

# The one that somebody is in, or else was in last.
BELONGING = """
    SELECT DISTINCT ON (user_id) user_id, group_id FROM enrollment_record
    WHERE group_type = 'auth_group' AND user_id = ANY(%s)
    ORDER BY user_id, is_current DESC, id DESC
"""


def find_within(session: Session, identity: Identity, auth_group_id: int) -> KnownStudents:
    """Whoever has these numbers; by student_id only those of the auth group, or of none at all."""
    known = student_identity.find(session, [identity])
    holders = [one.user_id for one in known.named("student_id", identity.student_id)]
    belonging = dict(fetch_all(session, BELONGING, ([id for id in holders if id],)))

    def rank(one: KnownStudent) -> int | None:
        of = belonging.get(one.user_id)
        if of is None:
            return 1
        return 0 if of == auth_group_id else None

    known.narrow("student_id", rank)
    return known


def enter(person: Person, auth_group: Target, on: date) -> None:
    """Have a student belong to an auth group: from a day on, as before, or again.

    Who was in it last goes on as if they had never left; of one who has dropped out nothing else
    comes back.

    Raises:
        Conflict: ENROLMENT_CONFLICT, in another auth group now; ALREADY_DROPPED_OUT, out of
            another one.
    """
    record = _left_last(person, auth_group.entity)
    if record is None:
        enroll(person, enrollment_in(auth_group, academic_year=None, start_date=on))
        return
    if person.is_dropped_out:
        person.close_all(GroupKind.STATUS, on)
        person.set_status(None)
    person.reopen(record)
    person.settle_in(auth_group)
    for one in [*person.memberships]:
        if person.current_in(EntityRef(GroupKind(one.kind), one.entity_id)) is None:
            person.leave(one)


def _left_last(person: Person, auth_group: EntityRef) -> Record | None:
    """The record of the auth group, if it is the newest of all and over."""
    of_any = [one for one in person.records if one.kind == GroupKind.AUTH_GROUP]
    if not of_any or any(one.is_current for one in of_any):
        return None
    return of_any[-1] if of_any[-1].entity_id == auth_group.id else None
