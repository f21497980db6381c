"""Relations that checks and repairs have in common: entities, current records, memberships.

In all of them `(group_type, group_id)` is the entity itself, never its group row, so that the two
meanings of `group_id` can be compared.
"""

from dbservice.models import Product, Program
from dbservice.services.groups import GROUP_TYPES, GroupKind
from dbservice.services.references import KEYS

# The table of each kind, and SQL of what its rows `t` are known by.
CODES = {
    **{kind: (key.table.name, key.parts[0]) for kind, key in KEYS.items()},
    GroupKind.PRODUCT: (Product.__tablename__, "t.name"),
    GroupKind.PROGRAM: (Program.__tablename__, "t.name"),
}
EXCLUSIVE = "('auth_group', 'school', 'grade')"
ENROLLED_IN = "('auth_group', 'school', 'batch', 'grade')"
RECORDED = "('auth_group', 'school', 'batch', 'grade', 'status')"
KINDS = f"({', '.join(f'{kind.value!r}' for kind in GroupKind)})"

ENTITIES = " UNION ALL ".join(
    f"SELECT CAST('{kind}' AS varchar) AS group_type, t.id AS group_id,"
    f' CAST({CODES[kind][1]} AS varchar) AS code FROM "{CODES[kind][0]}" AS t'
    for kind in GROUP_TYPES.values()
)
MEMBERSHIPS = f"""
    SELECT m.id, m.user_id, m.group_id AS group_row_id, g.type AS group_type, g.child_id AS group_id
    FROM group_user AS m JOIN "group" AS g ON g.id = m.group_id WHERE g.type IN {ENROLLED_IN}
"""
CURRENT = f"""
    SELECT id, user_id, group_type, group_id FROM enrollment_record
    WHERE is_current AND group_type IN {ENROLLED_IN} AND user_id IS NOT NULL
"""
DROPPED_OUT = "SELECT user_id FROM student WHERE status = 'dropout' AND user_id IS NOT NULL"
DROPOUT_RECORDS = """
    SELECT e.id, e.user_id FROM enrollment_record AS e JOIN status AS s ON s.id = e.group_id
    WHERE e.group_type = 'status' AND e.is_current AND s.title = 'dropout'
"""

# What people know a row by, for a row `f` that has the number of a user, or an entity.
PERSON = {
    "student_id": "(SELECT min(s.student_id) FROM student AS s WHERE s.user_id = f.user_id)",
    "teacher_id": "(SELECT min(t.teacher_id) FROM teacher AS t WHERE t.user_id = f.user_id)",
}
PLACE = {
    "code": f"""(SELECT min(n.code) FROM ({ENTITIES}) AS n
        WHERE n.group_type = f.group_type AND n.group_id = f.group_id)"""
}


def sharing(table: str, keys: str, rows: str, condition: str = "true") -> str:
    """A SELECT of the values of `keys` that several rows share, with the ids of those as `rows`.

    Counts first and collects ids afterwards: to collect those of every key would take memory.
    """
    present = " AND ".join(f"{key} IS NOT NULL" for key in keys.split(", "))
    chosen = f"FROM {table} WHERE {present} AND {condition}"
    return f"""
        WITH shared AS MATERIALIZED (
            SELECT {keys} {chosen} GROUP BY {keys} HAVING count(*) > 1
        )
        SELECT {keys}, array_agg(id ORDER BY id) AS {rows}
        FROM (SELECT id, {keys} {chosen}) AS row JOIN shared USING ({keys}) GROUP BY {keys}
    """
