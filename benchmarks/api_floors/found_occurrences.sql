SELECT json_agg(r)::text FROM (
    SELECT o.id, to_char(o.start_time, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS start_time,
           to_char(o.end_time, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS end_time, o.session_fk,
           o.session_id, o.inserted_at, o.updated_at, (
               SELECT row_to_json(s) FROM (
                   SELECT id, name, platform, platform_link, portal_link,
                          to_char(start_time, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS start_time,
                          to_char(end_time, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS end_time, meta_data,
                          owner_id, created_by_id, is_active, purpose, repeat_schedule, session_id,
                          platform_id, signup_form_id, type, auth_type, signup_form, id_generation,
                          redirection, popup_form, popup_form_id, inserted_at, updated_at
                   FROM session WHERE id = o.session_fk
               ) AS s
           ) AS session
    FROM session_occurrence AS o
    WHERE o.session_id = ANY(%(session_ids)s)
      AND now() AT TIME ZONE 'Asia/Kolkata' BETWEEN o.start_time AND o.end_time
    ORDER BY o.id
) AS r
