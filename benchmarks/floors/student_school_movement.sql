CREATE TEMP TABLE moved AS
SELECT s.user_id, c.id AS school_id, g.id AS school_row, r.academic_year,
       r.effective_date::date AS day
FROM sheet AS r
JOIN student AS s USING (student_id)
JOIN school AS c ON c.code = r.school_code
JOIN "group" AS g ON g.type = 'school' AND g.child_id = c.id;
UPDATE enrollment_record AS e
SET is_current = false, end_date = m.day, updated_at = now() AT TIME ZONE 'UTC'
FROM moved AS m
WHERE e.user_id = m.user_id AND e.is_current AND e.group_type = 'school';
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                               is_current, inserted_at, updated_at)
SELECT user_id, 'school', school_id, academic_year, day, true, now() AT TIME ZONE 'UTC',
       now() AT TIME ZONE 'UTC'
FROM moved;
UPDATE group_user AS u SET group_id = m.school_row, updated_at = now() AT TIME ZONE 'UTC'
FROM moved AS m, "group" AS g
WHERE u.user_id = m.user_id AND g.id = u.group_id AND g.type = 'school';
