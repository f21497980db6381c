CREATE TEMP TABLE given AS
SELECT r."Batch ID" AS batch_id, r."Name" AS name, p.id AS program_id, a.id AS auth_group_id,
       r."Contact hours per week"::int AS contact_hours_per_week,
       r."Start Date"::date AS start_date, r."End Date"::date AS end_date,
       '{"is_parent_batch": false}'::jsonb AS metadata
FROM sheet AS r
JOIN program AS p ON p.name = r."Program Name"
JOIN auth_group AS a ON a.name = r."Auth Group";
UPDATE batch AS b
SET name = g.name, program_id = g.program_id, auth_group_id = g.auth_group_id,
    contact_hours_per_week = g.contact_hours_per_week, start_date = g.start_date,
    end_date = g.end_date, metadata = b.metadata || g.metadata,
    updated_at = now() AT TIME ZONE 'UTC'
FROM given AS g
WHERE b.batch_id = g.batch_id;
WITH new AS (
    INSERT INTO batch (batch_id, name, program_id, auth_group_id, contact_hours_per_week,
                       start_date, end_date, metadata, inserted_at, updated_at)
    SELECT *, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
    FROM given WHERE batch_id NOT IN (SELECT batch_id FROM batch)
    RETURNING id
)
INSERT INTO "group" (type, child_id, inserted_at, updated_at)
SELECT 'batch', id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' FROM new;
