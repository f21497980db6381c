"""What holds of people and their enrolments after any sequence of operations.

A record is a row of `enrollment_record`, a membership one of `group_user`. Someone has dropped out
if `student.status` says so.
"""

from dbservice.services.consistency.check import Check
from dbservice.services.consistency.relations import (
    CURRENT,
    DROPOUT_RECORDS,
    DROPPED_OUT,
    ENTITIES,
    EXCLUSIVE,
    MEMBERSHIPS,
    PERSON,
    PLACE,
    RECORDED,
    sharing,
)

NUMBERS = (("student", "apaar_id"), ("teacher", "teacher_id"))
# Who belongs to no auth group shares one with everybody.
STUDENT_NUMBERS = f"""
    SELECT 'student_id' AS number, student_id AS value, array_agg(id ORDER BY id) AS row_ids
    FROM (
        SELECT s.id, s.student_id, (
            SELECT e.group_id FROM enrollment_record AS e
            WHERE e.user_id = s.user_id AND e.group_type = 'auth_group'
            ORDER BY e.is_current DESC, e.id DESC LIMIT 1) AS auth_group_id
        FROM ({sharing("student", "student_id", "row_ids", "student_id <> ''")}) AS shared
        JOIN student AS s USING (student_id)
    ) AS holder
    GROUP BY student_id HAVING count(*) > count(DISTINCT auth_group_id)"""

CURRENT_RECORDS = [
    Check(
        "S1",
        "A person has at most one current record of a school, of a grade and of an auth group",
        sharing(
            "enrollment_record",
            "user_id, group_type",
            "record_ids",
            f"is_current AND group_type IN {EXCLUSIVE}",
        ),
        PERSON,
    ),
    Check(
        "S2",
        "A person has at most one current status record",
        sharing(
            "enrollment_record", "user_id", "record_ids", "is_current AND group_type = 'status'"
        ),
        PERSON,
    ),
    Check(
        "S3",
        "A person has at most one current record of the same batch",
        sharing(
            "enrollment_record",
            "user_id, group_type, group_id",
            "record_ids",
            "is_current AND group_type = 'batch'",
        ),
        PERSON | PLACE,
    ),
]
MEMBERSHIP = [
    Check(
        "S4",
        "A person is a member of a group once",
        f"""
        SELECT d.user_id, g.type AS group_type, g.child_id AS group_id,
               d.group_id AS group_row_id, d.membership_ids
        FROM ({sharing("group_user", "user_id, group_id", "membership_ids")}) AS d
        JOIN "group" AS g ON g.id = d.group_id""",
        PERSON | PLACE,
    ),
    Check(
        "S5",
        "A person is a member of at most one school, one grade and one auth group",
        f"""
        SELECT user_id, group_type, min(id) AS first_membership_id, max(id) AS last_membership_id
        FROM ({MEMBERSHIPS}) AS m WHERE group_type IN {EXCLUSIVE}
        GROUP BY user_id, group_type HAVING min(group_row_id) <> max(group_row_id)""",
        PERSON,
    ),
    Check(
        "S6",
        "Unless dropped out, a person is a member of what the current records say",
        f"""
        SELECT DISTINCT user_id, group_type, group_id,
               CASE WHEN m.id IS NULL THEN 'membership' ELSE 'current record' END AS missing
        FROM ({MEMBERSHIPS}) AS m FULL JOIN ({CURRENT}) AS c USING (user_id, group_type, group_id)
        WHERE (m.id IS NULL OR c.id IS NULL) AND user_id NOT IN ({DROPPED_OUT})""",
        PERSON | PLACE,
    ),
]
DROPOUT = [
    Check(
        "S7",
        "The status of a student is dropout if, and only if, the current status record says so",
        f"""
        SELECT s.student_id, s.user_id, s.status, r.record_id AS dropout_record_id
        FROM student AS s LEFT JOIN (
            SELECT user_id, min(id) AS record_id FROM ({DROPOUT_RECORDS}) AS d GROUP BY user_id
        ) AS r ON r.user_id = s.user_id
        WHERE (s.status IS NOT DISTINCT FROM 'dropout') <> (r.record_id IS NOT NULL)""",
    ),
    Check(
        "S8",
        "Who has dropped out has no current record but that of the dropout",
        f"""
        SELECT user_id, group_type, group_id, id AS record_id FROM enrollment_record
        WHERE is_current AND user_id IN ({DROPPED_OUT})
          AND id NOT IN (SELECT id FROM ({DROPOUT_RECORDS}) AS d)""",
        PERSON | PLACE,
    ),
]
DATES = [
    Check(
        "S9",
        "A current record has no end date",
        """
        SELECT user_id, group_type, group_id, end_date, id AS record_id FROM enrollment_record
        WHERE is_current AND end_date IS NOT NULL""",
        PERSON | PLACE,
    ),
    Check(
        "S10",
        "A closed record has an end date, which is not before its start date",
        """
        SELECT user_id, group_type, group_id, start_date, end_date, id AS record_id
        FROM enrollment_record WHERE NOT is_current AND (end_date IS NULL OR end_date < start_date)
        """,
        PERSON | PLACE,
    ),
    Check(
        "S11",
        "A record has a start date, and an academic year unless it is of an auth group",
        """
        SELECT user_id, group_type, group_id, start_date, academic_year, id AS record_id
        FROM enrollment_record
        WHERE start_date IS NULL
           OR (group_type = 'auth_group') <> (coalesce(academic_year, '') = '')""",
        PERSON | PLACE,
    ),
]
RECORDS = [
    Check(
        "S12",
        "A record of an auth group, school, batch, grade or status points at one with a group row",
        f"""
        SELECT user_id, group_type, group_id, id AS record_id FROM enrollment_record AS e
        WHERE group_type IN {RECORDED} AND NOT EXISTS (
            SELECT FROM ({ENTITIES}) AS n
            JOIN "group" AS g ON g.type = n.group_type AND g.child_id = n.group_id
            WHERE n.group_type = e.group_type AND n.group_id = e.group_id)""",
        PERSON | PLACE,
    ),
    Check(
        "S13",
        "The grade of a student is that of the current grade record, if there is one",
        """
        SELECT s.student_id, s.user_id, s.grade_id, e.group_id AS recorded_grade_id,
               e.id AS record_id
        FROM student AS s JOIN enrollment_record AS e ON e.user_id = s.user_id
        WHERE e.group_type = 'grade' AND e.is_current AND s.grade_id IS DISTINCT FROM e.group_id
        """,
    ),
]
PEOPLE = [
    Check(
        "S14",
        "Who is enrolled, has taken part or has a profile is a student, a teacher or a candidate",
        """
        WITH nobody AS MATERIALIZED (
            SELECT u.id AS user_id, u.first_name, u.last_name, u.email, u.phone FROM "user" AS u
            WHERE NOT EXISTS (SELECT FROM student AS s WHERE s.user_id = u.id)
              AND NOT EXISTS (SELECT FROM teacher AS t WHERE t.user_id = u.id)
              AND NOT EXISTS (SELECT FROM candidate AS c WHERE c.user_id = u.id)
        )
        SELECT * FROM nobody AS u
        WHERE EXISTS (SELECT FROM enrollment_record AS e WHERE e.user_id = u.user_id)
           OR EXISTS (SELECT FROM group_user AS m WHERE m.user_id = u.user_id)
           OR EXISTS (SELECT FROM user_session AS o WHERE o.user_id = u.user_id)
           OR EXISTS (SELECT FROM user_profile AS p WHERE p.user_id = u.user_id)""",
    ),
    Check(
        "S15",
        "A student_id, within an auth group, an apaar_id and a teacher_id identify one person",
        " UNION ALL ".join(
            (
                STUDENT_NUMBERS,
                *(
                    f"""
                    SELECT '{column}' AS number, {column} AS value, row_ids
                    FROM ({sharing(table, column, "row_ids", f"{column} <> ''")}) AS shared"""
                    for table, column in NUMBERS
                ),
            )
        ),
    ),
    Check(
        "S16",
        "A student has at most one alumni row",
        f"""
        SELECT s.student_id, s.user_id, a.student_id AS student_row_id, a.alumni_ids
        FROM ({sharing("alumni", "student_id", "alumni_ids")}) AS a
        LEFT JOIN student AS s ON s.id = a.student_id""",
    ),
]
INVARIANTS = [*CURRENT_RECORDS, *MEMBERSHIP, *DROPOUT, *DATES, *RECORDS, *PEOPLE]
