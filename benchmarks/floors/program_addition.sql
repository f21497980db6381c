CREATE TEMP TABLE given AS
SELECT r."Program Name" AS name, p.id AS product_id, r."Donor" AS donor,
       r."State/System" AS state, r."Target Outreach"::int AS target_outreach,
       r.config::jsonb AS config
FROM sheet AS r JOIN product AS p ON p.code = r."Product Code";
UPDATE program AS p
SET product_id = g.product_id, donor = g.donor, state = g.state,
    target_outreach = g.target_outreach, is_current = true, config = g.config,
    updated_at = now() AT TIME ZONE 'UTC'
FROM given AS g
WHERE p.name = g.name;
WITH new AS (
    INSERT INTO program (name, product_id, donor, state, target_outreach, is_current, config,
                         inserted_at, updated_at)
    SELECT name, product_id, donor, state, target_outreach, true, config,
           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
    FROM given WHERE name NOT IN (SELECT name FROM program)
    RETURNING id
)
INSERT INTO "group" (type, child_id, inserted_at, updated_at)
SELECT 'program', id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' FROM new;
