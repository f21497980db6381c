CREATE TEMP TABLE corrected AS
SELECT s.user_id, e.id, g.id AS group_row
FROM sheet AS r
JOIN student AS s USING (student_id)
JOIN auth_group AS e ON e.name = r.auth_group_name
JOIN "group" AS g ON g.type = 'auth_group' AND g.child_id = e.id;
UPDATE enrollment_record AS e SET group_id = c.id, updated_at = now() AT TIME ZONE 'UTC'
FROM corrected AS c
WHERE e.user_id = c.user_id AND e.is_current AND e.group_type = 'auth_group';
UPDATE group_user AS u SET group_id = c.group_row, updated_at = now() AT TIME ZONE 'UTC'
FROM corrected AS c, "group" AS g
WHERE u.user_id = c.user_id AND g.id = u.group_id AND g.type = 'auth_group';
