"""How many students there are, and how many each school, batch, programme and grade has.

To count them takes seconds where there are a million, so that it is done now and then, and kept.
A student who has dropped out stays a member of school and batch, and is counted apart.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.services.clock import indian_today
from dbservice.services.groups import GroupKind

DAYS = 30
COUNTED = (GroupKind.SCHOOL, GroupKind.PROGRAM, GroupKind.BATCH, GroupKind.GRADE)

# Of a programme a student is counted once, in however many of its batches: those in several are
# few, and what they were counted too often is taken off again.
RENEW = text("""
    WITH member AS MATERIALIZED (
        SELECT g.type AS kind, g.child_id AS entity_id,
               count(*) FILTER (WHERE s.status IS DISTINCT FROM 'dropout') AS students,
               count(*) FILTER (WHERE s.status = 'dropout') AS dropped_out
        FROM "group" AS g JOIN group_user AS m ON m.group_id = g.id
        JOIN student AS s ON s.user_id = m.user_id
        WHERE g.type IN ('school', 'batch') AND g.child_id IS NOT NULL
        GROUP BY g.type, g.child_id
    ), several AS MATERIALIZED (
        SELECT m.user_id FROM group_user AS m JOIN "group" AS g ON g.id = m.group_id
        WHERE g.type = 'batch' GROUP BY m.user_id HAVING count(*) > 1
    ), again AS (
        SELECT b.program_id, s.user_id, s.status, count(*) - 1 AS times
        FROM several JOIN group_user AS m USING (user_id)
        JOIN "group" AS g ON g.id = m.group_id AND g.type = 'batch'
        JOIN batch AS b ON b.id = g.child_id JOIN student AS s ON s.user_id = several.user_id
        WHERE b.program_id IS NOT NULL
        GROUP BY b.program_id, s.user_id, s.status HAVING count(*) > 1
    ), fresh AS MATERIALIZED (
        SELECT kind, entity_id, students, dropped_out FROM member
        UNION ALL
        SELECT 'grade', grade_id, count(*) FILTER (WHERE status IS DISTINCT FROM 'dropout'),
               count(*) FILTER (WHERE status = 'dropout')
        FROM student WHERE grade_id IS NOT NULL GROUP BY grade_id
        UNION ALL
        SELECT 'program', program_id, sum(students), sum(dropped_out) FROM (
            SELECT b.program_id, m.students, m.dropped_out
            FROM member AS m JOIN batch AS b ON m.kind = 'batch' AND b.id = m.entity_id
            UNION ALL
            SELECT program_id,
                   -sum(times) FILTER (WHERE status IS DISTINCT FROM 'dropout'),
                   -sum(times) FILTER (WHERE status = 'dropout')
            FROM again GROUP BY program_id
        ) AS part WHERE program_id IS NOT NULL GROUP BY program_id
    ), gone AS (
        DELETE FROM head_count AS h WHERE NOT EXISTS (
            SELECT FROM fresh AS f WHERE f.kind = h.kind AND f.entity_id = h.entity_id)
    )
    INSERT INTO head_count AS h (kind, entity_id, students, dropped_out)
    SELECT kind, entity_id, students, dropped_out FROM fresh
    ON CONFLICT (kind, entity_id) DO UPDATE
    SET students = excluded.students, dropped_out = excluded.dropped_out
    WHERE (h.students, h.dropped_out) IS DISTINCT FROM (excluded.students, excluded.dropped_out)
""")
# Nobody waits, and processes that share the work use more of both cores in all.
ALONE = text("SET LOCAL max_parallel_workers_per_gather = 0")
TOTALS = text("""
    SELECT count(*) FILTER (WHERE status IS DISTINCT FROM 'dropout') AS students,
           count(*) FILTER (WHERE status = 'dropout') AS dropped_out,
           (SELECT count(*) FROM teacher) AS teachers, (SELECT count(*) FROM school) AS schools,
           (SELECT count(*) FROM batch) AS batches, (SELECT count(*) FROM program) AS programmes
    FROM student
""")
# Stamps are UTC without a zone; a day is one in India.
BY_DAY = text("""
    SELECT CAST(day AS date) AS day, coalesce(enrolled, 0) AS enrolled,
           coalesce(dropped_out, 0) AS dropped_out
    FROM generate_series(CAST(:today AS date) - CAST(:days AS int) + 1, CAST(:today AS date),
                         interval '1 day') AS day
    LEFT JOIN (
        SELECT CAST(e.inserted_at + interval '5 hours 30 minutes' AS date) AS day,
               count(DISTINCT e.user_id) FILTER (WHERE e.group_type = 'school') AS enrolled,
               count(DISTINCT e.user_id) FILTER (WHERE e.group_type = 'status') AS dropped_out
        FROM enrollment_record AS e LEFT JOIN status AS s ON s.id = e.group_id
        WHERE (e.group_type = 'school' OR e.group_type = 'status' AND s.title = 'dropout')
          AND e.group_type IN ('school', 'status')
          AND e.inserted_at >= CAST(:today AS timestamp) - interval '5 hours 30 minutes'
                               - make_interval(days => :days - 1)
        GROUP BY 1
    ) AS recorded USING (day)
    ORDER BY day
""")
BY_KIND = text("""
    SELECT kind, count(*) AS entities, sum(students) AS students FROM head_count
    WHERE students > 0 GROUP BY kind
""")
LARGEST = text("""
    SELECT k.kind, h.entity_id, h.students, h.dropped_out
    FROM unnest(CAST(:kinds AS text[])) AS k(kind) CROSS JOIN LATERAL (
        SELECT * FROM head_count AS c WHERE c.kind = k.kind AND c.students > 0
        ORDER BY c.students DESC LIMIT :most
    ) AS h
    ORDER BY h.students DESC, h.entity_id
""")


class Heads(NamedTuple):
    """How many students an entity has, and how many of its members have dropped out."""

    entity_id: int
    students: int
    dropped_out: int


def largest(session: Session, most: int) -> Mapping[GroupKind, Sequence[Heads]]:
    """Of each kind the entities with the most students, as they were counted last."""
    found: dict[GroupKind, list[Heads]] = {kind: [] for kind in COUNTED}
    kinds = [kind.value for kind in COUNTED]
    for kind, *heads in session.execute(LARGEST, {"kinds": kinds, "most": most}):
        found[GroupKind(kind)].append(Heads(*heads))
    return found


def renew(session: Session) -> dict[str, Any]:
    """Count everybody anew; returns the totals, and what was recorded on each of the last days."""
    session.execute(ALONE)
    session.execute(RENEW)
    totals = dict(session.execute(TOTALS).mappings().one())
    by_day = session.execute(BY_DAY, {"today": indian_today(), "days": DAYS})
    days = [[day.isoformat(), enrolled, dropped_out] for day, enrolled, dropped_out in by_day]
    kinds = {kind: [entities, int(sum_)] for kind, entities, sum_ in session.execute(BY_KIND)}
    return {**totals, "days": days, "kinds": kinds}
