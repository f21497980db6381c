"""Whether two contenders have changed their databases alike."""

from collections.abc import Mapping

from psycopg2.extensions import connection as Connection  # noqa: N812  # it is a class

# New rows get ids in any order; what refers to them is compared by what people know them by.
WHO = """coalesce(
    (SELECT student_id FROM student WHERE user_id = {0} LIMIT 1),
    (SELECT teacher_id FROM teacher WHERE user_id = {0} LIMIT 1),
    (SELECT code FROM school WHERE user_id = {0} LIMIT 1))"""
ENTITY = """CASE t.type
    WHEN 'auth_group' THEN (SELECT name FROM auth_group WHERE id = t.child_id)
    WHEN 'batch' THEN (SELECT batch_id FROM batch WHERE id = t.child_id)
    WHEN 'product' THEN (SELECT name || code FROM product WHERE id = t.child_id)
    WHEN 'program' THEN (SELECT name FROM program WHERE id = t.child_id)
    WHEN 'school' THEN (SELECT code FROM school WHERE id = t.child_id)
    ELSE t.child_id::text END"""
NAMES = {
    "alumni": {"student_id": "(SELECT student_id FROM student WHERE id = t.student_id)"},
    "dropout": {
        "record_id": f"(SELECT {WHO.format('user_id')} FROM enrollment_record"
        " WHERE id = t.record_id)"
    },
    "enrollment_record": {"user_id": WHO.format("t.user_id")},
    "group": {"child_id": ENTITY},
    "group_user": {"user_id": WHO.format("t.user_id")},
    "resource_curriculum": {"resource_id": "(SELECT code FROM resource WHERE id = t.resource_id)"},
    "resource_topic": {
        "resource_id": "(SELECT code FROM resource WHERE id = t.resource_id)",
        "topic_id": "(SELECT code FROM topic WHERE id = t.topic_id)",
    },
    "school": {"user_id": "t.user_id IS NOT NULL"},
    "student": {"user_id": "t.user_id IS NOT NULL"},
    "teacher": {"user_id": "t.user_id IS NOT NULL"},
    "topic_curriculum": {"topic_id": "(SELECT code FROM topic WHERE id = t.topic_id)"},
    "user": {"id": WHO.format("t.id")},
}
HISTORY = """
    SELECT table_name, operation, count(*) FROM change_log GROUP BY 1, 2 ORDER BY 1, 2
"""
State = Mapping[str, object]


def state(connection: Connection) -> State:
    """What the history says was changed, and the changed tables in a form to compare.

    Moments are left out, save that a row's `updated_at` moved at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(HISTORY)
        history = {f"{table}: {operation}": n for table, operation, n in cursor.fetchall()}
        tables = {name.split(":")[0] for name in history}
        sums = {}
        for table in sorted(tables | ({"user"} if "auth_group" in tables else set())):
            cursor.execute(_sum(table))
            sums[table] = cursor.fetchone()
    return history | sums


def differences(one: State, other: State) -> list[str]:
    """What of two states is not the same."""
    return [
        f"{name}: {one.get(name)} and {other.get(name)}"
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name)
    ]


def _sum(table: str) -> str:
    names = {
        "moved": "to_jsonb(t) ->> 'updated_at' > '2026'",
        **NAMES.get(table, {}),
    }
    pairs = ", ".join(f"'{name}', {value}" for name, value in names.items())
    row = f"to_jsonb(t) - '{{id,inserted_at,updated_at}}'::text[] || jsonb_build_object({pairs})"
    return f"""
        SELECT count(*), sum(hashtextextended(CAST({row} AS text), 0)::numeric) FROM "{table}" AS t
    """
