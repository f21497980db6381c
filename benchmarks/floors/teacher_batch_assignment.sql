CREATE TEMP TABLE moved AS
SELECT t.user_id, b.id AS batch_id, g.id AS batch_row, r.academic_year, r.start_date::date AS day
FROM sheet AS r
JOIN teacher AS t USING (teacher_id)
JOIN batch AS b USING (batch_id)
JOIN "group" AS g ON g.type = 'batch' AND g.child_id = b.id;
UPDATE enrollment_record AS e
SET is_current = false, end_date = m.day, updated_at = now() AT TIME ZONE 'UTC'
FROM moved AS m
WHERE e.user_id = m.user_id AND e.is_current AND e.group_type = 'batch';
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                               is_current, inserted_at, updated_at)
SELECT user_id, 'batch', batch_id, academic_year, day, true, now() AT TIME ZONE 'UTC',
       now() AT TIME ZONE 'UTC'
FROM moved;
UPDATE group_user AS u SET group_id = m.batch_row, updated_at = now() AT TIME ZONE 'UTC'
FROM moved AS m, "group" AS g
WHERE u.user_id = m.user_id AND g.id = u.group_id AND g.type = 'batch';
