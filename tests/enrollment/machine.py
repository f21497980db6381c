"""People who are moved, dropped out, brought back and corrected in any order.

After every step the invariants must hold, and the step must have done what its rules say and
nothing else: see `refusals` and `effects`.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from dbservice.imports.registry import TYPES
from dbservice.services.groups import GroupKind
from tests.enrollment import drawn, effects
from tests.enrollment.operations import CORRECTIONS, DEEDS, Operation, operation
from tests.enrollment.refusals import places, refusals, subject
from tests.enrollment.snapshot import Snapshot, stripped
from tests.enrollment.stage import STUDENTS, Refusal, Stage

WAYS = st.sampled_from(("call", "call", "call", "sheet"))
REPEATABLE = ("batch_movement", "teacher_batch_assignment", "student_school_movement", "enroll")
REFUSED_AGAIN = {
    "dropout": "ALREADY_DROPPED_OUT",
    "re_enrollment": "NOT_DROPPED_OUT",
    "undo_dropout": "NOT_DROPPED_OUT",
}


class SchoolYear(RuleBasedStateMachine):
    """Everything that can happen to three students and two teachers."""

    stage: ClassVar[Stage]
    steps: ClassVar[Counter[str]] = Counter()

    @initialize(
        enrolled=st.lists(st.sampled_from(STUDENTS), unique=True), year=st.sampled_from(drawn.YEARS)
    )
    def begin(self, enrolled: list[str], year: str) -> None:
        """Some of the students have a place of each kind already."""
        self.stage.begin_anew()
        self.before_dropout: dict[int, Snapshot] = {}
        self.now = self.stage.snapshot()
        for number in enrolled:
            everywhere = {name: drawn.CODES[kind][0] for name, kind in drawn.PLACES.items()}
            term = {"academic_year": year, "start_date": drawn.DAYS[0]}
            self._do(operation("student_enrollment", student_id=number, **everywhere, **term))

    @rule(one=drawn.newcomers(), way=WAYS)
    def come(self, one: Operation, way: str) -> None:
        self._do(one, way)

    @rule(one=drawn.enrolments(), way=WAYS)
    def enroll(self, one: Operation, way: str) -> None:
        self._do(one, way)

    @rule(one=drawn.movements(), way=WAYS)
    def move(self, one: Operation, way: str) -> None:
        self._do(one, way)

    @rule(one=drawn.corrections(), way=WAYS)
    def correct(self, one: Operation, way: str) -> None:
        self._do(one, way)

    @rule(one=drawn.statuses(), way=WAYS)
    def set_status(self, one: Operation, way: str) -> None:
        self._do(one, way)

    @precondition(lambda self: self._dropped_out())
    @rule(data=st.data(), way=WAYS)
    def bring_back(self, data: st.DataObject, way: str) -> None:
        """Of those that were drawn blindly few would name the right person and auth group."""
        number = data.draw(st.sampled_from(self._dropped_out()))
        records = self.now.records(self._user(number), GroupKind.AUTH_GROUP)
        names = {entity: code for (_, code), entity in self.stage.places.entities.items()}
        cells = dict(data.draw(drawn.operations("re_enrollment")).cells)
        if records:
            kind, id = GroupKind.AUTH_GROUP, records[-1]["group_id"]
            cells["auth_group"] = next(c for e, c in names.items() if e == (kind, id))
        self._do(Operation("re_enrollment", {**cells, "student_id": number}), way)

    @rule(several=st.lists(drawn.changes(), min_size=2, max_size=5))
    def do_together(self, several: list[Operation]) -> None:
        """Operations on one roll come to the same as one call after another."""
        self.steps["together"] += 1
        alone = self.stage.rehearse(*several)
        together = self.stage.rehearse_together(*several)
        assert together[0] == alone[0]
        assert together[1].told() == alone[1].told()

    @rule(one=drawn.changes(), other=drawn.changes())
    def do_either_first(self, one: Operation, other: Operation) -> None:
        """Operations on two people come to the same in either order."""
        people = [subject(self.now, each) for each in (one, other)]
        if None in people or people[0] == people[1]:
            return
        self.steps["either first"] += 1
        codes, after = self.stage.rehearse(one, other)
        turned, afterwards = self.stage.rehearse(other, one)
        assert codes == turned[::-1]
        assert after.told() == afterwards.told()

    def _do(self, one: Operation, way: str = "call") -> None:
        """Do it in this way, or in the one there is, and look at all that came of it."""
        if one.kind not in (DEEDS if way == "call" else TYPES):
            way = "sheet" if way == "call" else "call"
        self.steps[f"{one.kind} by {way}"] += 1
        before, expected = self.now, refusals(self.now, one)
        is_twofold = one.kind in DEEDS and way == "sheet"
        rehearsed = self.stage.rehearse(one) if is_twofold else None
        refused = self.stage.call(one) if way == "call" else self.stage.sheet(one)[0]
        after = self.now = self.stage.snapshot()
        assert self.stage.exceptions() == []
        self._confirm(before, after, one, refused, expected)
        if rehearsed:
            assert (refused is None) == (rehearsed[0] == [None])
            assert after.told() == self._renumbered(rehearsed[1], after).told()
        if refused is None:
            self._remember(before, after, one)
            self._confirm_echo(before, after, one)

    def _confirm(
        self,
        before: Snapshot,
        after: Snapshot,
        one: Operation,
        refused: Refusal | None,
        expected: set[str],
    ) -> None:
        if refused is None:
            assert not expected, f"done, though {expected}"
            effects.confirm(before, after, one)
        else:
            self.steps["refused"] += 1
            assert refused.code in expected, refused
            assert before == after

    def _remember(self, before: Snapshot, after: Snapshot, one: Operation) -> None:
        """A dropout that is undone later brings back what was before it."""
        user_id = self._user_of(after, one)
        if one.kind == "undo_dropout" and user_id in self.before_dropout:
            was = self.before_dropout.pop(user_id)
            assert [stripped(row) for row in was.records(user_id)] == [
                stripped(row) for row in after.records(user_id)
            ]
            assert was.member_of(user_id) == after.member_of(user_id)
        elif after.is_dropped_out(user_id) and not before.is_dropped_out(user_id):
            self.before_dropout[user_id] = before

    def _confirm_echo(self, before: Snapshot, after: Snapshot, one: Operation) -> None:
        """Doing it once more changes nothing or is refused; a correction can be turned round.

        What has to be done in earnest again is so only now and then.
        """
        if one.kind in REPEATABLE:
            codes, again = self.stage.rehearse(one)
            assert codes == [None]
            assert after.same_rows(again)
        elif one.kind in REFUSED_AGAIN:
            codes, again = self.stage.rehearse(one)
            assert codes == [REFUSED_AGAIN[one.kind]]
            assert after == again
        elif one.kind in CORRECTIONS.values() and not before.same_rows(after):
            codes, again = self.stage.rehearse(self._reversed(before, one))
            assert codes == [None]
            assert before.same_rows(again)
        elif one.kind not in DEEDS and not self.steps.total() % 3:
            assert self.stage.sheet(one) == [None]
            assert after.same_rows(self.stage.snapshot())

    def _reversed(self, before: Snapshot, one: Operation) -> Operation:
        [name] = [name for name, kind in CORRECTIONS.items() if kind == one.kind]
        cells = dict(one.cells)
        if name == "batch_id":
            cells |= {"batch_id": one.get("old_batch_id"), "old_batch_id": one.get("batch_id")}
        else:
            entity = places(before, one)[name]
            [old] = before.places_of(self._user_of(before, one), entity.kind)
            codes = self.stage.places.entities.items()
            cells[name] = next(c for (_, c), e in codes if e == (entity.kind, old))
        return Operation(one.kind, cells)

    def _renumbered(self, rehearsed: Snapshot, real: Snapshot) -> Snapshot:
        """Someone who was created in a rehearsal has another number than in earnest."""
        students = {s["student_id"]: s for s in real.tables["student"].values()}
        new: dict[int, Mapping[str, Any]] = {}
        users: dict[int, int] = {}
        for student in rehearsed.tables["student"].values():
            twin = students[student["student_id"]]
            users[student["user_id"]] = twin["user_id"]
            new[twin["id"]] = {**student, "id": twin["id"], "user_id": twin["user_id"]}
        tables = {**rehearsed.tables, "student": new}
        tables["user"] = {users.get(id, id): row for id, row in rehearsed.tables["user"].items()}
        for table in ("enrollment_record", "group_user"):
            tables[table] = {
                id: {**row, "user_id": users.get(row["user_id"], row["user_id"])}
                for id, row in rehearsed.tables[table].items()
            }
        return Snapshot(tables, rehearsed.places)

    def _user_of(self, snapshot: Snapshot, one: Operation) -> int:
        person: Any = subject(snapshot, one)
        return int(person["user_id"])

    def _user(self, number: str) -> int:
        student: Any = self.now.student(number)
        return int(student["user_id"])

    def _dropped_out(self) -> list[str]:
        return [s for s in STUDENTS if self.now.is_dropped_out(self._user(s))]
