UPDATE "user" AS u
SET district = r.district, state = r.state, region = r.region,
    updated_at = now() AT TIME ZONE 'UTC'
FROM sheet AS r JOIN school AS s ON s.code = r.school_code
WHERE u.id = s.user_id;
UPDATE school AS s
SET name = r.school_name, af_school_category = r.af_school_category, district = r.district,
    district_code = r.district_code, state = r.state, state_code = r."State_code",
    region = r.region, board = r.board, udise_code = r.udise_code,
    updated_at = now() AT TIME ZONE 'UTC'
FROM sheet AS r
WHERE s.code = r.school_code;
CREATE TEMP TABLE new AS
SELECT r.*, nextval('user_id_seq') AS user_id
FROM sheet AS r WHERE r.school_code NOT IN (SELECT code FROM school);
INSERT INTO "user" (id, district, state, region, inserted_at, updated_at)
SELECT user_id, district, state, region, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM new;
WITH added AS (
    INSERT INTO school (code, name, user_id, af_school_category, district, district_code, state,
                        state_code, region, board, udise_code, inserted_at, updated_at)
    SELECT school_code, school_name, user_id, af_school_category, district, district_code, state,
           "State_code", region, board, udise_code, now() AT TIME ZONE 'UTC',
           now() AT TIME ZONE 'UTC'
    FROM new
    RETURNING id
)
INSERT INTO "group" (type, child_id, inserted_at, updated_at)
SELECT 'school', id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' FROM added;
