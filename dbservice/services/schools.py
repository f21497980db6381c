"""Schools: deleting those that nobody uses."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError
from dbservice.services import bulk, references, referrers
from dbservice.services.groups import GroupKind
from dbservice.services.referrers import Counts

# Whoever enrols someone refers to the group row; so from here on nobody does.
LOCK_GROUP_ROWS = text("""
    SELECT s.id, g.id FROM school AS s JOIN "group" AS g ON g.type = 'school' AND g.child_id = s.id
    WHERE s.code = ANY(CAST(:codes AS varchar[])) ORDER BY g.id FOR UPDATE OF g
""")
LOCK_SCHOOLS = text("""
    SELECT code, id FROM school WHERE code = ANY(CAST(:codes AS varchar[])) ORDER BY id FOR UPDATE
""")
COUNT_RECORDS = text("""
    SELECT group_id, count(*) FROM enrollment_record
    WHERE group_type = 'school' AND group_id = ANY(CAST(:ids AS int[])) GROUP BY group_id
""")
DELETE_GROUP_ROWS = text('DELETE FROM "group" WHERE id = ANY(CAST(:ids AS bigint[]))')
DELETE_SCHOOLS = text("DELETE FROM school WHERE id = ANY(CAST(:ids AS bigint[]))")

Verdict = int | DomainError


class Held(NamedTuple):
    """A school that is locked, and its group rows: one, though old data may have more or none."""

    id: int
    group_row_ids: Sequence[int]


def delete_unused(session: Session, codes: Sequence[str]) -> list[Verdict]:
    """Delete the schools with these codes and their group rows, as if one after the other.

    The users that schools log in as stay. Ten statements at most, for any number of codes.

    Returns:
        For each code the id of the school that is deleted, or why none is: SCHOOL_NOT_FOUND with
        the nearest codes, AMBIGUOUS, or SCHOOL_IN_USE with `counts`, the rows by table.
    """
    held = _lock(session, set(codes))
    refusals = _refusals(session, held)
    doomed = {code: found[0] for code, found in held.items() if code not in refusals}
    left = references.changing_codes(session, GroupKind.SCHOOL)
    verdicts: list[Verdict] = []
    gone: set[str] = set()
    for code in codes:
        if code in refusals:
            verdicts.append(refusals[code])
        elif code in doomed and code not in gone:
            verdicts.append(doomed[code].id)
            gone.add(code)
            left.change(code)
        else:
            verdicts.append(left.not_found(code))
    _delete(session, doomed.values())
    return verdicts


def _lock(session: Session, codes: Collection[str]) -> dict[str, list[Held]]:
    parameters = {"codes": list(codes)}
    group_rows: dict[int, list[int]] = {}
    for school_id, group_row_id in session.execute(LOCK_GROUP_ROWS, parameters):
        group_rows.setdefault(school_id, []).append(group_row_id)
    held: dict[str, list[Held]] = {}
    for code, school_id in session.execute(LOCK_SCHOOLS, parameters):
        held.setdefault(code, []).append(Held(school_id, group_rows.get(school_id, [])))
    return held


def _refusals(session: Session, held: Mapping[str, Sequence[Held]]) -> dict[str, DomainError]:
    """Why schools cannot be deleted; without those that can."""
    uses = _count_uses(session, [school for found in held.values() for school in found])
    refusals: dict[str, DomainError] = {}
    for code, found in held.items():
        if len(found) > 1:
            refusals[code] = references.ambiguous(GroupKind.SCHOOL, code, len(found))
        elif uses[found[0].id]:
            refusals[code] = _in_use(code, uses[found[0].id])
    return refusals


def _count_uses(session: Session, schools: Collection[Held]) -> dict[int, Counts]:
    """What refers to each school or to its group rows, by table."""
    if not schools:
        return {}
    ids = [school.id for school in schools]
    group_row_ids = [row_id for school in schools for row_id in school.group_row_ids]
    uses: dict[int, Counts] = {id_: {} for id_ in ids}
    for id_, number in session.execute(COUNT_RECORDS, {"ids": bulk.array(ids)}):
        uses[id_]["enrollment_record"] = number
    of_group_rows = referrers.count(session, "group", group_row_ids)
    for school in schools:
        for row_id in school.group_row_ids:
            uses[school.id] |= of_group_rows.get(row_id, {})
    for id_, counts in referrers.count(session, "school", ids).items():
        uses[id_] |= counts
    return uses


def _in_use(code: str, counts: Counts) -> Conflict:
    return Conflict(
        f"School {code} is in use: {referrers.told(counts)}",
        code="SCHOOL_IN_USE",
        data={"counts": counts},
    )


def _delete(session: Session, schools: Collection[Held]) -> None:
    if not schools:
        return
    rows = [row_id for school in schools for row_id in school.group_row_ids]
    session.execute(DELETE_GROUP_ROWS, {"ids": bulk.array(rows)})
    session.execute(DELETE_SCHOOLS, {"ids": bulk.array(school.id for school in schools)})
