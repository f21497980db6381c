"""The pattern of the four corrections."""

from collections.abc import Mapping

from tests.engine.types.preparation import (
    DROPPED_OUT,
    NOBODY,
    also_member,
    enrolled,
    numbered,
    without_group,
)
from tests.engine.types.scenario import Bad, Cells, Scenario, Verdict


def correction(
    type: str,
    table: str,
    column: str,
    right: Mapping[str, str],
    *,
    more: Mapping[str, str] | None = None,
    again: Verdict = ("unchanged", None),
    twice: Verdict = ("unchanged", "DUPLICATE_IN_SHEET"),
    variants: tuple[Cells, ...] = (),
    bad: tuple[Bad, ...] = (),
) -> Scenario:
    """A correction of students who are all enrolled alike.

    Args:
        type: the import type.
        table: of the entities.
        column: of the table, with their codes.
        right: the header of the right code, and that code.
        more: other cells of a row.
        again: what a second run of the sheet says of a row.
        twice: what is said of a row that is there twice.
        variants: other good rows.
        bad: further bad rows.
    """
    [(header, code)] = right.items()
    more = more or {}
    return Scenario(
        type=type,
        prepare=enrolled,
        cells=lambda number: {**numbered(number), **right, **more},
        outcome="updated",
        again=again,
        twice=twice,
        needed=dict.fromkeys([header, *more], "VALUE_REQUIRED"),
        known_by=("student_id",),
        sparse="updated",
        bad=(
            *NOBODY,
            Bad(f"{table.upper()}_NOT_FOUND", {header: "none"}, header, "none not found"),
            *bad,
            Bad("GROUP_ROW_MISSING", {}, header, code, without_group(table, column, code)),
            Bad("NO_CURRENT_MEMBERSHIP", {}, "student_id", "now", DROPPED_OUT.given),
            Bad("ALREADY_MEMBER", {}, "student_id", "as well", also_member(table, column, code)),
        ),
        variants=variants,
    )
