CREATE TEMP TABLE given AS
SELECT r."Name" AS name, r."Locale" AS locale, r."Locale Data"::jsonb AS locale_data,
       jsonb_build_object('auth_type', r."Auth Type", 'default_locale', r."Default Locale",
                          'user_type', r."User Type") AS input_schema
FROM sheet AS r;
UPDATE "user" AS u SET updated_at = now() AT TIME ZONE 'UTC'
FROM given
JOIN auth_group AS a USING (name)
JOIN "group" AS g ON g.type = 'auth_group' AND g.child_id = a.id
JOIN group_user AS m ON m.group_id = g.id
WHERE u.id = m.user_id;
UPDATE auth_group AS a
SET locale = g.locale, locale_data = g.locale_data,
    input_schema = coalesce(a.input_schema, '{}') || g.input_schema,
    updated_at = now() AT TIME ZONE 'UTC'
FROM given AS g
WHERE a.name = g.name;
WITH new AS (
    INSERT INTO auth_group (name, locale, locale_data, input_schema, inserted_at, updated_at)
    SELECT name, locale, locale_data, input_schema, now() AT TIME ZONE 'UTC',
           now() AT TIME ZONE 'UTC'
    FROM given WHERE name NOT IN (SELECT name FROM auth_group)
    RETURNING id
)
INSERT INTO "group" (type, child_id, inserted_at, updated_at)
SELECT 'auth_group', id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' FROM new;
