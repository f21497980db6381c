"""Repairs of records, memberships and what students have of them.

Records and memberships that contradict each other are left alone: either may be the wrong one. So
are those of people who may or may not have dropped out.
"""

from dbservice.services.bulk import NOW
from dbservice.services.consistency.register import CHECKS
from dbservice.services.consistency.relations import (
    CURRENT,
    DROPOUT_RECORDS,
    DROPPED_OUT,
    ENTITIES,
    EXCLUSIVE,
    MEMBERSHIPS,
    PERSON,
    PLACE,
)
from dbservice.services.consistency.repair import Repair

UNSETTLED = f"{DROPPED_OUT} UNION SELECT user_id FROM ({DROPOUT_RECORDS}) AS d"
# The current record of a kind, of people who have one and not several.
SOLE = f"""
    SELECT user_id, group_type, min(group_id) AS group_id, min(id) AS id
    FROM ({CURRENT}) AS c GROUP BY user_id, group_type HAVING count(*) = 1
"""
# People with several current records of a kind that allows one.
SEVERAL = CHECKS["S1"].query
# Memberships without a current record and current records without a membership.
DIFFERENCE = CHECKS["S6"].query
EVERY_COLUMN = "user_id, group_type, group_id, academic_year, start_date, end_date, subject_id"

RECORD_REPAIRS = [
    Repair(
        "drop-second-record",
        "A current record goes that an older current one equals in every column; not one that a"
        " dropout refers to",
        f"""
        SELECT user_id, group_type, group_id, id AS row_id, kept_row_id FROM (
            SELECT *, min(id) OVER (PARTITION BY {EVERY_COLUMN}) AS kept_row_id
            FROM enrollment_record
            WHERE is_current AND user_id IS NOT NULL AND group_id IS NOT NULL
        ) AS e
        WHERE id <> kept_row_id AND NOT EXISTS (
            SELECT FROM dropout AS d WHERE d.record_id = e.id OR e.id = ANY(d.closed_record_ids))
        """,
        "DELETE FROM enrollment_record AS e USING chosen WHERE e.id = chosen.row_id",
        PERSON | PLACE,
    ),
    Repair(
        "end-record-at-its-start",
        "A closed record that ends before it starts ends on the day it starts, as a movement does"
        " it that is dated before the record it closes",
        """
        SELECT user_id, group_type, group_id, id AS row_id, end_date AS old_end_date,
               start_date AS new_end_date
        FROM enrollment_record WHERE NOT is_current AND end_date < start_date""",
        f"""
        UPDATE enrollment_record AS e SET end_date = chosen.new_end_date, updated_at = {NOW}
        FROM chosen WHERE e.id = chosen.row_id""",
        PERSON | PLACE,
    ),
    Repair(
        "blank-year-of-auth-group",
        "The record of an auth group loses its academic year: it spans the years",
        """
        SELECT user_id, group_type, group_id, id AS row_id, academic_year AS old_academic_year
        FROM enrollment_record WHERE group_type = 'auth_group' AND academic_year <> ''""",
        f"""
        UPDATE enrollment_record AS e SET academic_year = NULL, updated_at = {NOW}
        FROM chosen WHERE e.id = chosen.row_id""",
        PERSON | PLACE,
    ),
]
MEMBERSHIP_REPAIRS = [
    Repair(
        "add-membership",
        "Who has a current record of an entity and no membership of it becomes a member, unless"
        " another membership of the same kind has no record: then either may be wrong",
        f"""
        WITH difference AS MATERIALIZED ({DIFFERENCE})
        SELECT d.user_id, d.group_type, d.group_id, min(g.id) AS group_row_id
        FROM difference AS d
        JOIN ({ENTITIES}) AS n ON n.group_type = d.group_type AND n.group_id = d.group_id
        JOIN "group" AS g ON g.type = d.group_type AND g.child_id = d.group_id
        WHERE d.missing = 'membership' AND d.user_id NOT IN ({UNSETTLED})
          AND (d.user_id, d.group_type) NOT IN (
            SELECT user_id, group_type FROM difference WHERE missing = 'current record')
          AND (d.user_id, d.group_type) NOT IN (SELECT user_id, group_type FROM ({SEVERAL}) AS s)
        GROUP BY d.user_id, d.group_type, d.group_id HAVING count(*) = 1""",
        f"""
        INSERT INTO group_user (user_id, group_id, inserted_at, updated_at)
        SELECT user_id, group_row_id, {NOW}, {NOW} FROM chosen""",
        PERSON | PLACE,
    ),
    Repair(
        "drop-stale-membership",
        "Who is a member of the school, grade or auth group of the one current record leaves"
        " another of that kind of which there is a closed record: one cannot be in both",
        f"""
        WITH difference AS MATERIALIZED ({DIFFERENCE})
        SELECT d.user_id, d.group_type, d.group_id, m.id AS row_id, c.group_id AS current_group_id
        FROM difference AS d
        JOIN ({SOLE}) AS c ON c.user_id = d.user_id AND c.group_type = d.group_type
        JOIN ({MEMBERSHIPS}) AS m
            ON m.user_id = d.user_id AND m.group_type = d.group_type AND m.group_id = d.group_id
        WHERE d.missing = 'current record' AND d.group_type IN {EXCLUSIVE}
          AND d.user_id NOT IN ({UNSETTLED})
          AND (d.user_id, d.group_type) NOT IN (
            SELECT user_id, group_type FROM difference WHERE missing = 'membership')
          AND EXISTS (
            SELECT FROM enrollment_record AS e WHERE e.user_id = d.user_id AND NOT e.is_current
              AND e.group_type = d.group_type AND e.group_id = d.group_id)""",
        "DELETE FROM group_user AS m USING chosen WHERE m.id = chosen.row_id",
        PERSON | PLACE,
    ),
    Repair(
        "set-grade-of-student",
        "A student gets the grade of the one current grade record, if the only membership of a"
        " grade agrees with it",
        f"""
        SELECT s.student_id, s.user_id, s.id AS row_id, s.grade_id AS old_grade_id,
               c.group_id AS new_grade_id
        FROM student AS s JOIN ({SOLE}) AS c ON c.user_id = s.user_id AND c.group_type = 'grade'
        JOIN (
            SELECT user_id, min(group_id) AS group_id FROM ({MEMBERSHIPS}) AS m
            WHERE group_type = 'grade' GROUP BY user_id HAVING min(group_id) = max(group_id)
        ) AS m ON m.user_id = c.user_id AND m.group_id = c.group_id
        WHERE s.grade_id IS DISTINCT FROM c.group_id AND s.user_id NOT IN ({UNSETTLED})
          AND EXISTS (SELECT FROM grade AS g WHERE g.id = c.group_id)""",
        f"""
        UPDATE student AS s SET grade_id = chosen.new_grade_id, updated_at = {NOW}
        FROM chosen WHERE s.id = chosen.row_id""",
    ),
]
ENROLLMENT_REPAIRS = [*RECORD_REPAIRS, *MEMBERSHIP_REPAIRS]
