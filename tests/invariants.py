"""What holds of enrolments after any sequence of operations, as queries for the exceptions."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

EXCLUSIVE = "('auth_group', 'school', 'grade')"
ENROLLED_IN = "('auth_group', 'school', 'batch', 'grade')"
# Entities by what they are, so that the two meanings of group_id can be compared.
ENTITIES = """
    SELECT 'auth_group' AS kind, id FROM auth_group UNION ALL SELECT 'school', id FROM school
    UNION ALL SELECT 'batch', id FROM batch UNION ALL SELECT 'grade', id FROM grade
    UNION ALL SELECT 'status', id FROM status UNION ALL SELECT 'program', id FROM program
    UNION ALL SELECT 'product', id FROM product
"""
MEMBERSHIPS = f"""
    SELECT m.user_id, g.type AS kind, g.child_id AS entity_id
    FROM group_user AS m JOIN "group" AS g ON g.id = m.group_id WHERE g.type IN {ENROLLED_IN}
"""
CURRENT = f"""
    SELECT user_id, group_type AS kind, group_id AS entity_id
    FROM enrollment_record WHERE is_current AND group_type IN {ENROLLED_IN}
"""
DROPPED_OUT = "SELECT user_id FROM student WHERE status = 'dropout'"
CURRENT_STATUS = """
    SELECT e.user_id, s.title FROM enrollment_record AS e JOIN status AS s ON s.id = e.group_id
    WHERE e.group_type = 'status' AND e.is_current
"""

EXCEPTIONS = {
    "S1": f"""
        SELECT user_id, group_type FROM enrollment_record
        WHERE is_current AND group_type IN {EXCLUSIVE} GROUP BY 1, 2 HAVING count(*) > 1""",
    "S2": """
        SELECT user_id FROM enrollment_record WHERE is_current AND group_type = 'status'
        GROUP BY 1 HAVING count(*) > 1""",
    "S3": """
        SELECT user_id, group_id FROM enrollment_record WHERE is_current AND group_type = 'batch'
        GROUP BY 1, 2 HAVING count(*) > 1""",
    "S4": "SELECT user_id, group_id FROM group_user GROUP BY 1, 2 HAVING count(*) > 1",
    "S5": f"""
        SELECT user_id, kind FROM ({MEMBERSHIPS}) AS m WHERE kind IN {EXCLUSIVE}
        GROUP BY 1, 2 HAVING count(*) > 1""",
    "S6": f"""
        SELECT * FROM (
            (({MEMBERSHIPS}) EXCEPT ({CURRENT})) UNION ALL (({CURRENT}) EXCEPT ({MEMBERSHIPS}))
        ) AS d WHERE user_id NOT IN ({DROPPED_OUT})""",
    "S7": f"""
        SELECT s.user_id, s.status, c.title FROM student AS s
        LEFT JOIN ({CURRENT_STATUS}) AS c ON c.user_id = s.user_id
        WHERE (s.status IS NOT DISTINCT FROM 'dropout') <> (c.title IS NOT DISTINCT FROM 'dropout')
    """,
    "S8": f"""
        SELECT user_id, group_type FROM enrollment_record AS e
        WHERE is_current AND user_id IN ({DROPPED_OUT}) AND (group_type, group_id)
            <> ('status', (SELECT id FROM status WHERE title = 'dropout'))""",
    "S9": "SELECT id FROM enrollment_record WHERE is_current AND end_date IS NOT NULL",
    "S10": """
        SELECT id FROM enrollment_record
        WHERE NOT is_current AND (end_date >= start_date) IS NOT TRUE""",
    "S11": """
        SELECT id FROM enrollment_record WHERE start_date IS NULL
        OR (group_type = 'auth_group') <> (academic_year IS NULL)""",
    "S12": f"""
        SELECT e.id FROM enrollment_record AS e
        LEFT JOIN ({ENTITIES}) AS n ON n.kind = e.group_type AND n.id = e.group_id
        LEFT JOIN "group" AS g ON g.type = e.group_type AND g.child_id = e.group_id
        WHERE n.id IS NULL OR g.id IS NULL""",
    "S13": """
        SELECT s.id FROM student AS s JOIN enrollment_record AS e ON e.user_id = s.user_id
        WHERE e.group_type = 'grade' AND e.is_current AND s.grade_id IS DISTINCT FROM e.group_id""",
    "S14": """
        SELECT id FROM "user" AS u WHERE NOT EXISTS (SELECT FROM student WHERE user_id = u.id)
        AND NOT EXISTS (SELECT FROM teacher WHERE user_id = u.id)""",
    "S15": """
        SELECT 'student_id', student_id FROM student WHERE student_id <> '' GROUP BY 2
        HAVING count(*) > 1 UNION ALL SELECT 'apaar_id', apaar_id FROM student
        WHERE apaar_id <> '' GROUP BY 2 HAVING count(*) > 1 UNION ALL
        SELECT 'teacher_id', teacher_id FROM teacher WHERE teacher_id <> '' GROUP BY 2
        HAVING count(*) > 1""",
    "S16": "SELECT student_id FROM alumni GROUP BY 1 HAVING count(*) > 1",
    "every entity has one group row, every group row an entity": f"""
        SELECT kind, n.id FROM ({ENTITIES}) AS n
        FULL JOIN "group" AS g ON g.type = n.kind AND g.child_id = n.id
        GROUP BY kind, n.id, g.type, g.child_id
        HAVING count(g.id) <> 1 OR count(n.id) <> 1""",
}


def exceptions(session: Session, name: str) -> list[tuple[Any, ...]]:
    """The rows that break this invariant, a few of them."""
    return [tuple(row) for row in session.execute(text(f"{EXCEPTIONS[name]} LIMIT 5"))]
