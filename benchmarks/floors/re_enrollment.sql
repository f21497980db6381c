CREATE TEMP TABLE back AS
SELECT s.id, s.user_id, b.id AS batch_id, bg.id AS batch_row, g.id AS grade_id, gg.id AS grade_row,
       c.id AS school_id, cg.id AS school_row, r.academic_year, r.start_date::date AS day
FROM sheet AS r
JOIN student AS s USING (student_id)
JOIN batch AS b USING (batch_id)
JOIN "group" AS bg ON bg.type = 'batch' AND bg.child_id = b.id
JOIN grade AS g ON g.number = r.grade::int
JOIN "group" AS gg ON gg.type = 'grade' AND gg.child_id = g.id
JOIN school AS c ON c.code = r.school_code
JOIN "group" AS cg ON cg.type = 'school' AND cg.child_id = c.id;
UPDATE enrollment_record AS e
SET is_current = e.group_type = 'auth_group',
    end_date = CASE e.group_type WHEN 'status' THEN b.day END,
    updated_at = now() AT TIME ZONE 'UTC'
FROM back AS b
WHERE e.user_id = b.user_id AND e.group_type IN ('auth_group', 'status');
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                               is_current, inserted_at, updated_at)
SELECT b.user_id, new.*, b.academic_year, b.day, true, now() AT TIME ZONE 'UTC',
       now() AT TIME ZONE 'UTC'
FROM back AS b,
     LATERAL (VALUES ('status', 1), ('grade', b.grade_id), ('batch', b.batch_id),
                     ('school', b.school_id)) AS new;
UPDATE group_user AS u
SET group_id = CASE g.type WHEN 'batch' THEN b.batch_row WHEN 'grade' THEN b.grade_row
                           ELSE b.school_row END,
    updated_at = now() AT TIME ZONE 'UTC'
FROM back AS b, "group" AS g
WHERE u.user_id = b.user_id AND g.id = u.group_id AND g.type <> 'auth_group';
UPDATE student AS s
SET status = 'enrolled', grade_id = b.grade_id, updated_at = now() AT TIME ZONE 'UTC'
FROM back AS b
WHERE s.id = b.id;
