"""What an operation may change: which cells it may touch at all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from dbservice.services.groups import GroupKind
from tests.enrollment.operations import CORRECTIONS, PLACES, Operation
from tests.enrollment.outcomes import changed, confirm_outcome
from tests.enrollment.refusals import subject
from tests.enrollment.snapshot import MEMBERS, Row, Snapshot

AUTH, SCHOOL, BATCH, GRADE = MEMBERS
STATUS = GroupKind.STATUS
CLOSED = {"is_current", "end_date"}

Kinds = Collection[GroupKind]


@dataclass(frozen=True)
class Effect:
    """Which kinds of records may be added, closed, reopened, rewritten or deleted, which kinds of
    memberships may change, which columns of the student, teacher and user, and which tables may get
    or lose a row.
    """

    adds: Kinds = ()
    closes: Kinds = ()
    reopens: Kinds = ()
    rewrites: Kinds = ()
    deletes: Kinds = ()
    members: Kinds = ()
    student: Collection[str] = ()
    teacher: Collection[str] = ()
    user: Collection[str] = ()
    makes: Collection[str] = field(default_factory=set)


EVERYTHING = (*MEMBERS, STATUS)
MOVES = (BATCH, GRADE, STATUS)
EFFECTS: Mapping[str, Effect] = {
    "student": Effect(adds=MEMBERS, members=MEMBERS, makes={"user", "student"}),
    "student_update": Effect(student={"apaar_id"}, user={"first_name"}),
    "teacher_addition": Effect(
        adds=(AUTH, BATCH, GRADE),
        members=(AUTH, BATCH, GRADE),
        user={"first_name"},
        makes={"user", "teacher"},
    ),
    "enroll": Effect(adds=MEMBERS, closes=(SCHOOL,), members=MEMBERS, student={"grade_id"}),
    "student_enrollment": Effect(adds=MEMBERS, members=MEMBERS, student={"grade_id"}),
    "batch_movement": Effect(
        adds=MOVES, closes=MOVES, members=(BATCH, GRADE), student={"grade_id"}
    ),
    "teacher_batch_assignment": Effect(adds=(BATCH,), closes=(BATCH,), members=(BATCH,)),
    "student_school_movement": Effect(
        adds=(SCHOOL,), closes=(SCHOOL,), reopens=(SCHOOL,), members=(SCHOOL,)
    ),
    "dropout": Effect(adds=(STATUS,), closes=EVERYTHING, student={"status"}, makes={"dropout"}),
    "undo_dropout": Effect(
        deletes=(STATUS,), reopens=EVERYTHING, student={"status"}, makes={"dropout"}
    ),
    "re_enrollment": Effect(
        adds=(SCHOOL, BATCH, GRADE, STATUS),
        closes=(STATUS,),
        reopens=(AUTH,),
        members=MEMBERS,
        student={"status", "grade_id"},
    ),
    "set_status": Effect(adds=(STATUS,), closes=(STATUS,), student={"status"}),
    **{
        kind: Effect(
            rewrites=(PLACES[name],),
            members=(PLACES[name],),
            student={"grade_id"} if name == "grade" else (),
        )
        for name, kind in CORRECTIONS.items()
    },
}


def confirm(before: Snapshot, after: Snapshot, one: Operation) -> None:
    """Fail unless an operation that was done changed what it must, and nothing else."""
    person: Any = subject(after, one)
    user_id: int = person["user_id"]
    _confirm_frame(before, after, user_id, effect_of(one))
    confirm_outcome(before, after, one, user_id)


def effect_of(one: Operation) -> Effect:
    """What an operation may change; a status may be a dropout."""
    if one.kind == "set_status" and one.get("status") == "dropout":
        return EFFECTS["dropout"]
    return EFFECTS[one.kind]


def _confirm_frame(before: Snapshot, after: Snapshot, user_id: int, effect: Effect) -> None:
    assert before.same_rows(after, "alumni")
    columns = {"user": effect.user, "student": effect.student, "teacher": effect.teacher}
    for table, changeable in columns.items():
        for old, new in before.differences(after, table):
            assert new
            assert new["id" if table == "user" else "user_id"] == user_id
            if old is None:
                assert table in effect.makes
            else:
                assert changed(old, new) <= set(changeable)
    for pair in before.differences(after, "enrollment_record"):
        _confirm_record(*pair, user_id, effect)
    for pair in before.differences(after, "group_user"):
        for row in filter(None, pair):
            assert row["user_id"] == user_id
            assert after.places.members_of[row["group_id"]].kind in effect.members
    assert "dropout" in effect.makes or before.same_rows(after, "dropout")


def _confirm_record(old: Row | None, new: Row | None, user_id: int, effect: Effect) -> None:
    for row in filter(None, (old, new)):
        assert row["user_id"] == user_id
        kind = row["group_type"]
    if old is None or new is None:
        assert kind in (effect.adds if old is None else effect.deletes)
        return
    columns = changed(old, new)
    if old["is_current"] and not new["is_current"]:
        assert kind in effect.closes
        assert columns == CLOSED
    elif new["is_current"] and not old["is_current"]:
        assert kind in effect.reopens
        assert columns <= CLOSED | ({"start_date"} if kind == SCHOOL else set())
    else:
        assert kind in effect.rewrites
        assert columns == {"group_id"}
