"""Operations made by call, and how people stand afterwards, told in codes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import text

from dbservice.db import transaction
from dbservice.services.groups import EntityRef, GroupKind
from dbservice.services.movement import MoveScope
from tests.enrollment.operations import operation
from tests.enrollment.stage import Stage

YEAR = "2026-2027"
DAY = "2026-06-15"
EVERYWHERE = {
    "auth_group": "EnableStudents",
    "school_code": "SCH001",
    "batch_id": "EN-11-Photon-Enq-24-001",
    "grade": "11",
}


class Stay(NamedTuple):
    """An enrolment record."""

    code: str
    year: str | None
    start: str
    end: str | None


class Office:
    """Where people come with their wishes."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.scope = MoveScope.ALL
        self._is_set_up = True
        self._codes = {entity: code for (_, code), entity in stage.places.entities.items()}

    def refusal(self, kind: str, **cells: str) -> str | None:
        """Have something done on a day in June, unless `cells` say otherwise; the code if refused.

        Whatever comes of it, the invariants hold, and a refusal changes nothing.
        """
        before = self.stage.snapshot()
        term = {"academic_year": YEAR, "start_date": DAY}
        refused = self.stage.call(operation(kind, **{**term, **cells}), self.scope)
        assert not self._is_set_up or self.stage.exceptions() == []
        if refused is None:
            return None
        assert before == self.stage.snapshot()
        return refused.code

    def do(self, kind: str, **cells: str) -> None:
        """Have something done."""
        assert self.refusal(kind, **cells) is None

    def enroll_everywhere(self, number: str, **cells: str) -> None:
        """Give a student a place of each kind."""
        self.do("student_enrollment", student_id=number, **{**EVERYWHERE, **cells})

    def user(self, number: str) -> int:
        """The user behind a student or teacher."""
        snapshot = self.stage.snapshot()
        person: Any = snapshot.student(number) or snapshot.teacher(number)
        return int(person["user_id"])

    def student(self, number: str) -> Mapping[str, Any]:
        """The row of a student."""
        return self.stage.snapshot().student(number) or {}

    def grade(self, number: str) -> str | None:
        """The grade in the row of a student."""
        id = self.student(number)["grade_id"]
        return self._codes[EntityRef(GroupKind.GRADE, id)] if id else None

    def stays(self, number: str, kind: str) -> list[Stay]:
        """The records of a kind, the oldest first."""
        rows = self.stage.snapshot().records(self.user(number), GroupKind(kind))
        return [
            Stay(
                self._codes[EntityRef(GroupKind(kind), row["group_id"])],
                row["academic_year"],
                row["start_date"],
                None if row["is_current"] else row["end_date"],
            )
            for row in rows
        ]

    def current(self, number: str, kind: str) -> list[str]:
        """Where someone is now, by record."""
        return [stay.code for stay in self.stays(number, kind) if stay.end is None]

    def member_of(self, number: str, kind: str) -> list[str]:
        """Where someone is now, by membership."""
        found = self.stage.snapshot().member_of(self.user(number), GroupKind(kind))
        return [self._codes[entity] for entity in found]

    def run(self, statement: str, **values: Any) -> None:
        """Change rows behind everybody's back."""
        with transaction() as session:
            session.execute(text(statement), values)

    def id(self, kind: str, code: str) -> int:
        """The number of a school, batch ... itself."""
        return self.stage.places.entities[GroupKind(kind), code].id

    @contextmanager
    def without_group_row(self, kind: str, code: str) -> Iterator[None]:
        """A place that is not set up for enrolment."""
        these = {"kind": kind, "gone": f"no {kind}", "id": self.id(kind, code)}
        self._is_set_up = False
        self.run('UPDATE "group" SET type = :gone WHERE type = :kind AND child_id = :id', **these)
        yield
        self.run('UPDATE "group" SET type = :kind WHERE type = :gone AND child_id = :id', **these)
        self._is_set_up = True


def stay(code: str, *, year: str | None = YEAR, start: str = DAY, end: str | None = None) -> Stay:
    """A record that began on the day in June."""
    return Stay(code, year, start, end)
