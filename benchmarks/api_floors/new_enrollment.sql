WITH
record AS (
    INSERT INTO enrollment_record (
        user_id, group_type, group_id, academic_year, start_date, is_current, inserted_at, updated_at
    )
    SELECT %(user_id)s, g.type, g.child_id, %(academic_year)s, %(start_date)s, true, m.now, m.now
    FROM "group" AS g, (SELECT date_trunc('second', now() AT TIME ZONE 'UTC') AS now) AS m
    WHERE g.id = %(group_id)s
),
membership AS (
    INSERT INTO group_user (user_id, group_id) VALUES (%(user_id)s, %(group_id)s)
    RETURNING id, group_id, user_id
)
SELECT row_to_json(membership)::text FROM membership
