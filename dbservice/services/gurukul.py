"""The configuration of the learning app, which narrower places refine."""

from dbservice.services.pages import Fetch

NAMES = ("user_id", "batch_id", "program_id")
"""What it can be asked for; one of them at a time."""

# Each place adds its keys to those of the wider ones, or puts its own in their stead.
RESOLVED = """
    WITH given(user_id, batch_id, program_id) AS (SELECT %s::bigint, %s::bigint, %s::bigint),
    current_record AS (
        SELECT DISTINCT ON (e.group_type) e.group_type, e.group_id
        FROM given JOIN enrollment_record AS e ON e.user_id = given.user_id
        WHERE e.is_current AND e.group_type IN ('auth_group', 'program', 'batch')
        ORDER BY e.group_type, e.id
    ),
    place AS (
        SELECT b.id AS batch_id, p.id AS program_id, a.id AS auth_group_id,
               b.metadata -> 'gurukul_config' AS of_batch,
               p.config -> 'gurukul_config' AS of_program,
               a.locale_data -> 'gurukul_config' AS of_auth_group,
               (SELECT d.locale_data -> 'gurukul_config' FROM auth_group AS d
                WHERE d.name = 'DefaultGroup' ORDER BY d.id LIMIT 1) AS of_default
        FROM given
        LEFT JOIN current_record AS batch_record ON batch_record.group_type = 'batch'
        LEFT JOIN current_record AS program_record ON program_record.group_type = 'program'
        LEFT JOIN current_record AS group_record ON group_record.group_type = 'auth_group'
        LEFT JOIN batch AS b ON b.id = coalesce(given.batch_id, batch_record.group_id)
        LEFT JOIN program AS p ON p.id = coalesce(
            given.program_id, b.program_id,
            CASE WHEN batch_record.group_id IS NULL THEN program_record.group_id END)
        LEFT JOIN auth_group AS a ON a.id = group_record.group_id
    )
    SELECT jsonb_build_object(
        'config',
        CASE WHEN jsonb_typeof(of_default) = 'object' THEN of_default ELSE '{}' END
        || CASE WHEN jsonb_typeof(of_auth_group) = 'object' THEN of_auth_group ELSE '{}' END
        || CASE WHEN jsonb_typeof(of_program) = 'object' THEN of_program ELSE '{}' END
        || CASE WHEN jsonb_typeof(of_batch) = 'object' THEN of_batch ELSE '{}' END,
        'resolved_from', jsonb_build_object(
            'source', CASE
                WHEN jsonb_typeof(of_batch) = 'object' THEN 'batch'
                WHEN jsonb_typeof(of_program) = 'object' THEN 'program'
                WHEN jsonb_typeof(of_auth_group) = 'object' THEN 'auth_group'
                ELSE 'defaultgroup' END,
            'batch_id', batch_id, 'program_id', program_id, 'auth_group_id', auth_group_id)
    )::text
    FROM place
"""


def config(fetch: Fetch, name: str, id: int) -> str:
    """The configuration for a user, a batch or a program, and where it comes from, as JSON.

    For a user the oldest current batch counts, or else the oldest current program. One statement.

    Args:
        fetch: runs it.
        name: which of NAMES the id is of.
        id: of a row; one that no row has gets what holds everywhere.
    """
    row = fetch(RESOLVED, [id if one == name else None for one in NAMES])
    assert row is not None
    text: str = row[0]
    return text
