"""Rows that have lost what they belong to, and references that lead nowhere.

The database itself keeps few of the references: groups and records refer to seven kinds of table,
lists of ids and copied codes to tables that no key names.
"""

from dbservice.models import Base
from dbservice.services.consistency.check import Check
from dbservice.services.consistency.relations import ENTITIES, KINDS, PERSON, RECORDED

# Links between two tables, and the ends that each must have.
LINKS = {
    "chapter_curriculum": ("chapter_id", "curriculum_id"),
    "group_session": ("session_id", "group_id"),
    "group_user": ("user_id", "group_id"),
    "problem_lang": ("res_id", "lang_id"),
    "resource_chapter": ("resource_id", "chapter_id"),
    "resource_concept": ("resource_id", "concept_id"),
    "resource_curriculum": ("resource_id", "curriculum_id"),
    "resource_topic": ("resource_id", "topic_id"),
    "school_batch": ("school_id", "batch_id"),
    "topic_curriculum": ("topic_id", "curriculum_id"),
}
ROLES = {"student": "student_id", "teacher": "teacher_id", "candidate": "candidate_id"}
TREES = {"batch": "parent_id", "branch": "parent_branch_id", "subject": "parent_id"}

GROUPS = [
    Check(
        "entity-without-group-row",
        "An auth group, school, batch, grade, status, program and product has a group row",
        f"""
        SELECT group_type, code, group_id FROM ({ENTITIES}) AS n
        WHERE NOT EXISTS (
            SELECT FROM "group" AS g WHERE g.type = n.group_type AND g.child_id = n.group_id)""",
    ),
    Check(
        "entity-with-several-group-rows",
        "An entity has one group row",
        f"""
        SELECT g.type AS group_type, n.code, g.child_id AS group_id, g.group_row_ids FROM (
            SELECT type, child_id, array_agg(id ORDER BY id) AS group_row_ids FROM "group"
            GROUP BY type, child_id HAVING count(*) > 1
        ) AS g JOIN ({ENTITIES}) AS n ON n.group_type = g.type AND n.group_id = g.child_id""",
    ),
    Check(
        "group-row-without-entity",
        "A group row belongs to an entity",
        f"""
        SELECT g.type AS group_type, g.child_id AS group_id, g.id AS group_row_id,
               (SELECT count(*) FROM group_user AS m WHERE m.group_id = g.id) AS members,
               (SELECT count(*) FROM group_session AS s WHERE s.group_id = g.id) AS sessions
        FROM "group" AS g WHERE NOT EXISTS (
            SELECT FROM ({ENTITIES}) AS n WHERE n.group_type = g.type AND n.group_id = g.child_id)
        """,
    ),
    Check(
        "record-of-nothing",
        "A record belongs to a person, and to an entity of a kind that has groups",
        f"""
        SELECT user_id, group_type, group_id, id AS record_id FROM enrollment_record AS e
        WHERE user_id IS NULL OR group_type IS NULL OR group_id IS NULL
           OR group_type NOT IN {KINDS}
           OR (group_type NOT IN {RECORDED} AND NOT EXISTS (
                SELECT FROM ({ENTITIES}) AS n
                WHERE n.group_type = e.group_type AND n.group_id = e.group_id))""",
        PERSON,
    ),
]
PEOPLE = [
    Check(
        "role-without-user",
        "A student, teacher or candidate has a user",
        " UNION ALL ".join(
            f"SELECT '{table}' AS role, {number} AS number, id AS row_id"
            f" FROM {table} WHERE user_id IS NULL"
            for table, number in ROLES.items()
        ),
    ),
    Check(
        "user-without-use",
        "Something refers to a user: a role, a school, a session ...",
        "SELECT u.id AS user_id, u.first_name, u.last_name, u.email, u.phone"
        ' FROM "user" AS u WHERE '
        + " AND ".join(
            f'NOT EXISTS (SELECT FROM "{table.name}" AS t WHERE t."{column.name}" = u.id)'
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if column.references(Base.metadata.tables["user"].c.id)
        ),
    ),
]


def _unended(table: str, ends: tuple[str, ...]) -> str:
    missing = ", ".join(f"CASE WHEN {end} IS NULL THEN '{end}' END" for end in ends)
    return (
        f"SELECT '{table}' AS link, concat_ws(' and ', {missing}) AS missing, id AS row_id"
        f" FROM {table} WHERE {' OR '.join(f'{end} IS NULL' for end in ends)}"
    )


def _cycle(table: str, parent: str) -> str:
    """Rows that are their own ancestor. UNION drops what was met before, so that it ends."""
    code = {"batch": "batch_id", "branch": "branch_id", "subject": "code"}[table]
    return f"""
        SELECT '{table}' AS tree, c.{code} AS code, c.id AS row_id, c.{parent} AS parent_id
        FROM {table} AS c WHERE c.id IN (
            WITH RECURSIVE lineage AS (
                SELECT id, {parent} AS ancestor FROM {table} WHERE {parent} IS NOT NULL
                UNION
                SELECT l.id, p.{parent} FROM lineage AS l JOIN {table} AS p ON p.id = l.ancestor
                WHERE p.{parent} IS NOT NULL
            )
            SELECT id FROM lineage WHERE id = ancestor
        )"""


LINKING = [
    Check(
        "link-without-end",
        "A link between two rows has both its ends",
        " UNION ALL ".join(_unended(table, ends) for table, ends in LINKS.items()),
    ),
    Check(
        "parent-cycle",
        "No batch, branch or subject is above itself",
        " UNION ALL ".join(_cycle(table, parent) for table, parent in TREES.items()),
    ),
]
ORPHANS = [*GROUPS, *PEOPLE, *LINKING]
