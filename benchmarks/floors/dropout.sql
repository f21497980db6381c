CREATE TEMP TABLE gone AS
SELECT s.id, s.user_id, r.academic_year, r.start_date::date AS day
FROM sheet AS r JOIN student AS s USING (student_id);
WITH closed AS (
    UPDATE enrollment_record AS e
    SET is_current = false, end_date = g.day, updated_at = now() AT TIME ZONE 'UTC'
    FROM gone AS g
    WHERE e.user_id = g.user_id AND e.is_current
    RETURNING e.id, e.user_id
), opened AS (
    INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                                   is_current, inserted_at, updated_at)
    SELECT user_id, 'status', 2, academic_year, day, true, now() AT TIME ZONE 'UTC',
           now() AT TIME ZONE 'UTC'
    FROM gone
    RETURNING id, user_id
)
INSERT INTO dropout (record_id, closed_record_ids)
SELECT o.id, array_agg(c.id ORDER BY c.id) FROM opened AS o JOIN closed AS c USING (user_id)
GROUP BY o.id;
UPDATE student AS s SET status = 'dropout', updated_at = now() AT TIME ZONE 'UTC'
FROM gone AS g
WHERE s.id = g.id;
