"""Columns that say where and when people are enrolled, shared by many types."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.imports.cases import codes
from dbservice.imports.cells import CODE, DATE, TEXT
from dbservice.imports.import_type import Column
from dbservice.imports.rows import Row
from dbservice.services import references
from dbservice.services.enrollment import Enrollment, enrollment_in
from dbservice.services.groups import GroupKind

# In the order in which a person is enrolled.
PLACES = {
    "auth_group": GroupKind.AUTH_GROUP,
    "school_code": GroupKind.SCHOOL,
    "batch_id": GroupKind.BATCH,
    "grade": GroupKind.GRADE,
}
PLACE_ERRORS = (
    "AUTH_GROUP_NOT_FOUND",
    "SCHOOL_NOT_FOUND",
    "BATCH_NOT_FOUND",
    "GRADE_NOT_FOUND",
    "GROUP_ROW_MISSING",
    "AMBIGUOUS",
)
ABOUT = {
    "auth_group": ("Name", "EnableStudents"),
    "school_code": ("School code", "SCH001"),
    "batch_id": ("Batch code", "EN-11-Photon-Enq-24-001"),
    "grade": ("Grade number", "11"),
}


def place_columns(
    *fields: str, blank: Mapping[str, str] | str = "", required: bool = True
) -> tuple[Column, ...]:
    """Columns for the places to be enrolled in.

    Args:
        fields: which, as in `PLACES`.
        blank: the error that a blank cell is, one for all or by field; without one, blank means
            that the person is not enrolled in such a place.
        required: whether the columns must be there.
    """
    made = []
    for name in fields:
        about, example = ABOUT[name]
        error = blank if isinstance(blank, str) else blank.get(name, "")
        hint = about if error else f"{about}; blank: none"
        made.append(Column(name, name, CODE, required, hint, example, error))
    return tuple(made)


def term_columns(*, blank: str = "") -> tuple[Column, ...]:
    """The academic year and the first day; `blank` is the error that a blank cell is."""
    year = "" if blank else "Needed with a school, batch or grade"
    start = "" if blank else "Needed to enrol"
    return (
        Column("academic_year", "academic_year", TEXT, True, year, "2026-2027", blank),
        Column("start_date", "start_date", DATE, True, start, "2026-06-15", blank),
    )


class Enrollments:
    """The enrolments that rows ask for; those of a class are all alike and are made once."""

    def __init__(self, session: Session, rows: Sequence[Row], fields: Collection[str]) -> None:
        self._places = {name: kind for name, kind in PLACES.items() if name in fields}
        self._targets = references.resolve(session, codes(rows, self._places))
        self._made: dict[tuple[Any, ...], Enrollment] = {}

    def of(self, row: Row) -> tuple[list[Enrollment], list[DomainError]]:
        """The enrolments of a row, and what is wrong with those that cannot be."""
        enrollments: list[Enrollment] = []
        problems: dict[str, DomainError] = {}  # one of a column is enough
        terms = (row.get("academic_year"), row.get("start_date"))
        for name in self._places:
            if name not in row.values:
                continue
            try:
                enrollments.append(self._enrollment(name, row.values[name], *terms))
            except DomainError as problem:
                problem.field = problem.field or name
                problems.setdefault(problem.field, problem)
        return enrollments, list(problems.values())

    def _enrollment(
        self, name: str, code: str, academic_year: str | None, start_date: date | None
    ) -> Enrollment:
        asked = (name, code, academic_year, start_date)
        if asked not in self._made:
            target = self._targets.target(self._places[name], code)
            self._made[asked] = enrollment_in(
                target, academic_year=academic_year, start_date=start_date
            )
        return self._made[asked]
