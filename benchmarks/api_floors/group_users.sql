SELECT json_agg(r)::text FROM (
    SELECT id, group_id, user_id FROM group_user WHERE group_id = %(group_id)s
    ORDER BY id LIMIT 1000
) AS r
