CREATE TEMP TABLE moved AS
SELECT s.id, s.user_id, b.id AS batch_id, bg.id AS batch_row, g.id AS grade_id, gg.id AS grade_row,
       r.academic_year, r.start_date::date AS day
FROM sheet AS r
JOIN student AS s USING (student_id)
JOIN batch AS b USING (batch_id)
JOIN "group" AS bg ON bg.type = 'batch' AND bg.child_id = b.id
JOIN grade AS g ON g.number = r.grade::int
JOIN "group" AS gg ON gg.type = 'grade' AND gg.child_id = g.id;
UPDATE enrollment_record AS e
SET is_current = false, end_date = m.day, updated_at = now() AT TIME ZONE 'UTC'
FROM moved AS m
WHERE e.user_id = m.user_id AND e.is_current AND e.group_type IN ('batch', 'grade');
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                               is_current, inserted_at, updated_at)
SELECT m.user_id, new.*, m.academic_year, m.day, true, now() AT TIME ZONE 'UTC',
       now() AT TIME ZONE 'UTC'
FROM moved AS m, LATERAL (VALUES ('status', 1), ('batch', m.batch_id), ('grade', m.grade_id)) AS new;
UPDATE group_user AS u
SET group_id = CASE g.type WHEN 'batch' THEN m.batch_row ELSE m.grade_row END,
    updated_at = now() AT TIME ZONE 'UTC'
FROM moved AS m, "group" AS g
WHERE u.user_id = m.user_id AND g.id = u.group_id AND g.type IN ('batch', 'grade');
UPDATE student AS s SET grade_id = m.grade_id, updated_at = now() AT TIME ZONE 'UTC'
FROM moved AS m
WHERE s.id = m.id;
