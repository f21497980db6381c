"""The four sheets that correct where students are enrolled, made from one pattern."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dbservice.imports import cases
from dbservice.imports.cells import CODE
from dbservice.imports.enrollment_columns import ABOUT
from dbservice.imports.import_type import Column, ImportType, Section
from dbservice.imports.people_columns import LOOKUP_ERRORS, identifier_columns
from dbservice.imports.rows import Row
from dbservice.services.correction import correct
from dbservice.services.groups import GroupKind

OLD_BATCH = "old_batch_id"


def correction(
    *,
    name: str,
    label: str,
    position: int,
    field: str,
    kind: GroupKind,
    header: str | None = None,
    wrong: Column | None = None,
    again: str = "changes nothing",
) -> ImportType:
    """The import type that corrects one kind of enrolment.

    Args:
        name: its name.
        label: its label.
        position: its place in the form.
        field: the field that holds the right code.
        kind: what the code is of.
        header: the heading of the right code, if it differs from the field.
        wrong: a column with the code to be replaced; without it, the only current one is.
        again: what a second run of the sheet does.
    """
    about, example = ABOUT[field]
    right = Column(
        header or field,
        field,
        CODE,
        about=f"{about}, the right one",
        example=example,
        blank="VALUE_REQUIRED",
    )
    named = {field: kind} | ({wrong.field: kind} if wrong else {})

    def apply(session: Session, rows: Sequence[Row]) -> None:
        """Correct the students of these rows."""
        students = cases.of_students(session, rows, named)
        for case in students:
            replaced = case.targets[wrong.field].entity if wrong else None
            with case.attempt():
                correct(case.person, case.targets[field], instead_of=replaced)
        students.write(session)

    noun = kind.value.replace("_", " ")
    return ImportType(
        name=name,
        label=label,
        section=Section.CORRECTIONS,
        position=position,
        summary=f"Rewrites the current {noun} of students in place, as if it had been the right"
        " one all along",
        columns=(*identifier_columns(), right, *((wrong,) if wrong else ())),
        apply=apply,
        writes=("group_user", "enrollment_record", *(("student",) if field == "grade" else ())),
        errors=(
            *LOOKUP_ERRORS,
            f"{kind.name}_NOT_FOUND",
            "GROUP_ROW_MISSING",
            "NO_CURRENT_MEMBERSHIP",
            "AMBIGUOUS",
            "ALREADY_MEMBER",
            "VALUE_REQUIRED",
        ),
        again=again,
    )
