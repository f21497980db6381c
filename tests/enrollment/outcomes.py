"""What must have come of an operation that was done, beside that nothing else changed."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from dbservice.services.groups import EntityRef, GroupKind
from tests.enrollment.operations import CORRECTIONS, PLACES, Operation
from tests.enrollment.refusals import places
from tests.enrollment.snapshot import MEMBERS, Row, Snapshot, stripped

AUTH, SCHOOL, BATCH, GRADE = MEMBERS
STATUS = GroupKind.STATUS


def changed(old: Row, new: Row) -> set[str]:
    """The columns whose values differ."""
    before, after = stripped(old) or {}, stripped(new) or {}
    return {name for name in before if before[name] != after[name]}


def _added(before: Snapshot, after: Snapshot, user_id: int) -> list[Row]:
    known = {row["id"] for row in before.records(user_id)}
    return [row for row in after.records(user_id) if row["id"] not in known]


def _confirm_closed(before: Snapshot, after: Snapshot, rows: Collection[Row], on: str) -> None:
    for row in rows:
        now = after.tables["enrollment_record"][row["id"]]
        assert not now["is_current"]
        assert now["end_date"] == max(row["start_date"], on)


def _confirm_new(rows: Collection[Row], one: Operation, on: str) -> None:
    for row in rows:
        year = None if row["group_type"] == AUTH else one.get("academic_year")
        facts = (row["academic_year"], row["start_date"], row["end_date"], row["is_current"])
        assert facts == (year, on, None, True)


def _enrolled(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    wanted = set(places(after, one).values())
    for entity in wanted:
        assert entity.id in after.places_of(user_id, entity.kind)
        assert entity in after.member_of(user_id, entity.kind)
    added = _added(before, after, user_id)
    assert {EntityRef(GroupKind(row["group_type"]), row["group_id"]) for row in added} <= wanted
    _confirm_new(added, one, one.get("start_date"))
    for row in before.current(user_id):
        entity = EntityRef(GroupKind(row["group_type"]), row["group_id"])
        years = {row["academic_year"], one.get("academic_year")}
        if entity in wanted and entity.kind == SCHOOL and len(years) > 1:
            _confirm_closed(before, after, [row], one.get("start_date"))
        else:
            assert stripped(after.tables["enrollment_record"][row["id"]]) == stripped(row)


def _updated(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    """What is filled replaces what was there, and what is blank leaves it."""
    _named(before, after, one, user_id)
    old, new = before.student_of(user_id), after.student_of(user_id)
    assert old
    assert new
    assert new["apaar_id"] == (one.get("student_apaar_id") or old["apaar_id"])


def _enrolled_and_named(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    _enrolled(before, after, one, user_id)
    _named(before, after, one, user_id)


def _named(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    old = before.tables["user"].get(user_id, {"first_name": None})
    name = one.get("user_first_name") or old["first_name"]
    assert after.tables["user"][user_id]["first_name"] == name


def _moved(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    _assigned(before, after, one, user_id)
    grew = len(_added(before, after, user_id))
    target = places(after, one)["batch_id"]
    was_there = target.id in before.places_of(user_id, BATCH)
    status = [row["group_id"] for row in after.current(user_id, STATUS)]
    if was_there:
        assert status == [row["group_id"] for row in before.current(user_id, STATUS)]
    else:
        enrolled = after.places.entity(STATUS, "enrolled")
        assert enrolled
        assert status == [enrolled.id]
        _confirm_closed(before, after, before.current(user_id, STATUS), one.get("start_date"))
    grade = places(after, one).get("grade")
    regraded = grade is not None and {grade.id} != before.places_of(user_id, GRADE)
    if grade:
        assert after.places_of(user_id, GRADE) == {grade.id}
        assert after.member_of(user_id, GRADE) == [grade]
    if regraded:
        _confirm_closed(before, after, before.current(user_id, GRADE), one.get("start_date"))
    assert grew == (0 if was_there else 2) + (1 if regraded else 0)


def _assigned(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    target = places(after, one)["batch_id"]
    assert after.places_of(user_id, BATCH) == {target.id}
    assert after.member_of(user_id, BATCH) == [target]
    others = [row for row in before.current(user_id, BATCH) if row["group_id"] != target.id]
    _confirm_closed(before, after, others, one.get("start_date"))
    _confirm_new(_added(before, after, user_id), one, one.get("start_date"))
    kept = [row for row in before.current(user_id, BATCH) if row["group_id"] == target.id]
    for row in kept:
        assert stripped(after.tables["enrollment_record"][row["id"]]) == stripped(row)


def _moved_school(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    target, year = places(after, one)["school_code"], one.get("academic_year")
    on = one.get("effective_date") or date.today().isoformat()  # noqa: DTZ011  # never drawn
    [now] = after.current(user_id, SCHOOL)
    assert (now["group_id"], now["academic_year"]) == (target.id, year)
    assert after.member_of(user_id, SCHOOL) == [target]
    was = [row for row in before.current(user_id, SCHOOL) if row["id"] != now["id"]]
    _confirm_closed(before, after, was, on)
    earlier = [
        row
        for row in before.records(user_id, SCHOOL)
        if (row["group_id"], row["academic_year"]) == (target.id, year)
    ]
    assert len(_added(before, after, user_id)) == (0 if earlier else 1)
    if not any(row["is_current"] for row in earlier):
        assert now["start_date"] == on
    if earlier and not any(row["is_current"] for row in earlier):
        assert now["id"] == earlier[-1]["id"]


def _dropped_out(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    _confirm_closed(before, after, before.current(user_id), one.get("start_date"))
    [status] = _added(before, after, user_id)
    _confirm_new([status], one, one.get("start_date"))
    dropout = after.places.entity(STATUS, "dropout")
    assert dropout
    assert (status["group_type"], status["group_id"]) == dropout
    assert before.memberships(user_id) == after.memberships(user_id)
    [(nothing, note)] = before.differences(after, "dropout")
    assert nothing is None
    assert note
    assert note["record_id"] == status["id"]
    closed = {row["id"] for row in before.current(user_id)}
    assert set(note["closed_record_ids"]) == closed


def _undone(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    assert not _added(before, after, user_id)
    gone = {row["id"] for row in before.current(user_id)}
    [(note, nothing)] = before.differences(after, "dropout")
    assert note
    assert nothing is None
    assert gone == {note["record_id"]}
    assert {row["id"] for row in after.current(user_id)} == set(note["closed_record_ids"])
    assert before.memberships(user_id) == after.memberships(user_id)
    student = after.student_of(user_id)
    assert student
    assert student["status"] is None


def _returned(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    wanted = places(after, one)
    for name, kind in PLACES.items():
        assert after.places_of(user_id, kind) == {wanted[name].id}
        assert after.member_of(user_id, kind) == [wanted[name]]
    added = _added(before, after, user_id)
    assert sorted(row["group_type"] for row in added) == sorted((BATCH, GRADE, SCHOOL, STATUS))
    _confirm_new(added, one, one.get("start_date"))
    _confirm_closed(before, after, before.current(user_id), one.get("start_date"))
    [auth_group] = after.current(user_id, AUTH)
    assert auth_group["id"] == before.records(user_id, AUTH)[-1]["id"]
    enrolled = after.places.entity(STATUS, "enrolled")
    assert enrolled
    assert after.places_of(user_id, STATUS) == {enrolled.id}
    student = after.student_of(user_id)
    assert student
    assert (student["status"], student["grade_id"]) == ("enrolled", wanted["grade"].id)


def _titled(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    student: Any = before.student_of(user_id)
    title = one.get("status")
    if student["status"] == title:
        assert before.same_rows(after)
    elif title == "dropout":
        _dropped_out(before, after, one, user_id)
    else:
        _confirm_closed(before, after, before.current(user_id, STATUS), one.get("start_date"))
        [status] = _added(before, after, user_id)
        assert status["group_id"] == places(after, one)["status"].id
        _confirm_new([status], one, one.get("start_date"))
    student = after.student_of(user_id)
    assert student["status"] == title


def _corrected(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    [name] = [name for name, kind in CORRECTIONS.items() if kind == one.kind]
    target = places(after, one)[name]
    records = list(before.differences(after, "enrollment_record"))
    memberships = list(before.differences(after, "group_user"))
    was_right = one.get("old_batch_id") == one.get("batch_id") and name == "batch_id"
    if was_right or before.places_of(user_id, target.kind) == {target.id}:
        assert before.same_rows(after)
        return
    [(old, new)], [(left, joined)] = records, memberships
    assert old
    assert new
    assert left
    assert joined
    assert changed(old, new) == changed(left, joined) == {"group_id"}
    assert new["group_id"] == target.id
    assert joined["group_id"] == after.places.group_rows[target]


def confirm_outcome(before: Snapshot, after: Snapshot, one: Operation, user_id: int) -> None:
    """Fail unless an operation did what it is for."""
    OUTCOMES.get(one.kind, _corrected)(before, after, one, user_id)


Outcome = Callable[[Snapshot, Snapshot, Operation, int], None]
OUTCOMES: Mapping[str, Outcome] = {
    "student": _enrolled,
    "student_update": _updated,
    "teacher_addition": _enrolled_and_named,
    "enroll": _enrolled,
    "student_enrollment": _enrolled,
    "batch_movement": _moved,
    "teacher_batch_assignment": _assigned,
    "student_school_movement": _moved_school,
    "dropout": _dropped_out,
    "undo_dropout": _undone,
    "re_enrollment": _returned,
    "set_status": _titled,
}
