"""What there is to say of a batch: who is in it, who came and left, its sessions and relatives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

ROSTER_ROWS = 25
MOVES_AT_MOST = 20
SESSIONS_AT_MOST = 10
CHILDREN_AT_MOST = 100

# Who is in the batch is read once, to be counted and put in order; what is looked up for each row
# is so for those of the page only. Beyond the last page there is the last.
ROSTER = text(f"""
    WITH member AS MATERIALIZED (
        SELECT s.id, s.user_id, s.status, s.student_id, s.grade_id
        FROM "group" AS g JOIN group_user AS m ON m.group_id = g.id
        JOIN student AS s ON s.user_id = m.user_id
        WHERE g.type = 'batch' AND g.child_id = :id
    ), total AS (
        SELECT students, left_it,
               least(:page, greatest(1, (students + left_it + {ROSTER_ROWS} - 1) / {ROSTER_ROWS}))
               AS number
        FROM (SELECT count(*) FILTER (WHERE status IS DISTINCT FROM 'dropout') AS students,
                     count(*) FILTER (WHERE status = 'dropout') AS left_it FROM member) AS counted
    ), page AS (
        SELECT s.id, nullif(concat_ws(' ', u.first_name, u.last_name), '') AS name, s.student_id,
               u.phone, s.status, s.grade_id, s.user_id,
               lower(concat_ws(' ', u.first_name, u.last_name)) AS place
        FROM member AS s JOIN "user" AS u ON u.id = s.user_id
        ORDER BY place, s.id
        LIMIT {ROSTER_ROWS} OFFSET (SELECT {ROSTER_ROWS} * (number - 1) FROM total)
    )
    SELECT total.students, total.left_it, total.number,
           page.id, page.name, page.student_id, page.phone, page.status,
           (SELECT 'Grade ' || gr.number FROM grade AS gr WHERE gr.id = page.grade_id) AS grade,
           (SELECT string_agg(sc.name, ', ') FROM group_user AS m
            JOIN "group" AS g ON g.id = m.group_id AND g.type = 'school'
            JOIN school AS sc ON sc.id = g.child_id WHERE m.user_id = page.user_id) AS school
    FROM total LEFT JOIN page ON true
    ORDER BY page.place, page.id
""")
# Somebody who moved came on the day on which they left somewhere else.
MOVES = text(f"""
    WITH record AS MATERIALIZED (
        SELECT id, user_id, start_date, end_date, is_current FROM enrollment_record
        WHERE group_type = 'batch' AND group_id = :id
    ), move AS (
        SELECT user_id, start_date AS day, true AS is_in, id FROM record
        WHERE start_date IS NOT NULL
        UNION ALL
        SELECT user_id, end_date, false, id FROM record
        WHERE NOT is_current AND end_date IS NOT NULL
    ), latest AS (
        SELECT * FROM move ORDER BY day DESC, id DESC, is_in LIMIT {MOVES_AT_MOST}
    )
    SELECT l.day, l.is_in, s.id, s.student_id,
           nullif(concat_ws(' ', u.first_name, u.last_name), '') AS name,
           other.id AS other_id, other.batch_id AS other,
           NOT l.is_in AND EXISTS (
               SELECT FROM enrollment_record AS e JOIN status ON status.id = e.group_id
               WHERE e.user_id = l.user_id AND e.group_type = 'status'
                 AND e.start_date = l.day AND status.title = 'dropout') AS is_dropout
    FROM latest AS l LEFT JOIN "user" AS u ON u.id = l.user_id
    LEFT JOIN student AS s ON s.user_id = l.user_id
    LEFT JOIN LATERAL (
        SELECT b.id, b.batch_id FROM enrollment_record AS e JOIN batch AS b ON b.id = e.group_id
        WHERE e.user_id = l.user_id AND e.group_type = 'batch' AND e.group_id <> :id
          AND CASE WHEN l.is_in THEN e.end_date ELSE e.start_date END = l.day
        ORDER BY e.id DESC LIMIT 1
    ) AS other ON true
    ORDER BY l.day DESC, l.id DESC, l.is_in
""")
BY_YEAR = text("""
    SELECT academic_year AS name, count(DISTINCT user_id) AS came,
           count(DISTINCT user_id) FILTER (WHERE NOT is_current) AS left_it
    FROM enrollment_record
    WHERE group_type = 'batch' AND group_id = :id AND academic_year <> ''
    GROUP BY academic_year ORDER BY academic_year DESC LIMIT 8
""")
# A session is linked to the group of a batch, or lists its code. How many list it the planner does
# not know: for as many as it takes it would read all sessions, unless each is looked up by itself.
SESSIONS = text(f"""
    SELECT s.id, coalesce(s.name, s.session_id) AS name, s.session_id, s.platform, s.start_time,
           s.end_time, s.is_active
    FROM (
        SELECT l.session_id AS id FROM group_session AS l JOIN "group" AS g ON g.id = l.group_id
        WHERE g.type = 'batch' AND g.child_id = :id
        UNION
        SELECT o.id FROM session AS o
        WHERE regexp_split_to_array(btrim(o.meta_data ->> 'batch_id'), ' *, *')
              @> ARRAY[(SELECT CAST(batch_id AS text) FROM batch WHERE id = :id)]
    ) AS linked, LATERAL (SELECT * FROM session WHERE session.id = linked.id OFFSET 0) AS s
    ORDER BY s.start_time DESC NULLS LAST, s.id DESC LIMIT {SESSIONS_AT_MOST}
""")
CHILDREN = text(f"""
    SELECT b.id, concat_ws(' · ', b.batch_id, b.name) AS name, h.students
    FROM batch AS b LEFT JOIN head_count AS h ON h.kind = 'batch' AND h.entity_id = b.id
    WHERE b.parent_id = :id ORDER BY b.batch_id LIMIT {CHILDREN_AT_MOST}
""")


class Roster(NamedTuple):
    """A page of the students of a batch, by name."""

    rows: Sequence[Any]
    total: int
    number: int

    @property
    def first(self) -> int:
        """The place of the first row, from 1."""
        return (self.number - 1) * ROSTER_ROWS + 1

    @property
    def last(self) -> int:
        """The place of the last row."""
        return self.first + len(self.rows) - 1

    @property
    def has_next(self) -> bool:
        """Whether there is another page."""
        return self.last < self.total


@dataclass(frozen=True)
class BatchFigures:
    """A batch in numbers and names."""

    students: int
    left_it: int
    roster: Roster
    moves: Sequence[Any]
    years: Sequence[Any]
    sessions: Sequence[Any]
    children: Sequence[Any]


def of_batch(session: Session, id: int, page: int = 1) -> BatchFigures:
    """The figures of a batch, with a page of its roster or the last one; five statements."""
    batch = {"id": id}
    students, left_it, roster = _roster(session, id, page)
    return BatchFigures(
        students=students,
        left_it=left_it,
        roster=roster,
        moves=session.execute(MOVES, batch).all(),
        years=session.execute(BY_YEAR, batch).all(),
        sessions=session.execute(SESSIONS, batch).all(),
        children=session.execute(CHILDREN, batch).all(),
    )


def _roster(session: Session, id: int, page: int) -> tuple[int, int, Roster]:
    rows = session.execute(ROSTER, {"id": id, "page": page}).all()
    students, left_it, number = rows[0][:3]
    people = [row for row in rows if row.id is not None]
    return students, left_it, Roster(people, students + left_it, number)
