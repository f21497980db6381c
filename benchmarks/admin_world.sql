-- The organisation that the pages of the admin site show, with %(count)s students. At every size a
-- school has 333 students in ten batches, a batch has 100, but for one of 5,000, there is a teacher
-- for 100 students, and each common name is that of a fourteenth of all. Triggers are off.

CREATE TEMP TABLE place_count AS
SELECT %(count)s AS people, %(count)s / 333 AS schools, %(count)s / 100 AS batches;

-- Names do not follow from ids, so that teachers have all of them too.
INSERT INTO "user" (first_name, last_name, phone, email, gender, inserted_at, updated_at)
SELECT CASE WHEN n %% 50000 = 7 THEN 'Zubin'
            ELSE (%(first)s)[1 + (hashint8(n) & 65535) %% 14] || chr((97 + n * 31 %% 26)::int) END,
       (%(last)s)[1 + (hashint8(n * 3) & 65535) %% 14],
       '9' || lpad((n * 7654321 %% 1000000000)::text, 9, '0'),
       'u' || n || '@example.org', (ARRAY['Male', 'Female'])[1 + n %% 2], now(), now()
FROM generate_series(1::bigint, %(count)s) AS n;
INSERT INTO grade (number, inserted_at, updated_at)
SELECT n, now(), now() FROM generate_series(6, 12) AS n;
INSERT INTO student
    (student_id, apaar_id, category, status, user_id, grade_id, inserted_at, updated_at)
SELECT 'Z' || lpad(id::text, 9, '0'), lpad((id * 13)::text, 12, '7'),
       (ARRAY['Gen', 'OBC', 'SC', 'ST'])[1 + id * 48271 / 7 %% 4],
       CASE WHEN id %% 25 = 0 THEN 'dropout' ELSE 'enrolled' END, id, 1 + id %% 7, now(), now()
FROM "user" ORDER BY id;
INSERT INTO school (code, name, district, state, inserted_at, updated_at)
SELECT 'SCH' || lpad(n::text, 5, '0'), 'Vidyalaya ' || n, 'Pune', 'Maharashtra', now(), now()
FROM place_count, generate_series(1, schools) AS n;
INSERT INTO product (name, inserted_at, updated_at) VALUES ('Centre', now(), now());
INSERT INTO program (name, product_id, inserted_at, updated_at)
SELECT 'Programme ' || n, 1, now(), now() FROM generate_series(1, 12) AS n;
INSERT INTO batch (batch_id, name, program_id, inserted_at, updated_at)
SELECT 'EN-' || lpad(n::text, 6, '0'), 'Photon ' || n, 1 + n %% 12, now(), now()
FROM place_count, generate_series(1, batches) AS n;
INSERT INTO status (title, inserted_at, updated_at) VALUES ('dropout', now(), now());
INSERT INTO teacher (teacher_id, user_id, inserted_at, updated_at)
SELECT 'T' || lpad(id::text, 7, '0'), id, now(), now() FROM "user" WHERE id %% 100 = 0;
INSERT INTO session (name, session_id, platform, meta_data, inserted_at, updated_at)
SELECT 'Physics ' || n, 'EN_physics-' || n, 'meet',
       jsonb_build_object('batch_id', 'EN-' || lpad(n::text, 6, '0')), now(), now()
FROM generate_series(1, %(count)s / 10) AS n;
INSERT INTO "group" (type, child_id, inserted_at, updated_at)
SELECT 'school', id, now(), now() FROM school UNION ALL
SELECT 'batch', id, now(), now() FROM batch UNION ALL
SELECT 'grade', id, now(), now() FROM grade;

CREATE TEMP TABLE place AS
SELECT u.id AS user_id, p.type, p.id, now() - make_interval(days => 1 + u.id %% 400) AS at
FROM place_count, (SELECT id::int FROM "user") AS u, LATERAL (VALUES
    ('school', 1 + u.id %% schools),
    ('batch', CASE WHEN u.id <= 5000 THEN 1
                   ELSE 1 + (u.id %% schools * 3 + u.id / schools %% 10) %% batches END),
    ('grade', 1 + u.id %% 7)) AS p(type, id);
INSERT INTO group_user (user_id, group_id)
SELECT p.user_id, g.id FROM place AS p JOIN "group" AS g ON g.type = p.type AND g.child_id = p.id
ORDER BY p.user_id;
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                               is_current, inserted_at, updated_at)
SELECT user_id, type, id, '2026-2027', at::date, true, at, at FROM place ORDER BY user_id, type;

-- Every fourth student has been changed once, and a session was deleted for each 100 students.
INSERT INTO change_log (table_name, row_id, operation, before, after, at, actor, origin, transaction)
SELECT 'student', id, 'update', image || '{"category": "Gen"}', image || '{"category": "PWD"}',
       now() - make_interval(secs => (%(count)s - id) * 1.5),
       (ARRAY['anita', 'rahul', 'benchmark'])[1 + id %% 3], 'admin', id
FROM (SELECT id, jsonb_strip_nulls(to_jsonb(s)) AS image FROM student AS s
      WHERE id %% 4 = 0 ORDER BY id) AS changed;
INSERT INTO change_log (table_name, row_id, operation, before, at, actor, origin, transaction)
SELECT 'session', %(count)s + n, 'delete',
       jsonb_build_object('id', %(count)s + n, 'name', 'Chemistry ' || n, 'session_id', 'C-' || n),
       now() - make_interval(mins => %(count)s / 100 - n), 'rahul', 'admin', 10 * %(count)s + n
FROM generate_series(1, %(count)s / 100) AS n;

INSERT INTO staff_account (username, password_hash, role)
VALUES ('benchmark', %(password_hash)s, 'admin')
