UPDATE product AS p
SET goal = r."Goal", mode = r."Mode", led_by = r."Led By", type = r."Type",
    updated_at = now() AT TIME ZONE 'UTC'
FROM sheet AS r
WHERE p.name = r."Name" AND p.code = r.code;
WITH new AS (
    INSERT INTO product (name, code, goal, mode, led_by, type, inserted_at, updated_at)
    SELECT r."Name", r.code, r."Goal", r."Mode", r."Led By", r."Type", now() AT TIME ZONE 'UTC',
           now() AT TIME ZONE 'UTC'
    FROM sheet AS r WHERE (r."Name", r.code) NOT IN (SELECT name, code FROM product)
    RETURNING id
)
INSERT INTO "group" (type, child_id, inserted_at, updated_at)
SELECT 'product', id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' FROM new;
