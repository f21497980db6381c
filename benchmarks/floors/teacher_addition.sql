CREATE TEMP TABLE given AS
SELECT r.*, t.id, t.user_id, s.id AS subject_id
FROM sheet AS r
JOIN subject AS s ON s.name -> 0 ->> 'subject' = r.subject
LEFT JOIN teacher AS t USING (teacher_id);
CREATE TEMP TABLE new AS
SELECT teacher_id, user_first_name, user_district, user_state, subject_id, batch_id, auth_group,
       grade, academic_year, start_date::date AS day, nextval('user_id_seq') AS user_id
FROM given WHERE id IS NULL;
INSERT INTO "user" (id, first_name, district, state, inserted_at, updated_at)
SELECT user_id, user_first_name, user_district, user_state, now() AT TIME ZONE 'UTC',
       now() AT TIME ZONE 'UTC'
FROM new;
INSERT INTO teacher (teacher_id, user_id, subject_id, is_af_teacher, inserted_at, updated_at)
SELECT teacher_id, user_id, subject_id, true, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM new;
CREATE TEMP TABLE place AS
SELECT n.user_id, g.type, g.child_id, g.id, n.academic_year, n.day
FROM new AS n
JOIN auth_group AS a ON a.name = n.auth_group
JOIN batch AS b ON b.batch_id = n.batch_id
JOIN grade AS c ON c.number = n.grade::int,
LATERAL (VALUES ('auth_group', a.id), ('batch', b.id), ('grade', c.id)) AS p(type, child_id)
JOIN "group" AS g USING (type, child_id);
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                               is_current, inserted_at, updated_at)
SELECT user_id, type, child_id, CASE WHEN type <> 'auth_group' THEN academic_year END, day, true,
       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM place;
INSERT INTO group_user (user_id, group_id, inserted_at, updated_at)
SELECT user_id, id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' FROM place;
UPDATE "user" AS u
SET first_name = g.user_first_name, district = g.user_district, state = g.user_state,
    updated_at = now() AT TIME ZONE 'UTC'
FROM given AS g
WHERE u.id = g.user_id;
UPDATE teacher AS t
SET subject_id = g.subject_id, is_af_teacher = true, updated_at = now() AT TIME ZONE 'UTC'
FROM given AS g
WHERE t.id = g.id;
