"""Columns whose values are keys of other tables: foreign keys, lists of ids, codes."""

from collections.abc import Iterator

from dbservice.models import Base
from dbservice.services.consistency.check import Check

# Lists of ids: table, column, the column people know a row by, and the table of the ids.
LISTS = [
    ("college", "entrance_test", "college_id", "exam"),
    ("dropout", "closed_record_ids", "record_id", "enrollment_record"),
    ("resource", "exam_ids", "code", "exam"),
    ("resource", "learning_objective_ids", "code", "learning_objective"),
    ("resource", "purpose_ids", "code", "purpose"),
    ("resource", "skill_ids", "code", "skill"),
    ("resource", "tag_ids", "code", "tag"),
    ("school", "program_ids", "code", "program"),
    ("student", "planned_competitive_exams", "student_id", "exam"),
]
# Codes: table, SQL for the codes of a row `c`, the column, and the table and column they are from.
COPIED_CODES = [
    ("lms_pm_school_visits", "ARRAY[c.school_code]", "school_code", "school", "code"),
    ("session_occurrence", "ARRAY[c.session_id]", "session_id", "session", "session_id"),
    ("student_profile", "ARRAY[c.student_id]", "student_id", "student", "student_id"),
    ("teacher_profile", "ARRAY[c.teacher_id]", "teacher_id", "teacher", "teacher_id"),
    ("user_permission", "c.school_codes", "school_codes", "school", "code"),
]
PROBLEMS = "jsonb_path_query(c.type_params, '$.**.problems[*].id')"


def _foreign_keys() -> Iterator[tuple[str, str, str]]:
    """Every column that refers to a row of a table: table, column, the other table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                yield table.name, column.name, key.column.table.name


def _dangling(table: str, column: str, target: str) -> str:
    """Rows that refer to a row which is not there; not looked for if the database keeps the key."""
    return f"""
        SELECT '{table}' AS "table", '{column}' AS "column", c.id AS row_id,
               CAST(c."{column}" AS bigint) AS missing_id, '{target}' AS missing_from
        FROM "{table}" AS c
        WHERE NOT EXISTS (SELECT FROM kept WHERE kept.key = '{table}.{column}')
          AND c."{column}" IS NOT NULL
          AND NOT EXISTS (SELECT FROM "{target}" AS t WHERE t.id = c."{column}")"""


def _unlisted(table: str, column: str, code: str, target: str) -> str:
    return f"""
        SELECT '{table}' AS "table", CAST(c.{code} AS varchar) AS code, '{column}' AS "column",
               c.id AS row_id, CAST(listed.id AS bigint) AS missing_id, '{target}' AS missing_from
        FROM {table} AS c, unnest(c.{column}) AS listed(id)
        WHERE listed.id IS NOT NULL
          AND NOT EXISTS (SELECT FROM {target} AS t WHERE t.id = listed.id)"""


def _unknown(table: str, codes: str, column: str, target: str, target_column: str) -> str:
    return f"""
        SELECT '{table}' AS "table", '{column}' AS "column", c.id AS row_id,
               CAST(given.code AS varchar) AS missing_code, '{target}' AS missing_from
        FROM {table} AS c, unnest({codes}) AS given(code)
        WHERE given.code <> ''
          AND NOT EXISTS (SELECT FROM {target} AS t WHERE t.{target_column} = given.code)"""


POINTERS = [
    Check(
        "reference-to-nothing",
        "A foreign key refers to a row, in a database without the constraint too",
        """
        WITH kept AS MATERIALIZED (
            SELECT c.relname || '.' || a.attname AS key
            FROM pg_constraint AS f JOIN pg_class AS c ON c.oid = f.conrelid
            JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
            WHERE f.contype = 'f' AND f.convalidated AND cardinality(f.conkey) = 1
              AND f.connamespace = to_regnamespace(current_schema())
        )"""
        + " UNION ALL ".join(_dangling(*key) for key in _foreign_keys()),
    ),
    Check(
        "listed-id-of-nothing",
        "An id in a list is that of a row",
        " UNION ALL ".join(_unlisted(*one) for one in LISTS),
    ),
    Check(
        "problem-of-nothing",
        "A test consists of problems that are there",
        f"""
        SELECT DISTINCT c.code, c.id AS resource_id, problem.id #>> '{{}}' AS missing_id
        FROM resource AS c, {PROBLEMS} AS problem(id)
        WHERE c.type_params IS NOT NULL AND NOT EXISTS (
            SELECT FROM resource AS t WHERE CAST(t.id AS varchar) = problem.id #>> '{{}}')""",
    ),
    Check(
        "code-of-nothing",
        "A code that stands for a row of another table is known there",
        " UNION ALL ".join(_unknown(*one) for one in COPIED_CODES),
    ),
]
