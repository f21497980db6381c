"""Repairs of group rows and of links."""

from dbservice.models import Base
from dbservice.services.bulk import NOW
from dbservice.services.consistency.orphans import LINKS
from dbservice.services.consistency.register import CHECKS
from dbservice.services.consistency.relations import ENTITIES, KINDS, PERSON
from dbservice.services.consistency.repair import Repair

STAMPS = {"id", "inserted_at", "updated_at"}
MEMBER = PERSON | {
    "place": f"""(
        SELECT concat_ws(' ', g.type, (
            SELECT min(n.code) FROM ({ENTITIES}) AS n
            WHERE n.group_type = g.type AND n.group_id = g.child_id))
        FROM "group" AS g WHERE g.id = f.group_id)"""
}
# A group row `g` that has no members and no sessions.
UNUSED = """
    NOT EXISTS (SELECT FROM group_user AS m WHERE m.group_id = g.id)
    AND NOT EXISTS (SELECT FROM group_session AS s WHERE s.group_id = g.id)
"""


def _deletion(table: str) -> str:
    return f'DELETE FROM "{table}" AS t USING chosen WHERE t.id = chosen.row_id'


def _duplicates(table: str, ends: tuple[str, ...]) -> str:
    """Links that an older one equals in everything but the time at which they were made."""
    columns = [column.name for column in Base.metadata.tables[table].columns]
    facts = ", ".join(name for name in columns if name not in STAMPS)
    whole = " AND ".join(f"{end} IS NOT NULL" for end in ends)
    return f"""
        SELECT {", ".join(ends)}, id AS row_id, kept_row_id FROM (
            SELECT {", ".join(ends)}, id, min(id) OVER (PARTITION BY {facts}) AS kept_row_id
            FROM {table} WHERE {whole}
        ) AS link WHERE id <> kept_row_id"""


GROUP_ROWS = [
    Repair(
        "add-group-row",
        "An entity without a group row gets one: every entity has one, and it holds nothing else",
        CHECKS["entity-without-group-row"].query,
        f"""
        INSERT INTO "group" (type, child_id, inserted_at, updated_at)
        SELECT group_type, group_id, {NOW}, {NOW} FROM chosen""",
    ),
    Repair(
        "drop-orphaned-group-row",
        "A group row goes whose entity is gone, if it has no members, sessions or records",
        f"""
        SELECT g.type AS group_type, g.child_id AS group_id, g.id AS row_id FROM "group" AS g
        WHERE g.type IN {KINDS} AND {UNUSED} AND NOT EXISTS (
            SELECT FROM ({ENTITIES}) AS n WHERE n.group_type = g.type AND n.group_id = g.child_id)
        AND NOT EXISTS (
            SELECT FROM enrollment_record AS e
            WHERE e.group_type = g.type AND e.group_id = g.child_id)""",
        _deletion("group"),
    ),
    Repair(
        "drop-second-group-row",
        "Of several group rows of an entity those go that have no members and no sessions;"
        " if none has, the oldest stays",
        f"""
        SELECT n.group_type, n.code, n.group_id, g.id AS row_id
        FROM (
            SELECT *, {UNUSED} AS unused,
                   row_number() OVER (PARTITION BY type, child_id ORDER BY {UNUSED}, id) AS place
            FROM "group" AS g
        ) AS g JOIN ({ENTITIES}) AS n ON n.group_type = g.type AND n.group_id = g.child_id
        WHERE g.unused AND g.place > 1""",
        _deletion("group"),
    ),
]
DUPLICATES = [
    Repair(
        f"drop-second-{table}",
        f"A row of {table} goes that an older one equals in every column",
        _duplicates(table, ends),
        _deletion(table),
        MEMBER if table == "group_user" else {},
    )
    for table, ends in LINKS.items()
]
GROUP_REPAIRS = [*GROUP_ROWS, *DUPLICATES]
