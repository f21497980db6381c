"""The sessions that someone can go to: those of their batches.

A quiz is also for the batches below the ones it is linked to, but then only for those that it
lists.
"""

from functools import lru_cache

from dbservice.services.projection import Projection

# Batches by level; UNION ends where batches lie in one another in a circle.
BATCHES = """
    WITH RECURSIVE own(id, parent_id, batch_id) AS (
        SELECT b.id, b.parent_id, b.batch_id
        FROM group_user AS m
        JOIN "group" AS g ON g.id = m.group_id AND g.type = 'batch'
        JOIN batch AS b ON b.id = g.child_id
        WHERE m.user_id = %s
    ), every(id, parent_id, batch_id) AS (
        SELECT id, parent_id, batch_id FROM own
        UNION
        SELECT b.id, b.parent_id, b.batch_id FROM every AS e JOIN batch AS b ON b.id = e.parent_id
    )
"""
LINKED = """
    session.is_active AND session.id IN (
        SELECT l.session_id FROM group_session AS l
        JOIN "group" AS g ON g.id = l.group_id AND g.type = 'batch'
        JOIN {level} AS b ON b.id = g.child_id
    )
"""
MEANT = """
    (session.platform <> 'quiz' OR coalesce(session.meta_data ->> 'batch_id', '') = ''
     OR string_to_array(btrim(session.meta_data ->> 'batch_id', E' \\t\\r\\n'), ',')
        && (SELECT array_agg(batch_id::text) FROM every))
"""


@lru_cache(maxsize=4)
def statement(projection: Projection, *, quiz: bool) -> str:
    """SELECT of the JSON of a user's sessions, the user's id being its only parameter.

    Args:
        projection: how a session is shown.
        quiz: whether the batches above count as well, as they do for quizzes.
    """
    reached = LINKED.format(level="every" if quiz else "own")
    condition = f"{reached} AND {MEANT}" if quiz else reached
    return (
        f"{BATCHES} SELECT '[' || coalesce(string_agg(({projection.json('s')})::text, ','"
        f" ORDER BY s.id), '') || ']' FROM (SELECT {projection.columns()} FROM"
        f" {projection.name} WHERE {condition}) AS s"
    )
