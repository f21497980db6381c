"""Which refusals an operation must meet, told from the tables as they stood before it.

Written from the rules alone: who is refused without reason, or let through against the rules, is
found out.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dbservice.services.groups import EntityRef, GroupKind
from tests.enrollment.operations import CORRECTIONS, FIELDS, PLACES, Operation
from tests.enrollment.snapshot import Row, Snapshot

EXCLUSIVE = (GroupKind.AUTH_GROUP, GroupKind.SCHOOL, GroupKind.GRADE)
ADDITIONS = ("student", "teacher_addition")
TERM = ("academic_year", "start_date")
NEEDED: Mapping[str, tuple[str, ...]] = {
    "batch_movement": ("student_id", "batch_id", *TERM),
    "teacher_batch_assignment": ("teacher_id", "batch_id", *TERM),
    "student_school_movement": ("student_id", "school_code", "academic_year"),
    "dropout": ("student_id", *TERM),
    "re_enrollment": ("student_id", *PLACES, *TERM),
    "set_status": ("student_id", "status", *TERM),
    CORRECTIONS["batch_id"]: ("student_id", "batch_id", "old_batch_id"),
    **{kind: ("student_id", name) for name, kind in CORRECTIONS.items() if name != "batch_id"},
}
# What a blank cell is called, where it is not VALUE_REQUIRED or INVALID_FIELDS.
BLANK = {"student_id": "IDENTIFIER_MISSING", "auth_group": "AUTH_GROUP_UNKNOWN"}
NOT_FOUND = {
    GroupKind.AUTH_GROUP: "AUTH_GROUP_NOT_FOUND",
    GroupKind.SCHOOL: "SCHOOL_NOT_FOUND",
    GroupKind.BATCH: "BATCH_NOT_FOUND",
    GroupKind.GRADE: "GRADE_NOT_FOUND",
    GroupKind.STATUS: "STATUS_NOT_FOUND",
}


def refusals(before: Snapshot, one: Operation) -> set[str]:
    """The codes of which one must come; none, if the operation must be done."""
    asked = {*_blanks(one), *_unknown(before, one)}
    return asked or set(_rule_of(one)(before, one))


def subject(snapshot: Snapshot, one: Operation) -> Row | None:
    """The student or teacher whom an operation is about."""
    if number := one.get("teacher_id"):
        return snapshot.teacher(number)
    return _by(snapshot, "student_id", one) or _by(snapshot, "apaar_id", one)


def _by(snapshot: Snapshot, column: str, one: Operation) -> Row | None:
    """The student with the number that an operation gives."""
    given = one.get({"apaar_id": "student_apaar_id"}.get(column, column))
    students = snapshot.tables["student"].values()
    return next((s for s in students if given and s[column] == given), None)


def places(before: Snapshot, one: Operation) -> dict[str, EntityRef]:
    """What the filled cells of an operation mean."""
    found = {name: before.places.entity(kind, one.get(name)) for name, kind in FIELDS.items()}
    return {name: entity for name, entity in found.items() if entity}


def _blanks(one: Operation) -> Iterator[str]:
    for name in NEEDED.get(one.kind, ()):
        if not one.get(name):
            yield from (BLANK.get(name, "VALUE_REQUIRED"), "VALUE_REQUIRED", "INVALID_FIELDS")
            if name == "grade":
                yield "GRADE_NOT_FOUND"
    if not (one.get("student_id") or one.get("teacher_id") or one.get("student_apaar_id")):
        yield "IDENTIFIER_MISSING"
        if "teacher_id" in one.cells:
            yield "VALUE_REQUIRED"
    if one.kind in ("student", "enroll", "student_enrollment", "teacher_addition"):
        placed = [name for name in PLACES if one.get(name)]
        if placed and not one.get("start_date"):
            yield "ENROLMENT_WRITE_FAILED"
        if set(placed) - {"auth_group"} and not one.get("academic_year"):
            yield "ENROLMENT_WRITE_FAILED"


def _unknown(before: Snapshot, one: Operation) -> Iterator[str]:
    known = places(before, one)
    for name, kind in FIELDS.items():
        if one.get(name) and name not in known:
            yield NOT_FOUND[kind]
    known_person = subject(before, one) is not None
    if one.kind == "student" and known_person:
        yield "STUDENT_EXISTS"
    if one.kind in ADDITIONS or known_person:
        return
    if one.get("teacher_id"):
        yield "TEACHER_NOT_FOUND"
    elif one.get("student_id") or one.get("student_apaar_id"):
        yield "STUDENT_NOT_FOUND"


def _rule_of(one: Operation) -> Callable[[Snapshot, Operation], Iterator[str]]:
    return RULES.get(one.kind, _correction)


def _update(before: Snapshot, one: Operation) -> Iterator[str]:
    student, other = _by(before, "student_id", one), _by(before, "apaar_id", one)
    if student and one.get("student_apaar_id"):
        if student["apaar_id"] not in (None, one.get("student_apaar_id")):
            yield "IDENTIFIER_MISMATCH"
        elif other and other["id"] != student["id"]:
            yield "IDENTIFIER_TAKEN"
    if other and not student and one.get("student_id"):
        yield "IDENTIFIER_MISMATCH"


def _enrolment(before: Snapshot, one: Operation) -> Iterator[str]:
    if subject(before, one) is None:
        return
    user_id = _user(before, one)
    if before.is_dropped_out(user_id):
        yield "ALREADY_DROPPED_OUT"
        return
    for entity in places(before, one).values():
        if entity.kind in EXCLUSIVE and before.places_of(user_id, entity.kind) - {entity.id}:
            yield "ENROLMENT_CONFLICT"


def _first_enrolment(before: Snapshot, one: Operation) -> Iterator[str]:
    user_id = _user(before, one)
    yield from _enrolment(before, one)
    for entity in places(before, one).values():
        is_current = entity.id in before.places_of(user_id, entity.kind)
        if not before.is_dropped_out(user_id) and (is_current or _member(before, user_id, entity)):
            yield "ALREADY_MEMBER"


def _movement(before: Snapshot, one: Operation) -> Iterator[str]:
    if before.is_dropped_out(_user(before, one)):
        yield "ALREADY_DROPPED_OUT"


def _nothing(before: Snapshot, one: Operation) -> Iterator[str]:
    return iter(())


def _return(before: Snapshot, one: Operation) -> Iterator[str]:
    user_id = _user(before, one)
    if not before.is_dropped_out(user_id):
        yield "NOT_DROPPED_OUT"
        return
    records = before.records(user_id, GroupKind.AUTH_GROUP)
    if not records:
        yield "AUTH_GROUP_UNKNOWN"
    elif records[-1]["group_id"] != places(before, one)["auth_group"].id:
        yield "AUTH_GROUP_MISMATCH"


def _undoing(before: Snapshot, one: Operation) -> Iterator[str]:
    if not before.is_dropped_out(_user(before, one)):
        yield "NOT_DROPPED_OUT"


def _status(before: Snapshot, one: Operation) -> Iterator[str]:
    student = subject(before, one) or {}
    if student["status"] == "dropout" != one.get("status"):
        yield "ALREADY_DROPPED_OUT"


def _correction(before: Snapshot, one: Operation) -> Iterator[str]:
    user_id = _user(before, one)
    [field] = [name for name, kind in CORRECTIONS.items() if kind == one.kind]
    right = places(before, one)[field]
    current = before.places_of(user_id, right.kind)
    wrong = {places(before, one)["old_batch_id"].id} if field == "batch_id" else current
    if not wrong & current:
        yield "NO_CURRENT_MEMBERSHIP"
    elif right.id in current - wrong:
        yield "ALREADY_MEMBER"


def _user(before: Snapshot, one: Operation) -> int:
    person: Any = subject(before, one)
    return int(person["user_id"])


def _member(before: Snapshot, user_id: int, entity: EntityRef) -> bool:
    return entity in before.member_of(user_id, entity.kind)


RULES: Mapping[str, Callable[[Snapshot, Operation], Iterator[str]]] = {
    "student": _nothing,
    "student_update": _update,
    "teacher_addition": _enrolment,
    "enroll": _enrolment,
    "student_enrollment": _first_enrolment,
    "batch_movement": _movement,
    "teacher_batch_assignment": _nothing,
    "student_school_movement": _movement,
    "dropout": _movement,
    "re_enrollment": _return,
    "undo_dropout": _undoing,
    "set_status": _status,
}
