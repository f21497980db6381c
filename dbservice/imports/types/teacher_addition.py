"""Teacher Addition: create teachers, or change those who are there, and enrol them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports import cases
from dbservice.imports.cells import BOOLEAN, CODE, TEXT, UNREAD
from dbservice.imports.enrollment_columns import (
    PLACE_ERRORS,
    Enrollments,
    place_columns,
    term_columns,
)
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.rows import Outcome, Row
from dbservice.imports.waves import waves
from dbservice.models import Teacher
from dbservice.services import keys, puts, roles, roll, teachers
from dbservice.services.enrollment import Enrollment, enroll_all
from dbservice.services.roles import Newcomer, RoleChange, RoleKey
from dbservice.services.roll_writing import write
from dbservice.services.teachers import KnownTeacher

PLACES = ("auth_group", "batch_id", "grade")
USER_FIELDS = {"first_name", "district", "state"}
OWN_FIELDS = {"teacher_id", "is_af_teacher"}


@dataclass(frozen=True)
class _Wanted:
    """A row, and what it wants to be so."""

    row: Row
    user: Mapping[str, object]
    own: Mapping[str, object]
    enrollments: Sequence[Enrollment]

    @property
    def number(self) -> str:
        return str(self.row.values["teacher_id"])


def apply(session: Session, rows: Sequence[Row]) -> None:
    """Create or change the teachers of these rows, one row of a teacher after another."""
    puts.hold(session, Teacher.metadata.tables["teacher"])
    wanted = _wanted(session, rows)
    for part in waves(wanted, lambda one: one.number):
        known = teachers.find(session, {one.number for one in part})
        _create(session, [one for one in part if one.number not in known])
        _update(session, [(one, known[one.number]) for one in part if one.number in known])


def _wanted(session: Session, rows: Sequence[Row]) -> list[_Wanted]:
    places = Enrollments(session, rows, PLACES)
    names = {row.values["subject"] for row in rows if "subject" in row.values}
    subjects = keys.resolve(session, {keys.SUBJECT: names})
    wanted: list[_Wanted] = []
    for row in rows:
        enrollments, problems = places.of(row)
        if problems:
            row.reject(*problems)
            continue
        own = {name: row.values[name] for name in row.values.keys() & OWN_FIELDS}
        if "subject" in row.values:
            try:
                own["subject_id"] = subjects.id(keys.SUBJECT, row.values["subject"])
            except DomainError as unknown:
                unknown.field = "subject"
                row.remark(unknown)
        user = {name: row.values[name] for name in row.values.keys() & USER_FIELDS}
        wanted.append(_Wanted(row, user, own, enrollments))
    return wanted


def _create(session: Session, wanted: Sequence[_Wanted]) -> None:
    newcomers = [Newcomer(one.user, one.own, one.enrollments) for one in wanted]
    created = roles.create(session, Teacher, newcomers)
    for one, key in zip(wanted, created, strict=True):
        one.row.finish(Outcome.CREATED, key.id)


def _update(session: Session, wanted: Sequence[tuple[_Wanted, KnownTeacher]]) -> None:
    people = roll.call(session, [teacher.user_id for _, teacher in wanted if teacher.user_id])
    accepted: list[tuple[_Wanted, RoleKey]] = []
    for one, teacher in wanted:
        if teacher.user_id is None or teacher.user_id not in people:
            one.row.reject(cases.no_user("teacher_id"))
            continue
        try:
            enroll_all(people[teacher.user_id], one.enrollments)
        except DomainError as refusal:
            one.row.reject(refusal)
        else:
            accepted.append((one, RoleKey(teacher.id, teacher.user_id)))
    changes = [RoleChange(key, one.user, one.own) for one, key in accepted]
    changed = roles.update(session, Teacher, changes)
    write(session, people)
    for one, key in accepted:
        is_changed = key.id in changed or people[key.user_id].changes
        one.row.finish(Outcome.UPDATED if is_changed else Outcome.UNCHANGED, key.id)


IMPORT_TYPE = ImportType(
    name="teacher_addition",
    label="Teacher Addition",
    section=Section.PEOPLE,
    position=40,
    summary="Creates teachers with their user and up to three enrolments, or changes those with"
    " the same number",
    columns=(
        Column("teacher_id", "teacher_id", CODE, example="T2026001", blank="VALUE_REQUIRED"),
        Column("user_first_name", "first_name", TEXT, example="Meera"),
        Column("user_district", "district", TEXT, example="Pune"),
        Column("user_state", "state", TEXT, example="Maharashtra"),
        Column(
            "subject",
            "subject",
            CODE,
            about="English name, in any case; an unknown one is left out",
            example="Physics",
        ),
        Column("is_af_teacher", "is_af_teacher", BOOLEAN, example="Yes"),
        *place_columns(*PLACES),
        *term_columns(),
        Column("district_code", "district_code", UNREAD),
        Column("state_code", "state_code", UNREAD),
    ),
    apply=apply,
    writes=("user", "teacher", "enrollment_record", "group_user"),
    errors=(
        *(code for code in PLACE_ERRORS if code != "SCHOOL_NOT_FOUND"),
        "ENROLMENT_CONFLICT",
        "ENROLMENT_WRITE_FAILED",
        "USER_NOT_FOUND",
        "VALUE_REQUIRED",
    ),
    remarks=("SUBJECT_NOT_FOUND",),
    again="changes nothing",
)
