"""Enrolment records, written by hand: no membership goes with them."""

from dataclasses import dataclass

from dbservice.blueprints._casting import is_blank
from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Body, Entity
from dbservice.blueprints._errors import Refused
from dbservice.blueprints._resource import resource
from dbservice.blueprints._schemas import name_of
from dbservice.models import EnrollmentRecord
from dbservice.services.records import refuse_contradiction

ENROLLMENT_RECORD = Entity(
    EnrollmentRecord,
    required=(
        EnrollmentRecord.user_id,
        EnrollmentRecord.group_id,
        EnrollmentRecord.group_type,
        EnrollmentRecord.start_date,
    ),
    check=refuse_contradiction,
)


@dataclass(frozen=True)
class PutRecord(Upsert):
    """An upsert that lists the parts of the key that are not given."""

    def refuse_absent(self, body: Body) -> None:
        missing = [name for one in self.key if is_blank(body.get(name := name_of(one)))]
        if missing:
            raise Refused(422, "missing required parameter(s)", missing=missing)


blueprint = resource(
    ENROLLMENT_RECORD,
    tag="Enrolment",
    create=PutRecord(
        (
            EnrollmentRecord.user_id,
            EnrollmentRecord.group_id,
            EnrollmentRecord.group_type,
            EnrollmentRecord.academic_year,
        )
    ),
)
