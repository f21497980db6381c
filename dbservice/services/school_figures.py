"""What there is to say of a school: its students by grade, batch and year, and its teachers.

Members are counted as they are now; who has dropped out is still a member, and counted apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

BATCHES_AT_MOST = 200
TEACHERS_AT_MOST = 100

MEMBERS = """
    SELECT s.user_id, s.grade_id, s.status IS NOT DISTINCT FROM 'dropout' AS is_out
    FROM "group" AS g JOIN group_user AS m ON m.group_id = g.id
    JOIN student AS s ON s.user_id = m.user_id
    WHERE g.type = 'school' AND g.child_id = :id
"""
BY_GRADE = text(f"""
    SELECT gr.id, coalesce('Grade ' || gr.number, 'No grade') AS name,
           count(*) FILTER (WHERE NOT is_out) AS students, count(*) FILTER (WHERE is_out) AS left_it
    FROM ({MEMBERS}) AS member LEFT JOIN grade AS gr ON gr.id = grade_id
    GROUP BY gr.id, gr.number ORDER BY gr.number
""")
BY_BATCH = text(f"""
    WITH taught AS (
        SELECT g.child_id AS id, count(*) FILTER (WHERE NOT is_out) AS students,
               count(*) FILTER (WHERE is_out) AS left_it
        FROM ({MEMBERS}) AS member JOIN group_user AS m USING (user_id)
        JOIN "group" AS g ON g.id = m.group_id AND g.type = 'batch'
        GROUP BY g.child_id
    ), related AS (
        SELECT id FROM taught UNION SELECT batch_id FROM school_batch WHERE school_id = :id
    )
    SELECT b.id, concat_ws(' · ', b.batch_id, b.name) AS name, coalesce(t.students, 0) AS students,
           coalesce(t.left_it, 0) AS left_it, p.name AS programme
    FROM related JOIN batch AS b USING (id) LEFT JOIN taught AS t USING (id)
    LEFT JOIN program AS p ON p.id = b.program_id
    ORDER BY students DESC, b.batch_id LIMIT {BATCHES_AT_MOST}
""")
# The planner takes the records of a school for as many as those of all that have its id, a grade
# among them; for so many it would read all students, unless each is looked up by itself.
BY_YEAR = text("""
    SELECT e.academic_year AS name, count(DISTINCT e.user_id) AS students
    FROM enrollment_record AS e,
         LATERAL (SELECT FROM student WHERE student.user_id = e.user_id OFFSET 0) AS s
    WHERE e.group_type = 'school' AND e.group_id = :id AND e.academic_year <> ''
    GROUP BY e.academic_year ORDER BY e.academic_year DESC LIMIT 8
""")
TEACHERS = text(f"""
    SELECT t.id, nullif(concat_ws(' ', u.first_name, u.last_name), '') AS name, t.teacher_id,
           t.designation, u.phone
    FROM "group" AS g JOIN group_user AS m ON m.group_id = g.id
    JOIN teacher AS t ON t.user_id = m.user_id JOIN "user" AS u ON u.id = t.user_id
    WHERE g.type = 'school' AND g.child_id = :id
    ORDER BY name, t.id LIMIT {TEACHERS_AT_MOST}
""")


class Part(NamedTuple):
    """Students of the school in one of its parts; `id` is that of the grade or batch."""

    id: int | None
    name: str
    students: int
    left_it: int = 0
    programme: str | None = None


@dataclass(frozen=True)
class SchoolFigures:
    """A school in numbers."""

    grades: Sequence[Part]
    batches: Sequence[Part]
    years: Sequence[Part]
    teachers: Sequence[Any]

    @property
    def students(self) -> int:
        """Students who are there."""
        return sum(one.students for one in self.grades)

    @property
    def left_it(self) -> int:
        """Students who have dropped out and are members still."""
        return sum(one.left_it for one in self.grades)


def of_school(session: Session, id: int) -> SchoolFigures:
    """The figures of a school; four statements."""
    school = {"id": id}
    return SchoolFigures(
        grades=[Part(*row) for row in session.execute(BY_GRADE, school)],
        batches=[Part(*row) for row in session.execute(BY_BATCH, school)],
        years=[Part(None, *row) for row in session.execute(BY_YEAR, school)],
        teachers=session.execute(TEACHERS, school).all(),
    )
